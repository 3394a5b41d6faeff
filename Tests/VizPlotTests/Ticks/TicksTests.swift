import Testing
import VizTestSupport

@testable import VizPlot

@Suite struct TicksTests {
  // Ranges of d3-array's documentation and tests.
  @Test(arguments: [
    (0.0, 1.0, 11, ["0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1.0"]),
    (0, 1, 6, ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    (0, 1, 3, ["0", "0.5", "1.0"]),
    (0, 10, 6, ["0", "2", "4", "6", "8", "10"]),
    (0, 10, 3, ["0", "5", "10"]),
    (-10, 10, 5, ["−10", "−5", "0", "5", "10"]),
    (-10, 10, 3, ["−10", "0", "10"]),
    (20, 100, 6, ["20", "40", "60", "80", "100"]),
    (0, 100_000, 6, ["0", "20,000", "40,000", "60,000", "80,000", "100,000"]),
    (0, 1e7, 6, ["0", "0.2×10⁷", "0.4×10⁷", "0.6×10⁷", "0.8×10⁷", "1.0×10⁷"]),
    (1, 0, 6, ["1.0", "0.8", "0.6", "0.4", "0.2", "0"]),
  ])
  func examples(low: Double, high: Double, count: Int, labels: [String]) {
    #expect(Ticks.linear(low, high, count: count).labels == labels)
  }

  @Test func ticksAreTheNearestDoubles() {
    #expect(
      Ticks.linear(0, 1, count: 10).positions == [
        0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1,
      ])
    #expect(Ticks.linear(0, 1e-6, count: 6).positions == [0, 2e-7, 4e-7, 6e-7, 8e-7, 1e-6])
  }

