import Testing
import VizTestSupport

@testable import VizStatistics

/// One tensor has one statistic: whichever width of vectors measures it, and in whichever precision
/// it lies there.
@Suite(.serialized) struct MeasuringTests {
  /// Numbers that all machines and both precisions hold, of several spreads, offsets and lengths.
  static let samples: [[Float]] = {
    var random = SeededRandom(seed: 42)
    func uniform() -> Float { Float.random(in: 0..<1, using: &random) }
    var samples: [[Float]] = [[], [3], [0, 0, 0], [1, 1], [-2, 5, 0.5], [-0.0, 0, 1e-30]]
    for count in [7, 8, 9, 31, 32, 33, 63, 64, 65, 100, 257, 1031, 2048, 5000] {
      samples.append((0..<count).map { _ in uniform() * 2 - 1 })
      samples.append((0..<count).map { _ in 1000 + uniform() })
      samples.append((0..<count).map { _ in Swift.max(0, uniform() - 0.5) })
      samples.append((0..<count).map { _ in Float(Int(uniform() * 31)) })
      // All alike but one, one that lies far off, what cancels, and sizes of all kinds.
      samples.append([1e6] + (0..<count).map { _ in uniform() })
      samples.append((0..<count).map { $0.isMultiple(of: 2) ? 0.1 : -0.1 })
      samples.append((0..<count).map { _ in Float.random(in: -1...1, using: &random) * 1e30 })
      samples.append(
        (0..<count).map { Float(sign: .plus, exponent: $0 % 200 - 120, significand: 1) })
    }
    return samples
  }()

  static let broken: [[Float]] = [
    [.nan], [1, .infinity, 3], [-.infinity, .nan, 0], Array(repeating: 1, count: 100) + [.nan],
  ]

  private func withEveryWidth(_ body: (VectorWidth) throws -> Void) rethrows {
    let before = VectorWidth.current
    defer { VectorWidth.use(before) }
    for width in VectorWidth.allCases where width <= VectorWidth.widest {
      VectorWidth.use(width)
      #expect(VectorWidth.current == width)
      try body(width)
    }
  }

  private func statistics(_ sample: [Float]) -> Statistics {
    sample.withUnsafeBufferPointer { Statistics(measuring: $0) }
  }

  private func statistics(_ sample: [Double]) -> Statistics {
    sample.withUnsafeBufferPointer { Statistics(measuring: $0) }
  }

  /// The bits of all numbers, so that NaN equals NaN and nothing is only nearly the same.
  private func bits(_ found: Statistics) -> [UInt64] {
    [found.mean, found.std, found.norm, found.min + 0, found.max + 0].map(\.bitPattern)
      + [found.count, found.zeros, found.nan, found.inf].map(UInt64.init)
      + (found.histogram?.counts ?? []).map(UInt64.init)
      + (found.histogram?.edges ?? []).map(\.bitPattern)
  }

  @Test func everyWidthAndPrecisionGivesTheSameBits() {
    for sample in Self.samples + Self.broken {
      let expected = bits(statistics(sample.map(Double.init)))
      withEveryWidth { width in
        #expect(bits(statistics(sample)) == expected, "\(width), \(sample.count) floats")
        #expect(
          bits(statistics(sample.map(Double.init))) == expected, "\(width), \(sample.count) doubles"
        )
      }
    }
  }

  /// Doubles that single precision does not hold.
  @Test func everyWidthGivesTheSameBitsForDoubles() {
    var random = SeededRandom(seed: 43)
    for count in [5, 31, 32, 100, 1000, 4097] {
      for scale in [1, 1e-150, 1e150, 1e-300, 1e300] {
        let sample = (0..<count).map { _ in Double.random(in: -1...1, using: &random) * scale }
        var expected: [UInt64]?
        withEveryWidth { width in
          let found = bits(statistics(sample))
          #expect(expected == nil || found == expected, "\(width), \(count) times \(scale)")
          expected = found
        }
      }
    }
  }

  /// A slice of memory that begins anywhere.
  @Test func alignmentDoesNotMatter() {
    let sample = Self.samples.last ?? []
    let expected = bits(statistics(Array(sample.dropFirst(3))))
    withEveryWidth { _ in
      sample.withUnsafeBufferPointer { all in
        let part = UnsafeBufferPointer(rebasing: all.dropFirst(3))
        #expect(bits(Statistics(measuring: part)) == expected)
      }
    }
  }

  /// By the definitions, in a precision that two passes have.
  @Test func agreesWithTheFormulas() {
    for sample in Self.samples where !sample.isEmpty {
      let numbers = sample.map(Double.init)
      let found = statistics(sample)
      let n = Double(numbers.count)
      let mean = numbers.reduce(0, +) / n
      let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
      let greatest = numbers.map(\.magnitude).max() ?? 0
      #expect(found.count == numbers.count)
      #expect((found.mean - mean).magnitude <= 1e-13 * greatest)
      #expect(
        (found.std - variance.squareRoot()).magnitude
          <= 1e-9 * Swift.max(found.std, 1e-7 * greatest))
      #expect(found.min == numbers.min() && found.max == numbers.max())
      let norm = numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect((found.norm - norm).magnitude <= 1e-12 * norm)
      #expect(found.zeros == numbers.count { $0 == 0 })
    }
  }

  /// Of many ranges, with numbers on all edges and beside them, as the edges say it.
  @Test func countsAreExact() {
    var random = SeededRandom(seed: 8)
    for turn in 0..<200 {
      let (u, v) = (
        Float.random(in: 0..<1, using: &random), Float.random(in: 0..<1, using: &random)
      )
      let ranges: [(Float, Float)] = [
        (-u, u), (0, u), (1000 + u, 1000 + u + v), (-1e-30 * u, 1e-28 * v), (-3 * u, 27 * v),
        (0, 3e38), (0, 0x1p-130), (1000, 1000.004), (-3, 27),
      ]
      let (low, high) = ranges[turn % ranges.count]
      guard low < high else { continue }
      let bins = turn.isMultiple(of: 3) ? 7 : 30
      let edges = Histogram.evenEdges(from: Double(low), to: Double(high), bins: bins)
      let near = edges.map(Float.init).flatMap { [$0, $0.nextUp, $0.nextDown] }
      let count = [5, 200, 700, 9000][turn / 5 % 4]
      var numbers: [Float] = [low, high] + near
      for _ in 0..<count { numbers.append(Float.random(in: low...high, using: &random)) }
      numbers = numbers.filter { $0 >= low && $0 <= high }.shuffled(using: &random)
      var expected = [Int](repeating: 0, count: bins)
      for number in numbers {
        // The last bin whose lower edge is not above the number.
        expected[(0..<bins).last { edges[$0] <= Double(number) } ?? 0] += 1
      }
      withEveryWidth { width in
        if bins == Histogram.usualBins {
          let found = numbers.withUnsafeBufferPointer { Statistics(measuring: $0).histogram }
          #expect(found?.counts == expected, "\(width), \(low)...\(high)")
        }
        let found = Histogram(of: numbers.map(Double.init), bins: bins)
        #expect(found?.counts == expected, "\(width), \(low)...\(high)")
      }
    }
  }
}
