import Testing
import VizDiagnosis
import VizEvents
import VizStatistics
import VizTestSupport
import VizTrace

@testable import VizReport

@Suite struct RanksSectionTests {
  private func section(spoiledAt step: Int?, ranks: Int = 3) throws -> RanksSection? {
    let folder = try TemporaryFolder()
    let logs = try (0..<ranks).map { _ in try EventLog(folder: folder.path) }
    for index in 0..<10 {
      for (rank, log) in logs.enumerated() {
        let prefix = rank == 0 ? "" : "rank\(rank)/"
        log.scalar(prefix + "loss", 1 / Double(index + 1) + 0.01 * Double(rank), step: index)
        let isOff = rank == 1 && step.map { index >= $0 } ?? false
        log.nodes(
          [
            NodeRecord(
              node: "W", value: Statistics(of: [1, isOff ? 3 : 2]), updateRatio: 0.01,
              distance: 0)
          ], step: index)
      }
    }
    for log in logs { log.close() }
    return try withExtendedLifetime(folder) {
      try RanksSection(ReportedRun(RunHistory(RunDirectory(folder.path))))
    }
  }

  @Test func whatPartsFirstIsToldAndTabled() throws {
    let section = try #require(try section(spoiledAt: 4))
    #expect(section.figures.map(\.id) == ["ranks-loss"])
    #expect(section.words[1] == "The first series to part is W, at step 4, in rank 1.")
    #expect(section.tables[0].rows.map { $0[4].text } == ["–", "W", "–"])
    #expect(
      section.tables[1].rows.first?.map(\.text)
        == ["W", "parameter", "4", "1", "greatest element", "2", "3"])
  }

  @Test func processesThatStayTogetherAreSaidToDoSo() throws {
    let section = try #require(try section(spoiledAt: nil))
    #expect(
      section.words[1] == "Nothing parts: parameters and gradients are the same in all of them.")
    #expect(section.tables.count == 1)
  }

  @Test func oneProcessAloneHasNone() throws {
    #expect(try section(spoiledAt: nil, ranks: 1) == nil)
  }
}
