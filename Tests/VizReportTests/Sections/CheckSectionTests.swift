import Testing
import VizDiagnosis

@testable import VizReport

@Suite struct CheckSectionTests {
  @Test func whatWasFoundIsARowANode() throws {
    let check = GraphPage.Check(
      isOK: false, verdict: "wrong; the rule of c (cos) disagrees", differences: nil,
      rows: [
        GraphPage.Check.Row(
          node: "c", op: "cos", status: .wrong, valueError: 0, gradientError: 2,
          reason: "the sign"),
        GraphPage.Check.Row(
          node: "x", op: "input", status: .unchecked, valueError: nil, gradientError: nil,
          reason: nil),
      ])
    let run = ReportedRun(
      history: RunHistory(name: "log", metrics: []), findings: [], check: check)
    let section = try #require(CheckSection(run))
    #expect(section.words == [check.verdict])
    #expect(
      section.tables.first?.rows.map { $0.map(\.text) } == [
        ["c", "cos", "wrong", "0", "2", "the sign"], ["x", "input", "unchecked", "–", "–", ""],
      ])
  }
}
