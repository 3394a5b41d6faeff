import Testing
import VizDrawing

@testable import VizDiagram

@Suite struct WireRouterTests {
  private static func card(_ x: Double, _ y: Double, width: Double = 60) -> Rect {
    Rect(x: x, y: y - 20, width: width, height: 40)
  }

  private func router(_ boxes: [Rect]) -> WireRouter {
    WireRouter(direction: .lr, boxes: boxes, gap: 40)
  }

  private func hits(_ path: Path, _ box: Rect) -> Bool {
    path.sampled(2_000).contains { box.contains($0) }
  }

  /// Graphviz's own way, which goes far around.
  private static let around = [
    Point(x: 60, y: 0), Point(x: 500, y: -300), Point(x: 2_500, y: -300), Point(x: 3_000, y: 0),
  ]

  @Test func aLongWireSeesTheSmallestCard() {
    for x in stride(from: 200.0, through: 2_700, by: 47) {
      let boxes = [Self.card(0, 0), Self.card(x, 0, width: 20), Self.card(3_000, 0)]
      var router = router(boxes)
      let path = router.path(
        from: Point(x: 60, y: 0), of: 0, to: Point(x: 3_000, y: 0), of: 2, isNext: false, lead: 8,
        route: Self.around)
      #expect(!hits(path, boxes[1]))
      // Beside the card, not far around it.
      #expect(path.sampled(50).allSatisfy { abs($0.y) < 40 })
    }
  }

  @Test func skipsOfSeveralSourcesHaveLanesOfTheirOwn() {
    let boxes = [
      Self.card(0, 0), Self.card(100, 0), Self.card(400, 0), Self.card(700, 0), Self.card(900, 0),
    ]
    var router = router(boxes)
    let paths = [(0, 3), (1, 4)].map { source, target in
      router.path(
        from: Point(x: boxes[source].maxX, y: 0), of: source,
        to: Point(x: boxes[target].minX, y: 0), of: target, isNext: false, lead: 8,
        route: Self.around)
    }
    for path in paths { #expect(!hits(path, boxes[2])) }
    let lanes = paths.map { path in path.sampled(40).map(\.y).max { abs($0) < abs($1) } ?? 0 }
    #expect(abs(lanes[0] - lanes[1]) >= 7)
  }

  @Test func whatArrivesSteeplyEndsStraight() {
    var router = router([Self.card(0, 0), Self.card(100, 200)])
    let path = router.path(
      from: Point(x: 60, y: 0), of: 0, to: Point(x: 100, y: 200), of: 1, isNext: true, lead: 8,
      route: [])
    #expect(path.elements.last == .line(Point(x: 100, y: 200)))
    #expect(path.sampled(100).filter { $0.x > 92.1 }.allSatisfy { $0.y == 200 })
  }

  /// A skip past a panel does not run through it, though there is room above the cards in it.
  @Test(arguments: [490.0, 680]) func aSkipGoesAroundPanelsOfOthers(end: Double) {
    let boxes = [Self.card(0, 0), Self.card(200, 0), Self.card(400, 0), Self.card(700, 0)]
    let panel = Rect(x: 180, y: -90, width: end - 180, height: 130)
    func way(inPanel cards: Set<Int>) -> Path {
      var router = WireRouter(
        direction: .lr, boxes: boxes, gap: 40,
        panels: [WireRouter.Enclosure(rect: panel, boxes: cards)])
      return router.path(
        from: Point(x: 60, y: 0), of: 0, to: Point(x: 700, y: 0), of: 3, isNext: false, lead: 8,
        route: Self.around)
    }
    #expect(!hits(way(inPanel: [1, 2]), panel))
    // What stands in the panel itself has no other way.
    #expect(hits(way(inPanel: [0, 1, 2]), panel))
  }

  /// A skip into a panel, or out of it, crosses its edge, and does not run along it in its margin.
  @Test(arguments: [[1, 2, 3], [0, 1, 2]] as [Set<Int>])
  func aSkipIntoAPanelKeepsOffItsEdge(inside: Set<Int>) {
    let boxes = [Self.card(0, 0), Self.card(200, 0), Self.card(400, 0), Self.card(700, 0)]
    let margin = WireRouter.margin
    let cards = inside.map { boxes[$0] }
    let (left, right) = (cards.map(\.minX).min() ?? 0, cards.map(\.maxX).max() ?? 0)
    let panel = Rect(
      x: left - margin, y: -20 - margin, width: right - left + 2 * margin, height: 40 + 2 * margin)
    var router = WireRouter(
      direction: .lr, boxes: boxes, gap: 40,
      panels: [WireRouter.Enclosure(rect: panel, boxes: inside)])
    let path = router.path(
      from: Point(x: 60, y: 0), of: 0, to: Point(x: 700, y: 0), of: 3, isNext: false, lead: 8,
      route: Self.around)
    #expect(!hits(path, boxes[1]) && !hits(path, boxes[2]))
    let along = path.sampled(200).filter { $0.x > 260 && $0.x < 400 }
    #expect(!along.isEmpty && along.allSatisfy { abs($0.y) > 20 + margin + 4 })
  }
}
