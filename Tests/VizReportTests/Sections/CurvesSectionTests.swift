import Testing
import VizDiagnosis
import VizTrace

@testable import VizReport

@Suite struct CurvesSectionTests {
  private static func section(_ metrics: [MetricSeries]) throws -> CurvesSection? {
    try CurvesSection(
      ReportedRun(history: RunHistory(name: "log", metrics: metrics), findings: []))
  }

  @Test func theNumbersBehindTheStripAreATable() throws {
    let section = try #require(
      try Self.section([
        MetricSeries(name: "loss", values: [1, 0.5]),
        MetricSeries(name: "validation/loss", values: [2, 1]),
        MetricSeries(name: "accuracy", values: [0.5, 0.75]),
        MetricSeries(name: "lr", values: [0.1, 0.01]),
      ]))
    #expect(section.figures.isEmpty)
    #expect(
      section.tables.first?.columns.map(\.name)
        == ["step", "loss", "validation/loss", "accuracy", "lr"])
    #expect(section.rest.isEmpty && section.words.isEmpty)
  }

  @Test func whatTheStripHasNoRoomForIsAFigure() throws {
    let metrics = (0..<9).map { MetricSeries(name: "metric \($0)", values: [1, 2]) }
    let section = try #require(try Self.section(metrics))
    #expect(section.drawn.map(\.name) == (0..<6).map { "metric \($0)" })
    #expect(section.figures.map(\.id) == ["curves-metrics"])
    #expect(section.others?.table?.columns.map(\.name) == ["step"] + (6..<9).map { "metric \($0)" })
  }

  @Test func ofManyMetricsTheRestIsCounted() throws {
    let metrics = (0..<17).map { MetricSeries(name: "metric \($0)", values: [1, 2]) }
    let section = try #require(try Self.section(metrics))
    #expect(section.rest.count == 3)
    #expect(section.words.first?.hasPrefix("3 more metrics are in the log") == true)
  }
}
