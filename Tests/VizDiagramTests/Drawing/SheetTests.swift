import Testing
import VizDrawing
import VizTrace

@testable import VizDiagram

@Suite struct SheetTests {
  @Test func titlesBreakBehindStatementsBeforeTheyBreakInThem() {
    let font = Metric.large
    func width(_ text: String) -> Double { TextMeasurer.measure(text, font: font).width }
    let text = "a = x + y; b = a a; c = a + b"
    #expect(Lines.broken(text, font: font, width: width(text)) == [text])
    #expect(
      Lines.broken(text, font: font, width: width(text) - 1) == [
        "a = x + y; b = a a;", "c = a + b",
      ])
    #expect(
      Lines.broken(text, font: font, width: width("a = x + y;")) == [
        "a = x + y;", "b = a a;", "c = a + b",
      ])
    #expect(Lines.broken("x; x", font: font, width: width("x;")) == ["x;", "x"])
    #expect(Lines.broken("unbreakable", font: font, width: 10) == ["unbreakable"])
  }

  @Test func aSheetIsAsLargeAsFits() throws {
    let graph = try Graphs.formula("x * y", ["x": "2", "y": "3"])
    let model = try DiagramModel(graph, options: DiagramOptions())
    let heading = Heading(graph, model: model, options: DiagramOptions())
    let legend = Legend([model], options: DiagramOptions())
    for size in [Size(width: 700, height: 100), Size(width: 300, height: 400)] {
      let sheet = Sheet(size, heading: heading, legend: legend, in: .slide)
      #expect(abs(sheet.size.width * sheet.scale - 1920) < 1e-6)
      #expect(abs(sheet.size.height * sheet.scale - 1080) < 1e-6)
      let free = Size(
        width: sheet.size.width - size.width, height: sheet.size.height - size.height)
      // One of the sides is used up.
      #expect(free.width * sheet.scale < 75 || free.height < 120)
      #expect(sheet.origin.x >= 0 && sheet.origin.x + size.width <= sheet.size.width)
      #expect(sheet.origin.y + size.height <= sheet.legendCorner.y)
    }
    let small = Sheet(
      Size(width: 10, height: 10), heading: heading, legend: legend, in: .slide)
    #expect(small.letter == Frame.slide.mostLetter)
  }
}
