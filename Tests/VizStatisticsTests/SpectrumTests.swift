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
    #expect(Spectrum.effectiveRank(of: rows, isCentred: true) == nil)
    #expect(Spectrum.effectiveRank(of: [[Double.nan, 1]]) == nil)
    #expect(Spectrum.effectiveRank(of: []) == nil)
  }
}
