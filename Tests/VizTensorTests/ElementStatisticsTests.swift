import Testing

@testable import VizTensor

@Suite struct ElementStatisticsTests {
  /// Samples of several spreads, offsets and lengths, as Float and as Double.
  static let samples: [[Double]] = {
    var generator = SplitMix64(seed: 42)
    func uniform() -> Double { Double(generator.next() >> 11) * 0x1p-53 }
    var samples: [[Double]] = [[3], [0, 0, 0], [1, 1], [-2, 5, 0.5]]
    for count in [7, 8, 9, 100, 1031] {
      samples.append((0..<count).map { _ in uniform() * 2 - 1 })
      samples.append((0..<count).map { _ in 1000 + uniform() })
      samples.append((0..<count).map { _ in Swift.max(0, uniform() - 0.5) })
      samples.append((0..<count).map { _ in Double(Int(uniform() * 31)) })
      // One that lies far off, first.
      samples.append([1e6] + (0..<count).map { _ in uniform() })
    }
    return samples
  }()

  @Test func agreesWithTheFormulas() throws {
    for sample in Self.samples {
      try check(sample.map(Float.init))
      try check(sample)
    }
  }

  private func check<Scalar: TensorScalar>(_ sample: [Scalar]) throws {
    let numbers = sample.map(\.asDouble)
    let found = try #require(sample.withUnsafeBufferPointer { ElementStatistics($0) })
    let n = Double(numbers.count)
    let mean = numbers.reduce(0, +) / n
    let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
    let greatest = numbers.map(\.magnitude).max() ?? 0
    #expect(found.count == numbers.count)
    #expect((found.mean - mean).magnitude <= 1e-13 * greatest)
    #expect((found.std - variance.squareRoot()).magnitude <= 1e-9 * Swift.max(found.std, 1e-7))
    #expect(found.min == numbers.min() && found.max == numbers.max())
    let norm = numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect((found.norm - norm).magnitude <= 1e-12 * norm)
    #expect(found.zeros == numbers.count { $0 == 0 })
  }

