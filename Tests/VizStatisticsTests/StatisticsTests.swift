import Testing
import VizStatistics

@Suite struct StatisticsTests {
  @Test func ordinaryNumbers() {
    let summary = Statistics(of: [3, 0, -4, 0, 1])
    #expect(
      summary
        == Statistics(
          count: 5, mean: 0, std: (26.0 / 5).squareRoot(), min: -4, max: 3,
          norm: 26.0.squareRoot(), zeros: 2))
  }

  @Test func whatIsNotFiniteIsCountedAndLeftOut() {
    let summary = Statistics(of: [.nan, 3, -.infinity, 5, .infinity, -0.0])
    #expect(summary.count == 6)
    #expect((summary.nan, summary.inf, summary.zeros) == (1, 2, 1))
    #expect((summary.min, summary.max) == (-0.0, 5))
    #expect(abs(summary.mean - 8.0 / 3) < 1e-15)
    #expect(abs(summary.norm - 34.0.squareRoot()) < 1e-15)
  }

  @Test(arguments: [[], [Double.nan, .infinity]] as [[Double]]) func nothingFinite(
    elements: [Double]
  ) {
    let summary = Statistics(of: elements)
    #expect(summary.count == elements.count)
    #expect(summary.mean.isNaN && summary.std.isNaN && summary.min.isNaN && summary.max.isNaN)
    #expect(summary.norm == 0)
  }

  @Test func whatCancelsIsZero() {
    #expect(Statistics(of: [0.1, 0.2, -0.1, -0.2, 1e100, 1, -1e100, -1]).mean == 0)
  }

  @Test func aLargeOffsetDoesNotCancelTheDeviation() {
    let summary = Statistics(of: [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])
    #expect(summary.mean == 1e9 + 10)
    #expect(abs(summary.std - 22.5.squareRoot()) < 1e-9)
  }

  @Test func squaresNeitherOverflowNorVanish() {
    let large = Statistics(of: [3e300, -4e300, 0])
    #expect(abs(large.norm / 5e300 - 1) < 1e-15)
    #expect(large.std.isFinite)
    let extreme = Double.greatestFiniteMagnitude
    #expect(Statistics(of: [extreme, -extreme]).mean == 0)
    #expect(Statistics(of: [extreme, -extreme]).std == extreme)
    let small = Statistics(of: [3e-300, 4e-300])
    #expect(abs(small.norm / 5e-300 - 1) < 1e-15)
    let least = Double.leastNonzeroMagnitude
    #expect(Statistics(of: [3 * least, 4 * least]).norm == 5 * least)
  }

  @Test func orderOfMagnitudesDoesNotMatter() {
    let powers = (-60...60).map { Double(sign: .plus, exponent: $0, significand: 1) }
    let up = Statistics(of: powers)
    let down = Statistics(of: powers.reversed())
    #expect(abs(up.mean / down.mean - 1) < 1e-14)
    #expect(abs(up.std / down.std - 1) < 1e-14)
    #expect(abs(up.norm / down.norm - 1) < 1e-14)
  }
}
