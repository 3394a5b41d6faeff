import Testing
import VizDiagnosis
import VizTrace

@testable import VizReport

@Suite struct InstrumentsSectionTests {
  private func section(_ metrics: [String: [Double]]) throws -> InstrumentsSection? {
    let series = metrics.sorted { $0.key < $1.key }
      .map { MetricSeries(name: $0.key, values: $0.value) }
    return try InstrumentsSection(
      ReportedRun(history: RunHistory(name: "run", metrics: series), findings: []))
  }

  @Test func readingsAreFiguresAndWords() throws {
    let found = try #require(
      try section([
        "loss": [1, 0.5], "instruments/hessian/eigenvalue": [10, 19],
        "instruments/hessian/limit": [20, 20], "instruments/hessian/rate-limit": [0.2, 0.105],
        "instruments/noise-scale/examples": [12, 48],
        "instruments/noise-scale/signal-to-noise/dense1/W": [3, 1],
        "instruments/rotation/dense1/W": [0.01, 0.02],
        "instruments/rotation/growth/dense1/W": [0.001, 0.002],
        "instruments/dormant/all": [0, 0.25], "instruments/effective-rank/tanh1": [3, 4],
        "instruments/update-cosine/all": [0.5, -0.9],
      ]))
    #expect(
      found.figures.map(\.id)
        == [
          "curvature", "noise", "signal", "rotation", "cosine", "dormant", "rank",
        ].map { "instruments-\($0)" })
    #expect(
      found.words == [
        "At the last measurement the curvature is 19, where steps are stable up to 20: the training"
          + " is at the edge of stability; the learning rate that the last step could have had is"
          + " 0.105.",
        "The gradients' noise scale is 48 examples at the end: larger batches than that make steps"
          + " little better, smaller ones mostly noise.",
        "25 % of the units are dormant at the end.",
      ])
    // The growth of the weights is no angle.
    let rotation = try #require(found.figures.first { $0.id == "instruments-rotation" }?.table)
    #expect(rotation.columns.count == 2)
  }

  @Test func aRunWithoutReadingsHasNoSection() throws {
    #expect(try section(["loss": [1, 0.5]]) == nil)
    // They are no metrics of what is learnt.
    let groups = MetricGroups([MetricSeries(name: "instruments/dormant/all", values: [0, 1])])
    #expect(groups.others.isEmpty && groups.rest.isEmpty)
  }
}
