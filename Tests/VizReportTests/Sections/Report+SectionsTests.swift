import Testing
import VizDiagnosis

@testable import VizReport

@Suite struct ReportSectionListTests {
  /// The names that the templates give to what is no section of the list.
  private static let taken: Set = ["runs", "findings", "recorder", "graph", "steps", "nodes"]

  @Test func everySectionHasANameOfItsOwn() {
    let ids = Report.allSections.map { $0.id }
    #expect(Set(ids).count == ids.count)
    #expect(Self.taken.isDisjoint(with: ids))
  }

  @Test func aRunOfNothingHasNoSections() throws {
    let empty = ReportedRun(history: RunHistory(name: "empty", metrics: []), findings: [])
    for section in Report.allSections {
      #expect(try section.init(empty) == nil, "\(section)")
    }
  }
}
