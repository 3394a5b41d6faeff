import Testing
import VizDrawing

@testable import VizDiagram

@Suite struct PanelTitleTests {
  private func start(_ wires: [Path]) async throws -> Double {
    var placement = try await Placement(
      DiagramModel(Graphs.chain(1), options: DiagramOptions()), options: DiagramOptions())
    placement.routes = wires
    return placement.titleStart(in: Rect(x: 100, y: 50, width: 200, height: 300), width: 40)
  }

  private func down(_ x: Double) -> Path {
    .polyline([Point(x: x, y: 0), Point(x: x, y: 200)])
  }

  @Test func aTitleStandsBesideWiresThatEnter() async throws {
    #expect(try await start([]) == 112)
    #expect(try await start([down(250)]) == 112)
    let one = try await start([down(120)])
    #expect(one > 124 && one < 128)
    let two = try await start([down(120), down(150)])
    #expect(two > 154 && two < 158)
  }

  @Test func whereNoRoomIsItStandsAtTheBeginning() async throws {
    #expect(try await start(stride(from: 110.0, to: 300, by: 20).map(down)) == 112)
  }
}
