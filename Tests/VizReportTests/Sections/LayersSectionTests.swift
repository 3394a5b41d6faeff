import Testing

@testable import VizReport

@Suite struct LayersSectionTests {
  @Test func gradientsAndUpdatesAreDrawn() throws {
    let made = try MadeRun()
    let section = try #require(try LayersSection(ReportedRun(history: made.history, findings: [])))
    #expect(
      section.figures.prefix(3).map(\.id) == [
        "layers-flow", "layers-norms", "layers-updates",
      ])
    #expect(section.flow?.table?.rows.map { $0[0].text } == ["dense/W"])
    #expect(section.updates?.table?.rows.first?.map(\.text) == ["0", "0.001"])
  }
}
