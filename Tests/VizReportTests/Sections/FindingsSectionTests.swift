import Testing
import VizDiagnosis
import VizTrace

@testable import VizReport

@Suite struct FindingsSectionTests {
  private static func finding(_ evidence: Finding.Evidence, step: Int? = nil) -> Finding {
    Finding(
      .diverges, .problem, title: "title", sentence: "sentence", step: step, evidence: evidence,
      advice: "advice", threshold: "threshold", source: "source")
  }

  private static func run(_ name: String, _ findings: [Finding]) -> ReportedRun {
    ReportedRun(history: RunHistory(name: name, metrics: []), findings: findings)
  }

  @Test func linksLeadToWhatThePageHas() {
    let run = Self.run("a", [Self.finding(.curves(["loss"])), Self.finding(.gradientFlow)])
    let section = FindingsSection([run], linkingTo: ["curves"], nil)
    #expect(section.runs.map(\.id) == ["run-1"])
    #expect(section.runs.first?.run == nil)
    let entries = section.runs.first?.entries ?? []
    #expect(entries.map(\.number) == [1, 2])
    #expect(entries.map { $0.links.map(\.target) } == [["#curves"], []])
  }

  @Test func aStepLeadsToTheGraphAtTheNearestStep() throws {
    let scrubber = try #require(
      Scrubber([0, 8, 32].map(GraphSectionTests.frame), among: 3, of: 3, replayed: 32))
    let run = Self.run("a", [Self.finding(.graph(step: 9), step: 9)])
    let alone = FindingsSection([run], linkingTo: ["graph"], scrubber)
    #expect(alone.runs.first?.entries.first?.links.map(\.target) == ["#graph", "#at-8"])
    #expect(alone.runs.first?.entries.first?.links.last?.words == "the graph at step 8")
    // Of several runs it would not say which graph.
    let several = FindingsSection([run, Self.run("b", [])], linkingTo: ["graph"], scrubber)
    #expect(several.runs.first?.entries.first?.links.map(\.target) == ["#graph"])
  }

  @Test func ofSeveralRunsOnlyThoseWithFindingsAreNamed() {
    let one = Self.finding(.autopsy)
    let runs = [Self.run("a", []), Self.run("b", [one]), Self.run("c", [one, one])]
    let section = FindingsSection(runs, linkingTo: [], nil)
    #expect(section.runs.map(\.id) == ["run-2", "run-3"])
    #expect(section.runs.map(\.run) == ["b", "c"])
    #expect(section.runs.flatMap(\.entries).map(\.number) == [1, 2, 3])
  }

  @Test func whatFollowsStandsUnderItsCause() {
    var cause = Self.finding(.updateRatios)
    cause.consequences = [Self.finding(.units)]
    let section = FindingsSection(
      [Self.run("a", [cause, Self.finding(.units)])], linkingTo: [], nil)
    let entries = section.runs.flatMap(\.entries)
    #expect(entries.map { $0.consequences.map(\.title) } == [["title"], []])
    #expect(entries.map(\.hasConsequences) == [true, false])
    #expect(entries.map(\.number) == [1, 2])
  }
}
