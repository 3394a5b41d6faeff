import Testing
import VizDrawing

@testable import VizDiagram

@Suite struct PortTableTests {
  private static let table = #"<TABLE BORDER="0" CELLSPACING="0" CELLPADDING="0">"#

  private func cell(_ what: String, _ width: Int, _ height: Int) -> String {
    "<TD \(what)WIDTH=\"\(width)\" HEIGHT=\"\(height)\"></TD>"
  }

  @Test func roomIsOneCellOfWholePoints() {
    #expect(
      PortTable(room: Size(width: 39.5, height: 20)).markup
        == Self.table + "<TR>" + cell("", 40, 20) + "</TR></TABLE>")
  }

  @Test func aLeafHasAnOutputAlone() {
    let box = LayoutGraph.Box(size: Size(width: 50.5, height: 30), rows: 0)
    #expect(
      PortTable(box, .lr).markup
        == Self.table + "<TR>" + cell(#"PORT="o" "#, 51, 30) + "</TR></TABLE>")
  }

  @Test func inputsShareTheSideWhereWiresArrive() {
    let box = LayoutGraph.Box(size: Size(width: 60, height: 45), rows: 2)
    let ports =
      Self.table + "<TR>" + cell(#"PORT="i0" "#, 12, 22) + "</TR><TR>"
      + cell(#"PORT="i1" "#, 12, 23) + "</TR></TABLE>"
    #expect(
      PortTable(box, .lr).markup
        == Self.table + "<TR><TD>" + ports + "</TD>" + cell(#"PORT="o" "#, 48, 45)
        + "</TR></TABLE>")
    let row =
      Self.table + "<TR>" + cell(#"PORT="i0" "#, 30, 9) + cell(#"PORT="i1" "#, 30, 9)
      + "</TR></TABLE>"
    #expect(
      PortTable(box, .tb).markup
        == Self.table + "<TR><TD>" + row + "</TD></TR><TR>" + cell(#"PORT="o" "#, 60, 36)
        + "</TR></TABLE>")
  }

  @Test(arguments: [
    (0.0, 1), (-5, 1), (.infinity, 65_000), (1e300, 65_000), (12.01, 13),
  ])
  func lengthsAreWhatGraphvizTakes(length: Double, points: Int) {
    #expect(PortTable.points(length) == points)
  }
}
