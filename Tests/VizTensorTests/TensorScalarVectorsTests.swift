import Foundation
import Testing
import VizTensor

/// Elementary functions against a table from 400-digit arithmetic.
@Suite struct TensorScalarVectorsTests {
  static let functions: [ElementwiseFunction] = [
    .exp, .log, .sin, .cos, .tan, .tanh, .sigmoid, .softplus, .tanhSlope, .sigmoidSlope,
    .log1p, .expm1, .erf, .erfc, .gelu, .geluSlope,
  ]

  /// The value is `high + low`.
  private struct Line {
    var x, high, low: Double
  }

  private static func table(_ function: ElementwiseFunction, _ precision: String) throws -> [Line] {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/elementary.txt")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap {
      let words = $0.split(separator: " ").map(String.init)
      guard words[0] == function.rawValue, words[1] == precision else { return nil }
      let numbers = try words[2...].map { try #require(Double($0), "\($0)") }
      return Line(x: numbers[0], high: numbers[1], low: numbers[2])
    }
  }

  /// By how many ulps a function may err.
  private static func bound<S: TensorScalar & BinaryFloatingPoint>(
    _ function: ElementwiseFunction, at x: Double, giving value: S
  ) -> Double {
    switch function {
    case .tanhSlope, .sigmoidSlope:
      return S.self == Float.self && isByVectors(function, S(0)) ? 2 : 3
    case .gelu, .geluSlope:
      // One by one, the argument of the normal distribution is rounded.
      guard isByVectors(function, S(0)) else { return 3 + 2 * x * x }
      // The distribution is smaller than what is made of it, and loses digits before.
      return value.magnitude < 16 * S.leastNormalMagnitude ? 3 + x.magnitude : 3
    default: return 2
    }
  }

  private static func isByVectors<S: TensorScalar>(_ function: ElementwiseFunction, _ x: S) -> Bool
  {
    var y = x
    return withUnsafePointer(to: x) { S.applyByVectors(function, $0, to: &y, count: 1) }
  }

  @Test(arguments: functions)
  func errsByTwoUlpsAtMost(_ function: ElementwiseFunction) throws {
    try check(function, try Self.table(function, "f64"), as: Double.self)
    try check(function, try Self.table(function, "f32"), as: Float.self)
  }

  private func check<S: TensorScalar & BinaryFloatingPoint>(
    _ function: ElementwiseFunction, _ lines: [Line], as _: S.Type
  ) throws {
    #expect(lines.count > 100)
    let values = Tensor(lines.map { S($0.x) }).map(function).elements
    for (line, value) in zip(lines, values) {
      let rounded = S(line.high)
      if rounded.isNaN || rounded.isInfinite || rounded == 0 {
        let isSame = rounded.isNaN ? value.isNaN : value == rounded
        // Where the true value is below the least number or beyond the greatest, either may stand.
        let isNext = !rounded.isNaN && (value - rounded).magnitude <= 2 * S.leastNonzeroMagnitude
        let isLast =
          rounded.isInfinite && line.high.isFinite
          && value.magnitude > 0.99 * S.greatestFiniteMagnitude
        #expect(isSame || isNext || isLast, "\(function)(\(line.x)) is \(value), not \(line.high)")
        continue
      }
      var ulp = Double(rounded.ulp)
      // Here the two terms of the slope cancel.
      if function == .geluSlope, -1..<0 ~= line.x { ulp = Double(S(0.25).ulp) }
      let error = ((Double(value) - line.high) - line.low).magnitude / ulp
      let bound = Self.bound(function, at: line.x, giving: rounded)
      #expect(error <= bound, "\(function)(\(line.x)) is \(value): \(error) ulp from \(line.high)")
      #expect(value.sign == rounded.sign || value == 0)
    }
  }

  /// Single precision beside double, over numbers of all sizes.
  @Test(arguments: [ElementwiseFunction.sigmoid, .tanh, .sigmoidSlope, .tanhSlope])
  func errsByTwoUlpsBesideDoublePrecision(_ function: ElementwiseFunction) {
    guard Self.isByVectors(function, Float(0)) else { return }
    var pattern: UInt32 = 0
    var x: [Float] = []
    while x.count < 60_000 {
      pattern &+= 71_563
      let number = Float(bitPattern: pattern)
      if number.isFinite { x.append(number) }
    }
    x += (0..<20_000).map { Float($0 - 10_000) / 100 }
    let found = Tensor(x).map(function).elements
    let exact = Tensor(x.map(Double.init)).map(function).elements
    var worst = 0.0
    for (value, exact) in zip(found, exact) {
      worst = max(worst, abs(Double(value) - exact) / Double(Float(exact).ulp))
    }
    #expect(worst <= 2)
  }

  /// Roots are rounded rightly, by whichever way.
  @Test func takesRootsAsIEEESays() {
    var generator = SplitMix64(seed: 2)
    let x = Tensor<Double>.random(.vector(1003), in: 0...1e6, using: &generator)
    #expect(x.map(.sqrt).elements == x.elements.map { $0.squareRoot() })
    let single = x.converted(to: Float.self)
    #expect(single.map(.sqrt).elements == single.elements.map { $0.squareRoot() })
    let edges = Tensor<Double>([-0.0, .infinity, -1, .nan, .leastNonzeroMagnitude]).map(.sqrt)
      .elements
    #expect(edges[0] == 0 && edges[0].sign == .minus && edges[1] == .infinity)
    #expect(
      edges[2].isNaN && edges[3].isNaN && edges[4] == Double.leastNonzeroMagnitude.squareRoot())
  }

  @Test func keepsTheSignOfZero() {
    for function in [ElementwiseFunction.sin, .tan, .tanh, .log1p, .expm1, .erf] {
      #expect(Tensor(Double(-0.0)).map(function).elements[0].sign == .minus, "\(function)")
      #expect(Tensor(Float(-0.0)).map(function).elements[0].sign == .minus, "\(function)")
    }
  }

  /// Alone, among others and at the end of a list, a number has one value, as far as sines of large
  /// numbers are not among them.
  @Test(arguments: functions)
  func isTheSameEverywhere(_ function: ElementwiseFunction) {
    var generator = SplitMix64(seed: 9)
    let x = Tensor<Double>.random(.vector(37), in: 0...10, using: &generator)
    let whole = x.map(function).elements
    let single = x.converted(to: Float.self)
    let wholeSingle = single.map(function).elements
    for i in 0..<37 {
      #expect(Tensor(x.elements[i]).map(function).elements == [whole[i]])
      #expect(Tensor(single.elements[i]).map(function).elements == [wholeSingle[i]])
      #expect(Tensor(Array(x.elements[i...])).map(function).elements == Array(whole[i...]))
    }
  }
}
