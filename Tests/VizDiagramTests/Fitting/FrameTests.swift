import Testing
import VizDrawing

@testable import VizDiagram

@Suite struct FrameTests {
  @Test func namesAndSizesAreRead() {
    #expect(Frame("slide") == .slide && Frame("page") == .page && Frame("column") == .column)
    #expect(Frame("1280x720") == .pixels(width: 1280, height: 720))
    #expect(Frame("1280×720") == Frame("1280x720"))
    #expect(Frame("1920x1080")?.leastLetter == Frame.slide.leastLetter)
  }

  @Test(arguments: [
    "", "slides", "none", "x", "100", "100x", "x100", "99x100", "100x20001", "-1x1", "1e3x100",
    "100x100x100", "99999999999999999999x100",
  ])
  func otherWordsAreNot(_ word: String) {
    #expect(Frame(word) == nil)
  }

  @Test func lettersAreSaidInTheFramesUnit() {
    #expect(Frame.slide.words(for: 18) == "18 px")
    #expect(Frame.column.words(for: 6.98) == "6.9 pt")
  }
}
