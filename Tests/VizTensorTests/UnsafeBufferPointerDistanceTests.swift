import CVizKernels
import Testing

@testable import VizTensor

@Suite struct UnsafeBufferPointerDistanceTests {
  @Test(arguments: [0, 1, 15, 16, 17, 63, 64, 65, 1000])
  func distancesAndFinitenessAreThoseOfTheNumbers(count: Int) {
    var random = SplitMix64(seed: UInt64(9 + count))
    let numbers = (0..<3).map { _ in
      (0..<count).map { _ in Float.random(in: -1..<1, using: &random) }
    }
    check(numbers, tolerance: 1e-7)
    check(numbers.map { $0.map(Double.init) }, tolerance: 1e-14)
    check(numbers.map { $0.map { Dual<Double>(Double($0)) } }, tolerance: 1e-14)
  }

  private func check<Scalar: TensorScalar>(_ numbers: [[Scalar]], tolerance: Double) {
    func distance(_ x: [Scalar], _ y: [Scalar]) -> Double {
      zip(x, y).reduce(0) { $0 + ($1.0.asDouble - $1.1.asDouble) * ($1.0.asDouble - $1.1.asDouble) }
        .squareRoot()
    }
    let (a, b, c) = (numbers[0], numbers[1], numbers[2])
    let squares = a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in c.withUnsafeBufferPointer { a.squaredDistances(to: b, $0) } }
    }
    let found = (squares.0.squareRoot(), squares.1.squareRoot())
    #expect((found.0 - distance(a, b)).magnitude <= tolerance * distance(a, b))
    #expect((found.1 - distance(a, c)).magnitude <= tolerance * distance(a, c))
    #expect(a.withUnsafeBufferPointer { $0.areFinite })
    for index in Set([0, a.count / 2, a.count - 1]) where a.indices.contains(index) {
      for broken in [Scalar.nan, .infinity, -Scalar.infinity] {
        var numbers = a
        numbers[index] = broken
        #expect(!numbers.withUnsafeBufferPointer { $0.areFinite })
      }
    }
  }
}
