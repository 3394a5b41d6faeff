import Testing
import VizDrawing

@testable import VizPlot

/// Figures for TeX: pgfplots where it has the marks, with their data in the file.
@Suite struct FigureTeXTests {
  private func tex(_ marks: [Mark], x: Axis = Axis("step"), y: Axis = Axis("loss")) throws -> String
  {
    let figure = Figure(title: "50 % of x_1", panels: [Panel(x: x, y: y, marks: marks)])
    return String(decoding: try figure.tex(), as: UTF8.self)
  }

  @Test func linesHaveTheirDataInTheFile() throws {
    let line = LineMark(x: [0, 1, 2, 3], y: [2, .nan, 0.125, -1], label: "a & b")
    let text = try tex([.line(line)], y: Axis("loss", scale: .log))
    #expect(text.contains("\\usepackage{pgfplots}") && text.contains("ymode=log"))
    #expect(!text.contains("xmode=log") && text.contains("xlabel={step}"))
    // A gap, and a number that a log axis has no place for, break the line; lonely points are dots.
    #expect(text.contains("0 2\\\\\nnan nan\\\\\n2 0.125\\\\\nnan nan\\\\"))
    #expect(text.contains("only marks"))
    #expect(text.contains("50 \\% of"))
  }

  @Test func bandsBarsDotsAndRulesArePlots() throws {
    let text = try tex([
      .band(BandMark(x: [0, 1, 2, 3], low: [0, 1, .nan, 1], high: [2, 3, 4, 5])),
      .bars(BarMark(starts: [0], ends: [1], heights: [3])),
      .dots(DotMark(x: [1], y: [2], shape: .square)),
      .rule(RuleMark(.horizontal, at: 1.5)),
    ])
    #expect(text.contains("0 2\\\\\n1 3\\\\\n1 1\\\\\n0 0\\\\\n} -- cycle;"))
    #expect(text.contains("(axis cs:0,0) rectangle (axis cs:1,3)"))
    #expect(text.contains("mark=square*") && text.contains("/pgfplots/xmin},1.5)"))
  }

  @Test func manyPointsKeepTheirExtremes() throws {
    var y = (0..<50_000).map { Double($0 % 7) }
    y[31_234] = 99
    let text = try tex([.line(LineMark(x: y.indices.map(Double.init), y: y))])
    #expect(text.contains("31234 99\\\\") && text.utf8.count < 200_000)
  }

  @Test func whatPgfplotsLacksIsTikZ() throws {
    let field = ScalarField(
      columns: 2, rows: 2, values: [0, 1, 2, 3], xRange: 0...1, yRange: 0...1)
    let raster = RasterMark(field, scale: ColorScale(.sequential(low: 0, high: 3)))
    for text in [
      try tex([.raster(raster)]),
      try tex([.line(LineMark(x: [0, 1], y: [1, 2]))], x: Axis("t", scale: .time)),
    ] {
      #expect(!text.contains("pgfplots") && text.contains("\\begin{tikzpicture}"))
    }
  }
}
