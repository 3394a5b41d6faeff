import Testing

@testable import VizDrawing

@Suite struct PathDataTests {
  private static func data(_ path: Path) -> String {
    var data = PathData()
    for element in path.elements { data.append(element) }
    return data.text
  }

  @Test func pointsAreDistances() {
    var path = Path()
    path.move(to: Point(x: 10, y: 20.5))
    path.line(to: Point(x: 12.25, y: 20))
    path.line(to: Point(x: 12.25, y: 20.05))
    path.close()
    path.line(to: Point(x: 9, y: 21.5))
    #expect(Self.data(path) == "M10 20.5l2.25-.5v.05zl-1 1")
  }

  @Test func controlPointsAreMeasuredFromThePen() {
    var path = Path()
    path.move(to: Point(x: 1, y: 1))
    path.curve(Point(x: 2, y: 0), Point(x: 3, y: 2), to: Point(x: 4, y: 1))
    #expect(Self.data(path) == "M1 1c1-1 2 1 3 0")
  }

  @Test func twoMovesAreTwoCommands() {
    var path = Path()
    path.move(to: Point(x: 1, y: 2))
    path.move(to: Point(x: 3, y: 4))
    #expect(Self.data(path) == "M1 2M3 4")
    // A line without length is a dot of a round pen.
    path.line(to: Point(x: 3, y: 4))
    #expect(Self.data(path) == "M1 2M3 4l0 0")
  }

  @Test func roundingDoesNotAddUp() throws {
    // Thirds are never whole hundredths; the last place is still the nearest.
    let points = (0...3000).map { Point(x: Double($0) / 3, y: 0) }
    let text = Self.data(.polyline(points))
    let numbers = text.dropFirst(5).split(separator: " ").compactMap { Double($0) }
    #expect(text.hasPrefix("M0 0h") && numbers.count == points.count - 1)
    #expect(abs(numbers.reduce(0, +) - 1000) < 1e-6)
  }

  @Test(
    arguments: [
      (1.05, "1.05"), (-0.05, "-.05"), (0.5, ".5"), (-120.3, "-120.3"), (1_234_567, "1234567"),
      (100.01, "100.01"), (0.004, "0"), (9.99, "9.99"),
    ] as [(Double, String)])
  func numbersHaveNoDigitTooMany(_ number: Double, _ text: String) {
    var path = Path()
    path.move(to: Point(x: number, y: -1))
    #expect(Self.data(path) == "M\(text)-1")
  }

  @Test func onAPageATenthIsEnough() {
    var data = PathData(decimals: 1)
    for element in Path.polyline([Point(x: 0.26, y: 1), Point(x: 1.04, y: 1.98)]).elements {
      data.append(element)
    }
    #expect(data.text == "M.3 1l.7 1")
  }

  @Test func onAPageManyDotsAreDistances() {
    var data = PathData(decimals: 1)
    for point in [Point(x: 80, y: 120), Point(x: 81.5, y: 119), Point(x: 2, y: 1)] {
      for element in Path.polyline([point, point]).elements { data.append(element) }
    }
    #expect(data.text == "M80 120h0m1.5-1h0M2 1h0")
  }

  @Test func farPlacesAreNoNumbersThatSVGLacks() {
    let text = Self.data(.polyline([Point(x: 1e300, y: .nan), Point(x: 1, y: -1e-9)]))
    #expect(text == "M0 0h1")
  }
}
