import Testing
import VizDiagnosis
import VizDrawing
import VizTrace

@testable import VizReport

@Suite struct CurvesSectionTests {
  private static func section(_ metrics: [MetricSeries]) throws -> CurvesSection? {
    try CurvesSection(
      ReportedRun(history: RunHistory(name: "log", metrics: metrics), findings: []))
  }

  @Test func lossesOthersAndRatesAreApart() throws {
    let section = try #require(
      try Self.section([
        MetricSeries(name: "loss", values: [1, 0.5]),
        MetricSeries(name: "validation/loss", values: [2, 1]),
        MetricSeries(name: "accuracy", values: [0.5, 0.75]),
        MetricSeries(name: "lr", values: [0.1, 0.01]),
      ]))
    #expect(section.figures.map(\.id) == ["curves-loss", "curves-metrics", "curves-rate"])
    #expect(section.losses?.table?.columns.map(\.name) == ["step", "loss", "validation/loss"])
    #expect(section.rest.isEmpty && section.words.isEmpty)
  }

  @Test func ofManyMetricsTheRestIsCounted() throws {
    let metrics = (0..<11).map { MetricSeries(name: "metric \($0)", values: [1, 2]) }
    let section = try #require(try Self.section(metrics))
    #expect(section.rest.count == 3)
    #expect(section.words.first?.hasPrefix("3 more metrics are in the log") == true)
  }

  @Test func whereAFindingBeganTheLossIsMarked() throws {
    let history = RunHistory(
      name: "log", metrics: [MetricSeries(name: "loss", values: [1, 2, 4, 8])])
    let finding = Finding(
      .diverges, .problem, title: "It diverges", sentence: "", step: 2, evidence: .curves(["loss"]),
      advice: "", threshold: "", source: "")
    let section = try CurvesSection(ReportedRun(history: history, findings: [finding]))
    let picture = try #require(try section?.losses?.picture.svg())
    #expect(String(decoding: picture, as: UTF8.self).contains("step 2"))
  }
}
