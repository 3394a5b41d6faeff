import Testing
import VizDrawing

@Suite struct PictureScalingTests {
  @Test func everythingIsScaled() {
    let ink = Paint(Color(0))
    func picture(_ factor: Double) -> Picture {
      var picture = Picture(
        size: Size(width: 100 * factor, height: 50 * factor), title: "t", summary: "s")
      picture.unit = .point
      let rect = Rect(x: factor, y: 2 * factor, width: 3 * factor, height: 4 * factor)
      picture.beginGroup(Group(kind: "k", clip: rect))
      picture.fill(.roundedRect(rect, radius: factor), with: ink)
      picture.stroke(
        .rect(rect), with: Stroke(ink, width: factor, dash: [factor, 2 * factor], cap: .round))
      picture.text(
        "x", font: Font(size: 11 * factor), paint: ink, at: Point(x: factor, y: factor),
        anchor: .end)
      picture.endGroup()
      return picture
    }
    let size = Size(width: 200, height: 100)
    #expect(picture(1).scaled(by: 2, to: size, unit: .point) == picture(2))
  }
}
