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
    let entries = FindingsSection(run, linkingTo: ["curves"], nil).findings
    #expect(entries.map(\.number) == [1, 2])
    #expect(entries.map { $0.links.map(\.target) } == [["#curves"], []])
  }

  @Test func aStepLeadsToTheGraphAtTheNearestStep() throws {
    let scrubber = try #require(
      Scrubber([0, 8, 32].map(GraphSectionTests.frame), among: 3, of: 3, replayed: 32))
    let run = Self.run("a", [Self.finding(.graph(step: 9), step: 9)])
    let entry = FindingsSection(run, linkingTo: ["graph"], scrubber).findings.first
    #expect(entry?.links.map(\.target) == ["#graph", "#at-8"])
    #expect(entry?.links.last?.words == "the graph at step 8")
  }

  @Test func whatFollowsStandsUnderItsCause() {
    var cause = Self.finding(.updateRatios)
    cause.consequences = [Self.finding(.units)]
    let run = Self.run("a", [cause, Self.finding(.units)])
    let entries = FindingsSection(run, linkingTo: [], nil).findings
    #expect(entries.map { $0.consequences.map(\.title) } == [["title"], []])
    #expect(entries.map(\.hasConsequences) == [true, false])
    #expect(entries.map(\.number) == [1, 2])
  }
}
