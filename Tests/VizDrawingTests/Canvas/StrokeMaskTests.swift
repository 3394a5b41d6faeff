import Testing

@testable import VizDrawing

@Suite struct StrokeMaskTests {
  /// A picture of one line, and the same line in pieces that Cairo itself draws.
  private func pictures(_ points: [Point], _ stroke: Stroke) -> (whole: Picture, pieces: Picture) {
    var whole = Picture(size: Size(width: 120, height: 80), title: "", summary: "")
    whole.fill(
      .rect(Rect(x: 0, y: 0, width: 120, height: 80)), with: Paint(Color(0xffffff)))
    var pieces = whole
    whole.stroke(.polyline(points), with: stroke)
    for start in stride(from: 0, to: points.count - 1, by: 20) {
      let end = min(start + 21, points.count)
      pieces.stroke(.polyline(Array(points[start..<end])), with: stroke)
    }
    return (whole, pieces)
  }

  @Test(arguments: [0.8, 1.5, 2, 6], [1, 2.5])
  func longLinesLookAsCairoDrawsThem(width: Double, scale: Double) throws {
    let points = (0..<200).map { index in
      Point(x: 10 + Double(index) / 2, y: 40 + 25 * (Double(index % 40) / 20 - 1))
    }
    let stroke = Stroke(Paint(Color(0x0072b2)), width: width, cap: .round)
    let (whole, pieces) = pictures(points, stroke)
    #expect(StrokeMask.suits(.polyline(points), stroke, scale: scale))
    let (a, b) = (
      try Bitmap(png: whole.png(scale: scale)), try Bitmap(png: pieces.png(scale: scale))
    )
    // Where Cairo's pieces meet they are a little darker.
    let differences = (0..<a.height).flatMap { y in
      (0..<a.width).map { x in abs(a.gray(x, y) - b.gray(x, y)) }
    }
    #expect(differences.reduce(0, +) / Double(differences.count) < 0.005)
    #expect(differences.count { $0 > 0.25 } < differences.count / 200)
  }

  @Test func dashesCurvesAndShortLinesAreCairos() {
    let points = (0..<100).map { Point(x: Double($0), y: 0) }
    let paint = Paint(Color(0))
    #expect(StrokeMask.suits(.polyline(points), Stroke(paint, width: 2), scale: 1))
    #expect(!StrokeMask.suits(.polyline(points), Stroke(paint, width: 2, dash: [2, 2]), scale: 1))
    #expect(!StrokeMask.suits(.polyline(points), Stroke(paint, width: 20), scale: 1))
    #expect(
      !StrokeMask.suits(.polyline(Array(points.prefix(9))), Stroke(paint, width: 2), scale: 1))
    #expect(
      !StrokeMask.suits(.circle(center: points[0], radius: 3), Stroke(paint, width: 2), scale: 1))
  }

  @Test func linesFarOutsideTakeNoTime() throws {
    let points = (0..<100).map { Point(x: Double($0 % 2) * 1e6, y: Double($0) * 1e4 - 5e5) }
    let stroke = Stroke(Paint(Color(0)), width: 2)
    #expect(try !pictures(points, stroke).whole.png(scale: 60).isEmpty)
  }
}
