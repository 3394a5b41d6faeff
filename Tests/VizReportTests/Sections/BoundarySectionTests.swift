import Testing
import VizDrawing

@testable import VizReport

@Suite struct BoundarySectionTests {
  @Test func theFramesAreOfSomeSteps() throws {
    let made = try MadeRun()
    let section = try #require(
      try BoundarySection(ReportedRun(history: made.history, findings: [])))
    #expect(section.figures.map(\.id) == ["boundary-frames"])
    #expect(section.figures.map(\.picture.title) == ["Decision boundary from step 0 to 11"])
    for figure in section.figures {
      #expect(figure.table?.rows.map { $0[0].text } == ["0", "5", "11"])
    }
  }

  @Test func aRunWithoutOneHasNone() throws {
    let made = try MadeRun(.init(hasBoundary: false))
    #expect(try BoundarySection(ReportedRun(history: made.history, findings: [])) == nil)
  }
}
