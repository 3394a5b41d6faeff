import Testing

@testable import VizDrawing

@Suite struct PictureDrawableTests {
  /// Marks that have no place; none may spoil what comes after it.
  static var strange: [Picture.Command] {
    var commands: [Picture.Command] = []
    let ink = Samples.ink
    for number in [Double.nan, .infinity, -.infinity, 1e300] {
      let path = Path.polyline([Point(x: 0, y: 0), Point(x: number, y: 5)])
      commands.append(.fill(path, ink))
      commands.append(.stroke(path, Stroke(ink, width: 1)))
      commands.append(
        .stroke(.polyline([Point(x: 0, y: 0), Point(x: 9, y: 9)]), Stroke(ink, width: number)))
      commands.append(.text("x", Font(size: number), ink, Point(x: 1, y: 1), .start))
      commands.append(.text("x", Font(size: 9), ink, Point(x: number, y: 1), .start))
      if let raster = Raster(columns: 1, rows: 1, cells: [Color(0)]) {
        commands.append(.image(raster, Rect(x: 0, y: 0, width: number, height: 1)))
      }
    }
    commands.append(.stroke(Path(), Stroke(ink, width: 0)))
    return commands
  }

  @Test func whatHasNoPlaceIsLeftOut() throws {
    for command in Self.strange { #expect(!command.isDrawable) }
    var picture = Picture(size: Size(width: 20, height: 20), title: "", summary: "")
    for command in Self.strange { picture.append(command) }
    picture.fill(.rect(Rect(x: 5, y: 5, width: 5, height: 5)), with: Samples.ink)
    let ink = try Bitmap(png: picture.png()).ink(scale: 1)
    #expect(ink == Rect(x: 5, y: 5, width: 5, height: 5))
    #expect(try !picture.pdf().isEmpty)
    for kind in Picture.SVGText.allCases {
      let svg = try picture.svg(text: kind)
      #expect(!svg.contains("nan") && !svg.contains("inf"))
    }
  }

  @Test func brokenDashesAreSolid() {
    for dash in [[], [0], [0, 0], [-1, 2], [.nan], [.infinity, 1]] as [[Double]] {
      #expect(Stroke(Samples.ink, width: 1, dash: dash).drawableDash == [])
    }
    #expect(Stroke(Samples.ink, width: 1, dash: [0, 3]).drawableDash == [0, 3])
  }
}