  @Test func thingsThatAreCountedAreMarkedWhole() {
    #expect(Ticks.linear(0.5, 16.5, count: 4, isWhole: true).labels == ["4", "8", "12", "16"])
    for index in 0..<2000 {
      let low = Double(index * 7919 % 1000) / 10 - 49.95
      let high = low + 0.1 + Double(index * 104_729 % 2000) / 10
      let set = Ticks.linear(low, high, count: 2 + index % 7, isWhole: true)
      let hasTwo = high.rounded(.down) > low.rounded(.up)
      #expect(!hasTwo || set.positions.allSatisfy { $0 == $0.rounded() }, "\(low) \(high)")
      #expect(
        set.positions.count > 1 && set.positions.allSatisfy { low - 1e-6...high + 1e-6 ~= $0 })
    }
  }

  @Test func formats() {
    #expect(Ticks.linear(0, 60_000, count: 4, format: .si).labels == ["0", "20k", "40k", "60k"])
    #expect(
      Ticks.linear(0, 2e-6, count: 3, format: .si).labels == ["0", "1µ", "2µ"])
    #expect(
      Ticks.linear(0, 0.003, count: 4, format: .scientific).labels
        == ["0", "1×10⁻³", "2×10⁻³", "3×10⁻³"])
    #expect(Ticks.linear(0, 4e6, count: 5, format: .plain).labels.last == "4,000,000")
  }

  @Test func everyRangeHasTicks() {
    var random = SeededRandom(seed: 4)
    #if DEBUG
      let count = 5000
    #else
      let count = 100_000
    #endif
    for index in 0..<count {
      let (low, high) = AnyRange.ends(index, using: &random)
      let set = Ticks.linear(low, high, count: Int.random(in: -1...15, using: &random))
      let range = Ticks.range(low, high)
      let width = range.upperBound / 2 - range.lowerBound / 2
      let (first, last) = (set.positions.min() ?? .nan, set.positions.max() ?? .nan)
      let covers =
        last / 2 - first / 2 >= 0.33 * width && first / 2 >= range.lowerBound / 2 - width * 1e-6
        && last / 2 <= range.upperBound / 2 + width * 1e-6
      if !covers || !isSound(set, low, high) || !saysItsPositions(set) {
        Issue.record("\(low) \(high) \(set)")
      }
    }
  }

  @Test func niceRangesBeginAndEndWithTicks() {
    #expect(Ticks.niceRange(0.13, 9.7) == 0...10)
    #expect(Ticks.niceRange(0.2, 0.7) == 0.2...0.7)
    var random = SeededRandom(seed: 5)
    for index in 0..<2000 {
      let (low, high) = AnyRange.ends(index, using: &random)
      let (range, nice) = (Ticks.range(low, high), Ticks.niceRange(low, high))
      #expect(nice.lowerBound <= range.lowerBound && nice.upperBound >= range.upperBound)
    }
  }

  @Test func otherAxesAnswerForEveryRange() {
    var random = SeededRandom(seed: 6)
    for index in 0..<2000 {
      let (low, high) = AnyRange.ends(index, using: &random)
      let count = Int.random(in: -1...15, using: &random)
      let log = Ticks.log(low, high, count: count)
      if !isSound(log, low, high) || !saysItsPositions(log)
        || log.positions.contains(where: { $0 <= 0 })
      {
        Issue.record("\(low) \(high) \(log)")
      }
      let threshold = AnyRange.ends(index, using: &random).0
      let symlog = Ticks.symlog(low, high, threshold: threshold, count: count)
      if !isSound(symlog, low, high) || !saysItsPositions(symlog) {
        Issue.record("\(low) \(high) \(threshold) \(symlog)")
      }
      let start = Double.random(in: -1e10...1e11, using: &random)
      let end = start + AnyRange.magnitude(-4...10, using: &random)
      for (low, high) in [(low, high), (start, end), (0, end - start)] {
        for set in [Ticks.time(low, high, count: count), Ticks.durations(low, high, count: count)]
        where !isSound(set, low, high) {
          Issue.record("\(low) \(high) \(set)")
        }
      }
    }
  }

  private func isSound(_ set: TickSet, _ low: Double, _ high: Double) -> Bool {
    let pairs = zip(set.positions, set.positions.dropFirst())
    return 2...12 ~= set.labels.count && set.positions.count == set.labels.count
      && Set(set.labels).count == set.labels.count
      && pairs.allSatisfy(low > high ? { $0 > $1 } : { $0 < $1 })
  }

  private func saysItsPositions(_ set: TickSet) -> Bool {
    zip(set.positions, set.labels).allSatisfy { AnyRange.read($1) == $0 }
  }

  @Test func logarithms() {
    #expect(Ticks.log(1, 1000).labels == ["1", "10", "100", "1000"])
    #expect(Ticks.log(0.02, 3).labels == ["0.02", "0.05", "0.1", "0.2", "0.5", "1", "2"])
    #expect(Ticks.log(1e-8, 1, count: 5).labels == ["10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "10⁰"])
    #expect(Ticks.log(2, 4).positions == Ticks.linear(2, 4).positions)
    #expect(Ticks.log(10, 1e5).minor.prefix(8) == [20, 30, 40, 50, 60, 70, 80, 90])
    #expect(
      Ticks.symlog(-100, 100, count: 6).labels == ["−100", "−10", "−1", "0", "1", "10", "100"])
  }

  @Test func durations() {
    #expect(Ticks.durations(0, 5400, count: 4).labels == ["0", "30 min", "1 h", "1 h 30 min"])
    #expect(Ticks.durations(0, 40, count: 5).labels == ["0", "10 s", "20 s", "30 s", "40 s"])
    #expect(Ticks.durations(0, 0.004, count: 5).labels == ["0", "1 ms", "2 ms", "3 ms", "4 ms"])
    #expect(Ticks.durations(0, 300_000, count: 4).labels == ["0", "1 d", "2 d", "3 d"])
  }

  @Test func times() {
    // 21 November 2026, 14:00 UTC.
    let start = 1_795_269_600.0
    #expect(
      Ticks.time(start, start + 1200, count: 5).labels == [
        "14:00", "14:05", "14:10", "14:15", "14:20",
      ])
    #expect(
      Ticks.time(start, start + 3 * 86_400, count: 4).labels == ["22 Nov", "23 Nov", "24 Nov"])
    #expect(
      Ticks.time(start, start + 86_400, count: 4).labels
        == ["18:00", "22 Nov", "06:00", "12:00"])
    #expect(
      Ticks.time(0, 31_556_952.0 * 50, count: 6).labels == [
        "1970", "1980", "1990", "2000", "2010", "2020",
      ])
    #expect(Ticks.time(start, start + 1200, count: 5, utcOffset: 3600).labels.first == "15:00")
  }
}
