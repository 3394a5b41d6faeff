import Testing
import VizTensor
import VizTrace

@testable import VizDiagnosis

@Suite struct LossCourseTests {
  private func course(_ values: [Double], chance: Double? = nil) throws -> LossCourse {
    try #require(LossCourse(MetricSeries(name: "loss", values: values), chance: chance))
  }

  @Test func needsTwoFiniteValues() {
    #expect(LossCourse(MetricSeries(name: "loss", values: [.nan, 1, .infinity])) == nil)
    #expect(LossCourse(MetricSeries(name: "loss", values: [.nan, 1, 2])) != nil)
  }

  @Test func windowsHaveAllValues() throws {
    let course = try course((0..<1003).map(Double.init))
    #expect(course.windows.count == 39)
    let first = try #require(course.windows.first).mean
    #expect(abs(first - 12.5) < 1e-9)
    #expect(course.windows.map(\.step) == (0..<39).map { 26 * Double($0) })
    #expect(course.level(at: -5) == first)
    #expect(abs(course.level(at: 27) - 38.5) < 1e-9)
    #expect(course.level(at: 1e9) == course.windows.last?.mean)
    #expect(course.best.mean == first)
  }

  @Test func itsNoiseIsThatOfItsValues() throws {
    var generator = SplitMix64(seed: 2)
    // Even on ±1, whose deviation is √(1/3), on a slope that does not count.
    let values = (0..<20_000).map {
      Double($0) / 1000 + Double.random(in: -1...1, using: &generator)
    }
    #expect(abs(try course(values).noise - (1.0 / 3).squareRoot()) < 0.01)
  }

  @Test func aFirstBatchThatIsEasyIsNotWhereItBegan() throws {
    var generator = SplitMix64(seed: 4)
    let level = (0..<200).map { _ in 0.8 + 0.04 * Double.random(in: -1...1, using: &generator) }
    #expect(abs(try course([0.741] + level, chance: 0.693).start - 0.8) < 0.04)
    // Far above what guessing costs, it has leapt.
    let leapt = [0.17, 3_500, 3_600, 3_700, 3_600] + Array(repeating: 7, count: 195)
    #expect(try course(leapt, chance: 0.165).start == 0.17)
  }

  @Test func itBeginsBeforeItLeaps() throws {
    let steady = [1.2, 0.9, 1, 1.1, 1] + Array(repeating: 0.5, count: 95)
    #expect(try course(steady).start == 1)
    #expect(try course([0.7] + Array(repeating: 1e30, count: 99)).start == 0.7)
    // Thrown far up within a few steps, and half of the way down again.
    let level: [Double] = (0..<95).map { $0.isMultiple(of: 2) ? 0.6 : 1.2 }
    let thrown: [Double] = [0.8, 183, 291, 26, 2.6] + level
    #expect(try course(thrown).start == 0.8)
    // No higher than guessing, where the first weights are too large.
    #expect(try course(Array(repeating: 20, count: 100), chance: 0.7).start == 20)
    #expect(try course([0.6] + Array(repeating: 20, count: 99), chance: 0.7).start == 0.7)
  }

  @Test func itBeginsWhereItsLineDoes() throws {
    // Fast at first: the median of the first values is far down already.
    let fast = [0.68, 0.36, 0.2, 0.11, 0.19] + (0..<195).map { 0.1 / Double(1 + $0) }
    #expect(try course(fast).start == 0.2 && course(fast).began == 0.68)
    let steady = [1.1, 0.9, 1, 1.1, 1] + (0..<95).map { 1 + 0.1 * Double($0 % 2) }
    #expect(try course(steady).began == course(steady).start)
    // Ten times as high at once and never back, of what nobody says what guessing costs.
    let leapt = [0.8, 46, 1_273, 102, 151] + (0..<195).map { 60 + Double($0 % 7) }
    #expect(try course(leapt).start == 0.8)
    let wild = [0.01] + (0..<99).map { $0 % 3 == 2 ? 0.005 : 0.7 }
    #expect(try course(wild).start > 0.1)
  }

  @Test func swingsAreThoseOfTheHeight() throws {
    let waves = [0, 1, 0, 0.3, 0, 1, 0, 1, 0.9].map { $0 + 1.0 }
    #expect(try course(waves).swings(of: 0.5).map(\.step) == [1, 5])
    #expect(try course(waves).swings(of: 0.2).map(\.step) == [1, 3, 5])
    #expect(try course(waves).swings(of: 2).isEmpty)
    #expect(try course(waves).swings(of: 0).isEmpty)
  }
}
