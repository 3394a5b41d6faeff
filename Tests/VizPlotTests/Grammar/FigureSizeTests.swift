import Testing
import VizDrawing

@testable import VizPlot

@Suite struct FigureSizeTests {
  @Test(arguments: [
    ("800x500", 800.0, 500.0, false), ("800 x 500", 800, 500, false),
    ("640px×480PX", 640, 480, false), ("254mmx25.4mm", 720, 72, true),
    ("2.54cmx5.08cm", 72, 144, true), ("6inx4in", 432, 288, true), ("450ptx1in", 450, 72, true),
  ])
  func sizesAreRead(text: String, width: Double, height: Double, isPhysical: Bool) throws {
    let size = try FigureSize(text)
    #expect(abs(size.width - width) < 1e-9 && abs(size.height - height) < 1e-9)
    #expect(size.isPhysical == isPhysical)
  }

  @Test(arguments: [
    "", "x", "800", "800x", "x500", "800x500x1", "axb", "80furlongsx3", "1e5x", "--x--", "-5x5",
  ])
  func othersAreRefused(text: String) {
    #expect {
      try FigureSize(text)
    } throws: { error in
      (error as? PlotError)?.kind == .size
    }
  }

  @Test func millimetresAreMillimetresInAnSVG() throws {
    let size = try FigureSize("127mmx63.5mm")
    let figure = Figure(
      title: "", size: size, panels: [Panel(marks: [.line(LineMark(x: [0, 1], y: [0, 1]))])])
    let svg = try figure.picture().svg()
    #expect(svg.contains(#"width="360pt" height="180pt" viewBox="0 0 360 180""#))
    let outlines = try figure.picture().svg(text: .outlines)
    #expect(outlines.contains(#"width="360pt" height="180pt" viewBox="0 0 360 180""#))
  }

  /// On a page a narrow figure is no smaller.
  @Test func aSizeMaySayHowLargeLettersAre() {
    #expect(Typography(.pixels(200, 125)).factor == 0.66)
    #expect(Typography(.pixels(200, 125, letters: 0.9)).factor == 0.9)
    #expect(Typography(.pixels(800, 500, letters: 0.9)).normal.size == 13 * 0.9)
  }
}
