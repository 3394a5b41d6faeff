import Testing
import VizDiagnosis

@testable import VizReport

@Suite struct ReportSectionListTests {
  /// The names that the templates give to what is no section of the lists.
  private static let taken: Set = ["runs", "findings", "recorder", "graph", "steps", "nodes"]

  @Test func everySectionHasANameOfItsOwn() {
    let (one, several) = (Report.ofOneRun, Report.ofSeveralRuns)
    for ids in [
      (one.before + one.after).map { $0.id }, (several.before + several.after).map { $0.id },
    ] {
      #expect(Set(ids).count == ids.count)
      #expect(Self.taken.isDisjoint(with: ids))
    }
  }

  @Test func aRunOfNothingHasNoSections() throws {
    let empty = ReportedRun(history: RunHistory(name: "empty", metrics: []), findings: [])
    for section in Report.ofOneRun.before + Report.ofOneRun.after {
      #expect(try section.init(empty) == nil, "\(section)")
    }
    for runs in [[], [empty], [empty, empty]] {
      let found = try Report.ofSeveralRuns.before.compactMap { try $0.init(runs) }
      #expect(found.isEmpty)
    }
  }
}
