import Testing
import VizDrawing

@testable import VizReport

@Suite struct DistributionsSectionTests {
  @Test func eachParameterHasItsValuesAndGradients() throws {
    let made = try MadeRun()
    let section = try #require(
      try DistributionsSection(ReportedRun(history: made.history, findings: [])))
    #expect(section.figures.map(\.id) == ["distribution-0-value", "distribution-0-gradient"])
    #expect(section.figures.map(\.picture.title) == ["dense/W", "∂L/∂dense/W"])
    #expect(
      section.figures.map { $0.table?.caption } == [
        "value of dense/W", "gradient of dense/W",
      ])
    #expect((section.shown, section.all) == (1, 1))
    #expect(section.words.isEmpty)
  }

  /// What was updated is a parameter, though no graph says so.
  @Test func withoutAGraphUpdatesSayWhatAParameterIs() throws {
    let made = try MadeRun(.init(hasGraph: false))
    let section = try #require(
      try DistributionsSection(ReportedRun(history: made.history, findings: [])))
    #expect(section.figures.map(\.picture.title) == ["dense/W", "∂L/∂dense/W"])
  }
}
