import Testing
import VizDiagnosis

@testable import VizReport

@Suite struct ReproducibilitySectionTests {
  @Test func commandSettingsAndVersionsAreTold() throws {
    let made = try MadeRun()
    let section = try #require(
      try ReproducibilitySection(ReportedRun(history: try made.history, findings: [])))
    #expect(section.commands == ["vizbp train --dataset spiral"])
    #expect(
      section.settings.map { "\($0.name) \($0.text)" } == [
        "activation tanh", "dataset spiral", "layers 4", "lr 0.1", "optimizer sgd", "seed 1",
      ])
    #expect(
      section.facts.prefix(3).map { "\($0.name) \($0.value)" } == [
        "vizbp 0", "begun 2023-11-14T22:13:20Z", "ended 2023-11-14T22:13:32Z",
      ])
    #expect(section.tables.map(\.caption) == ["Configuration", "Versions, time and place"])
  }

  @Test func metricsAloneTellNothing() throws {
    let run = ReportedRun(history: RunHistory(name: "log", metrics: []), findings: [])
    #expect(try ReproducibilitySection(run) == nil)
  }
}
