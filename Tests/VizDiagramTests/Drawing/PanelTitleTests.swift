import Testing
import VizDrawing

@testable import VizDiagram

@Suite struct PanelTitleTests {
  private func title(
    of title: String = "encoder", beside wires: [Path]
  ) async throws -> (text: String, start: Point) {
    var placement = try await Placement(
      DiagramModel(Graphs.chain(1), options: DiagramOptions()), options: DiagramOptions())
    placement.routes = wires
    return placement.title(title, in: Rect(x: 100, y: 50, width: 200, height: 300))
  }

  private func down(_ x: Double) -> Path {
    .polyline([Point(x: x, y: 0), Point(x: x, y: 200)])
  }

  @Test func aTitleStandsBesideWiresThatEnter() async throws {
    for wires in [[], [down(250)]] {
      let first = try await title(beside: wires)
      #expect(first.text == "encoder" && first.start.x == 112)
    }
    let one = try await title(beside: [down(120)])
    #expect(one.text == "encoder" && one.start.x > 124 && one.start.x < 128)
    let two = try await title(beside: [down(150), down(120)])
    #expect(two.text == "encoder" && two.start.x > 154 && two.start.x < 158)
  }

  /// The end of a name says more than the wires that would run through it.
  @Test func aTitleIsCutToTheRoomThatWiresLeave() async throws {
    let cut = try await title(of: "a long name of part 0", beside: [down(180), down(270)])
    #expect(cut.text.hasSuffix(" 0") && cut.text.contains("…"))
    let end = cut.start.x + TextMeasurer.measure(cut.text, font: Metric.smallStrong).width
    #expect(cut.start.x > 184 && end < 266)
  }

  /// A wire that runs along the line leaves room above or below it.
  @Test func aTitleMakesWayForAWireAlongIt() async throws {
    let along = Path.polyline([Point(x: 0, y: 70), Point(x: 400, y: 70)])
    let found = try await title(beside: [along])
    #expect(found.text == "encoder" && found.start.x == 112)
    #expect(found.start.y < 64 || found.start.y > 80)
  }

  /// Wires that run close above each other have it between them, and not on one of them.
  @Test(arguments: [58.0, 62, 66, 70]) func aTitleStandsBetweenWiresAlongIt(_ first: Double)
    async throws
  {
    let gap = 16.0
    let wires = (0..<4).map { count in
      let y = first + gap * Double(count)
      return Path.polyline([Point(x: 0, y: y), Point(x: 400, y: y)])
    }
    let found = try await title(beside: wires)
    let above = (found.start.y - first).truncatingRemainder(dividingBy: gap)
    #expect(found.text == "encoder" && found.start.x == 112)
    #expect(found.start.y < first - 4 || (10...gap - 4).contains(above), "\(above)")
  }

  @Test func whereNoRoomIsItStandsAtTheBeginning() async throws {
    let found = try await title(beside: stride(from: 110.0, to: 300, by: 14).map(down))
    #expect(found.text == "encoder" && found.start.x == 112)
  }

  @Test func betweenWiresThatStandCloseItIsCutFurther() async throws {
    let found = try await title(beside: stride(from: 110.0, to: 300, by: 24).map(down))
    let width = TextMeasurer.measure(found.text, font: Metric.smallStrong).width
    #expect(found.text.contains("…") && found.text != "encoder" && width < 20)
  }
}
