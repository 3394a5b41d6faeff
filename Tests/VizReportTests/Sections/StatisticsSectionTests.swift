import Testing

@testable import VizReport

@Suite struct StatisticsSectionTests {
  @Test func everyNodeHasARow() throws {
    let made = try MadeRun()
    let section = try #require(
      StatisticsSection(ReportedRun(history: try made.history, findings: [])))
    let table = try #require(section.tables.first)
    #expect(table.caption == "What each node held at step 11")
    #expect(table.rows.map { $0[0].text } == ["x", "dense/W", "product", "loss"])
    #expect(table.rows.allSatisfy { $0.count == table.columns.count })
    #expect(table.isSortable && table.note == nil)
    // The input has no gradient.
    #expect(table.rows[0][7].text == "–" && table.rows[0][8].text == "–")
    #expect(table.rows[1][2].text == "8" && table.rows[1][6].text == "12.5")
    #expect(table.rows[1][9].text == "0.001" && table.rows[1][10].text == "11")
  }

  @Test func ofVeryManyTheRestIsCounted() throws {
    let made = try MadeRun(.init(steps: 2, others: (0..<500).map { "other\($0)" }))
    let section = try #require(
      StatisticsSection(ReportedRun(history: try made.history, findings: [])))
    #expect(
      section.tables.first?.note == "The first 400 of 504 nodes; the run's log has all.")
  }
}
