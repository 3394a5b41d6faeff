import Testing
import VizDrawing

@testable import VizDiagram

@Suite struct FlowAxesTests {
  private let axes = FlowAxes(direction: .lr)

  private var wave: Path {
    var path = Path()
    path.move(to: Point(x: 0, y: 0))
    path.line(to: Point(x: 10, y: 0))
    path.curve(Point(x: 30, y: 0), Point(x: 30, y: 40), to: Point(x: 50, y: 40))
    return path
  }

  @Test func theTwoPartsOfAPathAreThePath() throws {
    for x in [0.5, 10, 10.5, 29, 49.9] {
      let head = wave.beginning(upTo: x, axes)
      let tail = wave.ending(from: x, axes)
      let end = try #require(head.elements.last?.end)
      #expect(end == tail.elements.first?.end && abs(end.x - x) < 1e-6)
      let points = head.sampled(50) + tail.sampled(50)
      #expect(zip(points, points.dropFirst()).allSatisfy { $0.x <= $1.x + 1e-9 })
      #expect(points.first == Point(x: 0, y: 0) && points.last == Point(x: 50, y: 40))
    }
  }

  @Test func atItsEndsAPathHasOneEmptyPart() {
    #expect(wave.beginning(upTo: 0, axes).elements == [.move(Point(x: 0, y: 0))])
    #expect(wave.ending(from: 50, axes).elements == [.move(Point(x: 50, y: 40))])
    #expect(wave.beginning(upTo: 60, axes) == wave && wave.ending(from: -1, axes) == wave)
  }

  @Test func downwardsEverythingIsTurned() {
    let turned = FlowAxes(direction: .tb)
    #expect(turned.point(3, 4) == Point(x: 4, y: 3) && turned.flow(Point(x: 4, y: 3)) == 3)
    let rect = Rect(x: 1, y: 2, width: 3, height: 4)
    #expect(turned.rect(flow: turned.flow(rect), cross: turned.cross(rect)) == rect)
  }
}
