import Foundation
import Testing
import VizStatistics

@Suite struct SpectrumTests {
  /// A random rotation of a diagonal has the diagonal for its eigenvalues.
  @Test(arguments: [1, 2, 5, 12]) func eigenvaluesAreThoseOfTheDiagonal(_ count: Int) {
    var generator = SystemRandomNumberGenerator()
    let values = (0..<count).map { _ in Double.random(in: -3...3, using: &generator) }
    var matrix = (0..<count).map { row in
      (0..<count).map { row == $0 ? values[row] : 0 }
    }
    // Reflections about random vectors, on both sides.
    for _ in 0..<3 {
      let v = (0..<count).map { _ in Double.random(in: -1...1, using: &generator) }
      let square = v.reduce(0) { $0 + $1 * $1 }
      let h = (0..<count).map { i in
        (0..<count).map { j in (i == j ? 1 : 0) - 2 * v[i] * v[j] / square }
      }
      matrix = Self.product(Self.product(h, matrix), h)
    }
    let found = Spectrum.eigenvalues(ofSymmetric: matrix)
    for (a, b) in zip(found, values.sorted(by: >)) { #expect(abs(a - b) < 1e-12 * 10) }
  }

  private static func product(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
    a.indices.map { i in
      b.indices.map { j in a.indices.reduce(0) { $0 + a[i][$1] * b[$1][j] } }
    }
  }

  @Test func effectiveRankCountsDirections() throws {
    let one = (0..<20).map { row in (0..<9).map { Double(row) * Double($0 + 1) } }
    #expect(abs(try #require(Spectrum.effectiveRank(of: one)) - 1) < 1e-6)
    let identity = (0..<6).map { row in (0..<6).map { row == $0 ? 2.0 : 0 } }
    #expect(abs(try #require(Spectrum.effectiveRank(of: identity)) - 6) < 1e-9)
    // Singular values 3 and 1: exp of the entropy of 3/4 and 1/4.
    let two = [[3.0, 0, 0], [0, 1, 0]]
    let entropy = -(0.75 * log(0.75) + 0.25 * log(0.25))
    #expect(abs(try #require(Spectrum.effectiveRank(of: two)) - exp(entropy)) < 1e-9)
  }

  @Test func withoutTheirMeanEqualRowsSayNothing() {
    let rows = Array(repeating: [1.0, 2, 3], count: 5)
    #expect(Spectrum.effectiveRank(of: rows, isCentered: true) == nil)
    #expect(Spectrum.effectiveRank(of: [[Double.nan, 1]]) == nil)
    #expect(Spectrum.effectiveRank(of: []) == nil)
  }

  /// Of a matrix that is known by its products alone, the largest eigenvalue and its vector.
  @Test(arguments: [1, 2, 7, 30]) func lanczosFindsTheLargest(_ count: Int) throws {
    var generator = SystemRandomNumberGenerator()
    func random() -> Double { Double.random(in: -1...1, using: &generator) }
    let half = (0..<count).map { _ in (0..<count).map { _ in random() } }
    let matrix = (0..<count).map { i in (0..<count).map { half[i][$0] + half[$0][i] } }
    let exact = try #require(Spectrum.eigenvalues(ofSymmetric: matrix).first)
    func product(_ v: [Double]) -> [Double] {
      matrix.map { row in zip(row, v).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    let found = try #require(
      Spectrum.largestEigenvalue(
        from: (0..<count).map { _ in random() + 2 }, tolerance: 1e-9, products: 200, product))
    #expect(abs(found.value - exact) < 1e-9 * max(1, abs(exact)))
    #expect(found.products <= count)
    let image = product(found.vector)
    let rest = zip(image, found.vector).map { $0 - found.value * $1 }
    #expect(rest.reduce(0) { $0 + $1 * $1 }.squareRoot() < 1e-6)
    // It is never above, however few products there are.
    let rough = try #require(
      Spectrum.largestEigenvalue(
        from: (0..<count).map { _ in 1.0 }, tolerance: 0, products: 3, product))
    #expect(rough.value <= exact + 1e-9 && rough.products <= 3)
  }

  @Test func lanczosOfNothing() throws {
    #expect(Spectrum.largestEigenvalue(from: [0, 0]) { $0 } == nil)
    #expect(Spectrum.largestEigenvalue(from: [1, 0]) { $0.map { _ in Double.nan } } == nil)
    let zero = try #require(Spectrum.largestEigenvalue(from: [1, 2]) { $0.map { _ in 0 } })
    #expect(zero.value == 0 && zero.products == 1)
    // All eigenvalues below 0: the largest is the one that is nearest to it.
    let negative = try #require(
      Spectrum.largestEigenvalue(from: [1, 1], tolerance: 1e-12) { [-3 * $0[0], -1 * $0[1]] })
    #expect(abs(negative.value + 1) < 1e-12)
  }
}
