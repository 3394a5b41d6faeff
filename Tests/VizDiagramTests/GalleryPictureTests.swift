import Testing
import VizCapture
import VizDrawing
import VizLectures
import VizTrace

@testable import VizDiagram

/// The lectures' worked examples, read from the commands of their pictures.
@Suite struct GalleryPictureTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var example: WorkedExample
    var direction: DiagramOptions.Direction
    var show: DiagramOptions.Show

    var testDescription: String { "\(example.id), \(direction), \(show)" }

    var options: DiagramOptions {
      .with {
        $0.direction = direction
        $0.show = show
      }
    }
  }

  static let cases = WorkedExample.lectures.flatMap { example in
    DiagramOptions.Direction.allCases.flatMap { direction in
      DiagramOptions.Show.allCases.map { Case(example: example, direction: direction, show: $0) }
    }
  }

  @Test(arguments: cases)
  func everyTextIsReadable(_ it: Case) async throws {
    let picture = try await Diagram(it.example.graph(), options: it.options).picture
    let ink = Ink(picture, theme: .light)
    #expect(ink.texts.count > 5 && ink.wires.count > 3)
    let faults = ink.faults
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  /// The judge finds what it looks for.
  @Test func faultsAreFound() {
    var picture = Picture(size: Size(width: 200, height: 100), title: "", summary: "")
    let font = Metric.small
    let ink = Theme.light.ink
    picture.text("left", font: font, paint: ink, at: Point(x: 3, y: 50), anchor: .middle)
    picture.text("one", font: font, paint: ink, at: Point(x: 100, y: 50), anchor: .start)
    picture.text("two", font: font, paint: ink, at: Point(x: 110, y: 55), anchor: .start)
    picture.text("far", font: font, paint: ink, at: Point(x: 50, y: 80), anchor: .start)
    picture.beginGroup(Group(id: "wire-0", kind: "wire", title: "a → b"))
    var path = Path()
    path.move(to: Point(x: 20, y: 76))
    path.curve(Point(x: 30, y: 76), Point(x: 60, y: 76), to: Point(x: 90, y: 76))
    picture.stroke(path, with: Stroke(Theme.light.wire, width: 1))
    picture.endGroup()
    #expect(
      Ink(picture, theme: .light).faults == [
        "“left” is cut by the edge", "“one” overlaps “two”", "“far” stands on the wire a → b",
      ])
  }

  @Test(arguments: cases)
  func everyThemeHasTheSameLayout(_ it: Case) async throws {
    let graph = try it.example.graph()
    func coordinates(_ theme: Theme) async throws -> [String] {
      var options = it.options
      options.theme = theme
      return try await Diagram(graph, options: options).picture.commands.compactMap {
        switch $0 {
        case .text(let string, let font, _, let point, _): "\(string) \(font) \(point)"
        case .stroke(let path, let stroke): "\(path) \(stroke.width) \(stroke.dash)"
        case .fill(let path, _): "\(path)"
        default: nil
        }
      }
    }
    let light = try await coordinates(.light)
    #expect(try await coordinates(.dark) == light)
    #expect(try await coordinates(.print) == light)
  }

  @Test(arguments: cases)
  func cardsStandApartAndWiresReachThem(_ it: Case) async throws {
    let model = try DiagramModel(it.example.graph(), options: it.options)
    let placement = try await Placement(model, options: it.options)
    let faults = placement.faults(model, it.options)
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test(arguments: WorkedExample.lectures.map(\.id))
  func otherNumbersLeaveTheLayoutAsItIs(_ id: String) async throws {
    let example = try #require(WorkedExample.lectures.first { $0.id == id })
    var graph = try example.graph()
    let before = try DiagramModel(graph, options: DiagramOptions())
    let placement = try await Placement(before, options: DiagramOptions())
    for index in graph.nodes.indices {
      // Constants are part of the formula.
      if graph.nodes[index].role == .constant { continue }
      graph.nodes[index].gradient = graph.nodes[index].gradient.map { data in
        if case .elements(let values, let shape) = data {
          .elements(values.map { $0 * 123.456 - 1e-7 }, shape: shape)
        } else {
          data
        }
      }
    }
    let after = try DiagramModel(graph, options: DiagramOptions())
    #expect(try await Placement(after, options: DiagramOptions()).cards == placement.cards)
  }
}

extension Placement {
  /// What is wrong with where things stand, in words.
  func faults(_ model: DiagramModel, _ options: DiagramOptions) -> [String] {
    var faults: [String] = []
    for a in cards.indices {
      for b in cards.indices where a < b && boxes[a].inset(by: 0.6).intersects(boxes[b]) {
        faults.append("\(model.cards[a].symbol) and \(model.cards[b].symbol) overlap")
      }
    }
    for (index, wire) in model.wires.enumerated() {
      let name = "\(model.cards[wire.from].symbol) → \(model.cards[wire.to].symbol)"
      let points = routes[index].sampled(100)
      let start = departure(of: wire, options.direction)
      let end = arrival(at: index, wire, options.direction)
      if wire.stub == nil, !start.isNear(points.first) || !end.isNear(points.last) {
        faults.append("\(name) misses its ends")
      }
      for (card, rect) in cards.enumerated() where card != wire.from && card != wire.to {
        if points.contains(where: { rect.inset(by: -1).contains($0) }) {
          faults.append("\(name) runs through \(model.cards[card].symbol)")
        }
      }
      let bounds = Rect(x: 0, y: 0, width: size.width, height: size.height).inset(by: -20)
      if !points.allSatisfy({ bounds.contains($0) }) { faults.append("\(name) leaves the picture") }
    }
    return faults
  }
}

extension Point {
  fileprivate func isNear(_ other: Point?) -> Bool {
    guard let other else { return false }
    return abs(x - other.x) < 1e-6 && abs(y - other.y) < 1e-6
  }
}
