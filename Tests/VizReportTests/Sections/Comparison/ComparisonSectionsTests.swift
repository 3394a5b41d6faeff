import Testing
import VizDiagnosis
import VizDrawing

@testable import VizReport

/// The sections of several runs, of which two are made and the last parts from the first.
@Suite struct ComparisonSectionsTests {
  private let made: [MadeRun]
  private var runs: [ReportedRun] {
    get throws { try made.map { ReportedRun(history: try $0.history, findings: []) } }
  }

  init() throws {
    made = [
      try MadeRun(.init(name: "first")),
      try MadeRun(.init(name: "later", dataset: "moons", seed: 2, partsAt: 7)),
    ]
  }

  @Test func settingsThatDifferAreColumns() throws {
    let section = RunsSection(try runs)
    #expect(section.differing == ["dataset"] && section.leftOut == 0)
    #expect(section.settings == "They differ in dataset.")
    #expect(section.table.columns.last?.name == "dataset")
    #expect(section.table.rows.map { $0.last?.text } == ["spiral", "moons"])
    #expect(RunsSection([try runs[0], try runs[0]]).settings == "All runs have the same settings.")
    let log = ReportedRun(history: RunHistory(name: "log", metrics: []), findings: [])
    #expect(RunsSection([log]).settings == "Not every run says how it was set up.")
  }

  @Test func eachLossIsAFigureOfAllRuns() throws {
    let section = try #require(try ComparedCurvesSection(runs))
    #expect(section.losses.map(\.id) == ["curves-loss-0", "curves-loss-1"])
    #expect(
      section.losses.map(\.picture.title) == [
        "loss of 2 runs", "validation/loss of 2 runs",
      ])
    #expect(section.others != nil)
  }

  @Test func eachBoundaryIsAFigure() throws {
    let section = try #require(try BoundariesSection(runs))
    #expect(section.figures.map(\.id) == ["boundary-1", "boundary-2"])
    #expect(section.leftOut == 0 && section.words.isEmpty)
  }

  @Test func whereARunPartsIsARow() throws {
    let section = try #require(DivergenceSection(try runs))
    #expect(section.first == "first")
    #expect(section.others.map(\.run) == ["later"])
    #expect(section.tables.first?.rows.first?[1].text == "7")
    #expect(DivergenceSection([try runs[0]]) == nil)
  }
}
