import Testing
import VizTrace

@testable import VizPlot

@Suite struct RunGroupTests {
  private func runs(_ names: [String], _ values: [[Double]]) -> [MetricSeries] {
    zip(names, values).map { MetricSeries(name: "loss", run: $0, values: $1) }
  }

  @Test func seedsAreOneGroup() {
    let series = runs(
      ["adam-seed1", "sgd-seed1", "adam-seed2", "sgd_run=2", "adam_3"],
      [[1], [2], [3], [4], [5]])
    let groups = RunGroup.groups(series)
    #expect(groups.map(\.name) == ["adam", "sgd"])
    #expect(groups.map(\.runs.count) == [3, 2])
    let apart = RunGroup.groups(runs(["adam", "sgd"], [[1], [2]]))
    #expect(apart.map(\.runs.count) == [2])
  }

  @Test func bandsAreOfFiniteNumbers() {
    let group = RunGroup(name: "", runs: runs(["1", "2", "3"], [[1, 4], [2, .nan], [3, 8]]))
    let deviation = group.summary(.deviation)
    #expect(deviation.means == [2, 6])
    #expect(deviation.lows[0] == 1 && deviation.highs[0] == 3)
    let range = group.summary(.range)
    #expect(range.lows == [1, 4] && range.highs == [3, 8])
  }

  @Test func stepsThatDifferAreBroughtTogether() {
    let a = MetricSeries(name: "loss", run: "1", steps: [0, 2], values: [1, 3])
    let b = MetricSeries(name: "loss", run: "2", steps: [1, 2], values: [5, 7])
    let summary = RunGroup(name: "", runs: [a, b]).summary(.range)
    #expect(summary.steps == [0, 1, 2] && summary.means == [1, 5, 5])
  }

  /// As numpy.percentile([1, 2, 3, 4, 10], [0, 25, 50, 75, 100]) has them.
  @Test func quartilesAreThoseOfNumpy() {
    let values = [[10.0], [1], [3], [2], [4]]
    let quartiles = RunGroup(name: "", runs: runs(["1", "2", "3", "4", "5"], values)).quartiles()
    #expect(quartiles.lowest == [1] && quartiles.lower == [2] && quartiles.median == [3])
    #expect(quartiles.upper == [4] && quartiles.highest == [10])
  }
}
