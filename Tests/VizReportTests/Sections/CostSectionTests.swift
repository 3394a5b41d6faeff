import Testing
import VizDiagnosis
import VizTrace

@testable import VizReport

@Suite struct CostSectionTests {
  @Test func operationsAndTimesAreRows() throws {
    let made = try MadeRun()
    let section = try #require(CostSection(ReportedRun(history: try made.history, findings: [])))
    #expect(section.ratio == 3.1)
    #expect(section.overhead == nil && section.words.count == 1)
    #expect(
      section.tables.first?.rows.map { $0.map(\.text) } == [
        ["forward pass", "100", "operations a step"],
        ["backward pass", "210", "operations a step"],
        ["ω: value and gradient over the value alone", "3.1", "times"],
        ["a step, median", "1", "ms"],
      ])
  }

  @Test func whatWasNotMeasuredIsNotSaid() throws {
    func section(_ metrics: [MetricSeries]) -> CostSection? {
      CostSection(ReportedRun(history: RunHistory(name: "log", metrics: metrics), findings: []))
    }
    #expect(section([]) == nil)
    #expect(section([MetricSeries(name: "capture/overhead", values: [.nan])]) == nil)
    // In the middle of two.
    let times = MetricSeries(name: "step_time", values: [0.25, .nan, 0.75, 0.125, 0.5])
    #expect(section([times])?.stepTime == 0.375)
    let overhead = try #require(
      section([MetricSeries(name: "capture/overhead", values: [0.25, 0.125])]))
    #expect(
      overhead.tables.first?.rows.map { $0.map(\.text) } == [
        ["capture, beside the training's own time", "12.5", "%"]
      ])
    #expect(
      overhead.words == [
        "Capturing what this report shows took 12.5 % of the training's own time."
      ])
  }
}
