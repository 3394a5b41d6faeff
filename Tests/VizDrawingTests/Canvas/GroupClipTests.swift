import Testing

@testable import VizDrawing

@Suite struct GroupClipTests {
  /// A black picture of which a rectangle is seen, twice.
  private func picture(_ clip: Rect, isClosed: Bool = true) -> Picture {
    let all = Rect(x: 0, y: 0, width: 40, height: 30)
    var picture = Picture(size: Size(width: 40, height: 30), title: "", summary: "")
    for _ in 0..<2 {
      picture.beginGroup(Group(kind: "marks", clip: clip))
      picture.fill(.rect(all), with: Paint(Color(0)))
      if isClosed { picture.endGroup() }
    }
    return picture
  }

  @Test(arguments: [true, false])
  func onlyTheClipIsSeen(isClosed: Bool) throws {
    let clip = Rect(x: 5, y: 6, width: 20, height: 10)
    let bitmap = try Bitmap(png: picture(clip, isClosed: isClosed).png(scale: 2))
    #expect(bitmap.ink(scale: 2) == clip)
  }

  @Test func aClipHoldsWithinItsGroup() throws {
    var picture = picture(Rect(x: 0, y: 0, width: 4, height: 4))
    picture.fill(.rect(Rect(x: 30, y: 20, width: 10, height: 10)), with: Paint(Color(0)))
    #expect(
      try Bitmap(png: picture.png()).ink(scale: 1) == Rect(x: 0, y: 0, width: 40, height: 30))
  }

  @Test func idsOfClipsAreUniqueAndPrefixed() throws {
    let clip = Rect(x: 5, y: 6, width: 20, height: 10)
    let svg = try picture(clip).svg(idPrefix: "a-")
    #expect(
      svg.contains(
        """
        <clipPath id="a-clip"><rect x="5" y="6" width="20" height="10"/></clipPath>
        <g clip-path="url(#a-clip)" class="marks">
        """))
    #expect(svg.contains(#"<g clip-path="url(#a-clip-2)" class="marks">"#))
    #expect(WellFormed.check(Array(svg.utf8)))
  }

  @Test func whatIsNoRectangleClipsNothing() throws {
    for clip in [
      Rect(x: .nan, y: 0, width: 1, height: 1), Rect(x: 0, y: 0, width: -1, height: 1),
      Rect(x: 0, y: 0, width: .infinity, height: 1),
    ] {
      let whole = Rect(x: 0, y: 0, width: 40, height: 30)
      #expect(try Bitmap(png: picture(clip).png()).ink(scale: 1) == whole)
      #expect(try !picture(clip).svg().contains("clipPath"))
    }
  }
}