  /// With AVX2 and without any vectors, too, on machines that have wider ones.
  @Test func sumsAroundAnyCentreAgree() {
    for sample in Self.samples {
      let floats = sample.map(Float.init)
      let numbers = floats.map(Double.init)
      let centre = numbers[numbers.count / 2]
      let sums = floats.withUnsafeBufferPointer { ElementSums(of: $0, around: centre) }
      var plain = ElementSums(around: centre)
      for number in numbers { plain.add(number) }
      let scale = numbers.map { ($0 - centre).magnitude }.max() ?? 0
      let tolerance = 1e-13 * Double(numbers.count)
      #expect((sums.deviations - plain.deviations).magnitude <= tolerance * scale)
      #expect(
        (sums.squaredDeviations - plain.squaredDeviations).magnitude <= tolerance * scale * scale)
      #expect((sums.squares - plain.squares).magnitude <= 1e-12 * plain.squares)
      #expect(sums.least == plain.least && sums.greatest == plain.greatest)
      #expect(sums.zeros == plain.zeros)
    }
  }

  private static func edges(_ low: Double, _ high: Double, _ bins: Int) -> [Double] {
    (0...bins).map {
      $0 == bins ? high : low + (high / Double(bins) - low / Double(bins)) * Double($0)
    }
  }

  /// Bin by bin, as the edges say it.
  @Test func histogramsAreExact() {
    for sample in Self.samples {
      check(sample.map(Float.init), bins: 30)
      check(sample, bins: 30)
      check(sample, bins: 1)
      check(sample, bins: 7)
    }
    // Floats that stand on edges, or that single precision cannot tell from them.
    var random = SplitMix64(seed: 6)
    for (low, high) in [(-1, 1), (0, 3e38), (0, 0x1p-130), (1000, 1000.004), (-3, 27)]
      as [(Float, Float)]
    {
      let edges = Self.edges(Double(low), Double(high), 30).map(Float.init)
      let near = edges.flatMap { [$0, $0.nextUp, $0.nextDown] }
      let inside = (near + (0..<3000).map { _ in Float.random(in: low...high, using: &random) })
        .filter { $0 >= low && $0 <= high }.shuffled(using: &random)
      check(inside, bins: 30)
      check(inside, bins: 64)
      check(inside, bins: 65)
    }
    // On the edges, and beside them.
    let edges = Self.edges(-1, 0.7, 30)
    check(edges + edges.map(\.nextUp).dropLast() + edges.map(\.nextDown).dropFirst(), bins: 30)
  }

  private func check<Scalar: TensorScalar>(_ sample: [Scalar], bins: Int) {
    let numbers = sample.map(\.asDouble)
    guard let low = numbers.min(), let high = numbers.max() else { return }
    let edges = Self.edges(low, high, bins)
    let counts = sample.withUnsafeBufferPointer {
      ElementStatistics.histogram($0, edges: edges)
    }
    var expected = [Int](repeating: 0, count: bins)
    for number in numbers {
      // The last bin whose lower edge is not above the number.
      expected[(0..<bins).last { edges[$0] <= number } ?? 0] += 1
    }
    #expect(counts == expected)
  }

  /// Of many ranges, with numbers on all edges and beside them, as the edges say it.
  @Test func quickCountsAreExact() {
    var random = SplitMix64(seed: 8)
    var counted = 0
    for turn in 0..<400 {
      let (u, v) = (
        Float.random(in: 0..<1, using: &random), Float.random(in: 0..<1, using: &random)
      )
      let ranges: [(Float, Float)] = [
        (-u, u), (0, u), (1000 + u, 1000 + u + v), (-1e-30 * u, 1e-28 * v), (-3 * u, 27 * v),
      ]
      let (low, high) = ranges[turn % 5]
      guard low < high else { continue }
      let bins = turn.isMultiple(of: 3) ? 7 : 30
      let edges = Self.halvedEdges(Double(low), Double(high), bins)
      let near = edges.map(Float.init).flatMap { [$0, $0.nextUp, $0.nextDown] }
      let count = [5, 200, 700, 9000][turn / 5 % 4]
      var numbers: [Float] = [low, high, 0] + near
      for _ in 0..<count { numbers.append(Float.random(in: low...high, using: &random)) }
      numbers = numbers.filter { $0 >= low && $0 <= high }.shuffled(using: &random)
      var counts = [UInt32](repeating: 0, count: ElementStatistics.mostQuickBins)
      let isCounted = numbers.withUnsafeBufferPointer { numbers in
        counts.withUnsafeMutableBufferPointer {
          ElementStatistics.countQuickly(
            numbers, from: Double(low), to: Double(high), bins: bins, in: $0)
        }
      }
      guard isCounted else { continue }
      counted += 1
      var expected = [UInt32](repeating: 0, count: counts.count)
      for number in numbers {
        expected[(0..<bins).last { edges[$0] <= Double(number) } ?? 0] += 1
      }
      #expect(counts == expected)
    }
    #if arch(x86_64) && os(Linux)
      #expect(counted > 300 || !hasWideVectors)
    #endif
  }

  private static func halvedEdges(_ low: Double, _ high: Double, _ bins: Int) -> [Double] {
    let width: Double = (high / 2 - low / 2) / Double(bins)
    var edges = (0...bins).map { bin -> Double in
      let step: Double = width * Double(bin)
      return 2 * (low / 2 + step)
    }
    (edges[0], edges[bins]) = (low, high)
    return edges
  }

  @Test func distancesAndFinitenessAreThoseOfTheNumbers() {
    var random = SplitMix64(seed: 9)
    for count in [0, 1, 15, 16, 17, 63, 64, 65, 1000] {
      func numbers() -> [Float] {
        (0..<count).map { _ in Float.random(in: -1..<1, using: &random) }
      }
      let (a, b, c) = (numbers(), numbers(), numbers())
      func distance(_ x: [Float], _ y: [Float]) -> Double {
        zip(x, y).reduce(0) { $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1)) }
          .squareRoot()
      }
      let found = a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in c.withUnsafeBufferPointer { a.distances(to: b, $0) } }
      }
      #expect((found.0 - distance(a, b)).magnitude <= 1e-7 * distance(a, b))
      #expect((found.1 - distance(a, c)).magnitude <= 1e-7 * distance(a, c))
      #expect(a.withUnsafeBufferPointer { $0.areFinite })
      for place in Set([0, count / 2, count - 1]) where place >= 0 && place < count {
        for broken in [Float.nan, .infinity, -.infinity] {
          var numbers = a
          numbers[place] = broken
          #expect(!numbers.withUnsafeBufferPointer { $0.areFinite })
        }
      }
    }
  }

  @Test func whatAsksForCareIsRefused() {
    for sample in [
      [], [Double.nan], [1, .infinity], [1e200, 1], [-.infinity, .nan], [1e-200, 0],
    ] {
      #expect(sample.withUnsafeBufferPointer { ElementStatistics($0) } == nil, "\(sample)")
    }
    let floats: [Float] = [1, .nan, 2]
    #expect(floats.withUnsafeBufferPointer { ElementStatistics($0) } == nil)
    let large: [Float] = [.greatestFiniteMagnitude, .leastNonzeroMagnitude]
    #expect(large.withUnsafeBufferPointer { ElementStatistics($0) } != nil)
  }

  @Test func histogramsLeaveOutWhatIsNotFinite() {
    let sample: [Double] = [.nan, 0, 1, .infinity, 0.5, -.infinity]
    func histogram(_ sample: [Double], _ edges: [Double]) -> [Int] {
      sample.withUnsafeBufferPointer { ElementStatistics.histogram($0, edges: edges) }
    }
    #expect(histogram(sample, [0, 0.5, 1]) == [1, 2])
    for edges in [[], [0], [0, .nan], [1, 0]] as [[Double]] {
      #expect(histogram(sample, edges) == [])
    }
    let most = Double.greatestFiniteMagnitude
    #expect(histogram([-most, 0, most], [-most, 0, most]) == [1, 2])
    #expect(histogram([2, 2, 2], [2, 2, 2]) == [0, 3])
  }
}
