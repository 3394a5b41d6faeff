import Testing
import VizDrawing

@testable import VizPlot

@Suite struct HeatmapTests {
  private static let figure = Figure.heatmap(
    [[0, 10, 20], [30, 40, 50]], rows: ["top", "low"], columns: ["a", "b", "c"])

  private func image(_ picture: Picture) throws -> (raster: Raster, rect: Rect) {
    try #require(
      picture.commands.lazy.compactMap { command -> (Raster, Rect)? in
        if case .image(let raster, let rect) = command { (raster, rect) } else { nil }
      }.first { $0.0.columns > 1 && $0.0.rows > 1 && $0.0.columns < 10 })
  }

  @Test func numbersStandInTheMiddlesOfTheirCells() throws {
    let picture = try Self.figure.picture()
    let (raster, rect) = try image(picture)
    #expect(raster.columns == 3 && raster.rows == 2)
    for (index, value) in ["0", "10", "20", "30", "40", "50"].enumerated() {
      let box = try #require(picture.textBoxes.first { $0.text == value }?.box)
      let cell = Rect(
        x: rect.minX + rect.width / 3 * Double(index % 3),
        y: rect.minY + rect.height / 2 * Double(index / 3), width: rect.width / 3,
        height: rect.height / 2)
      #expect(abs(box.midX - cell.midX) < 2 && abs(box.midY - cell.midY) < 3, "\(value)")
    }
  }

  @Test func theFirstRowStandsAtTheTop() throws {
    let picture = try Self.figure.picture()
    let (raster, _) = try image(picture)
    let scale = ColorScale(.sequential(low: 0, high: 50))
    #expect(raster.cells[0] == scale.color(0, in: .light))
    #expect(raster.cells[5] == scale.color(50, in: .light))
    let top = try #require(picture.textBoxes.first { $0.text == "top" }?.box)
    let low = try #require(picture.textBoxes.first { $0.text == "low" }?.box)
    #expect(top.midY < low.midY)
  }

  @Test(arguments: [Theme.light, .dark, .print])
  func numbersCanBeReadOnTheirCells(theme: Theme) throws {
    let picture = try Self.figure.picture(theme: theme)
    let (raster, rect) = try image(picture)
    for command in picture.commands {
      guard case .text(let text, _, let paint, let point, _) = command, Double(text) != nil,
        point.x > rect.minX, point.x < rect.maxX, point.y > rect.minY, point.y < rect.maxY
      else { continue }
      let column = Int((point.x + 3 - rect.minX) / rect.width * 3)
      let row = Int((point.y - 3 - rect.minY) / rect.height * 2)
      #expect(paint.color.contrast(with: raster.cells[row * 3 + column]) >= 4.5, "\(text)")
    }
  }

  @Test func signsAreCentredOnZeroAndHolesStay() throws {
    let figure = Figure.heatmap([[-1, 3], [2]])
    #expect(figure.panels[0].colorScale?.kind == .diverging(center: 0, limit: 3))
    let (raster, _) = try image(figure.picture())
    #expect(raster.cells[3] == Theme.light.alarm.color)
    #expect(Figure.heatmap([1, 2, 3, 4], rows: 2, columns: 2).panels.count == 1)
    _ = try Figure.heatmap([]).picture()
  }

  @Test func largeTablesHaveNumbersOnTheirAxes() throws {
    let rows = (0..<60).map { row in (0..<80).map { Double($0 * row) } }
    let picture = try Figure.heatmap(rows).picture()
    #expect(picture.faults == [])
    let first = try #require(picture.textBoxes.first { $0.text == "20" }?.box)
    let later = try #require(picture.textBoxes.first { $0.text == "40" }?.box)
    #expect(first.minX != later.minX || first.minY < later.minY)
  }

  @Test func cellsOfAFieldAreCentredOnTheirValues() throws {
    let field = ScalarField(
      columns: 3, rows: 2, values: [1, 2, 3, 4, 5, 6], xRange: 0...2, yRange: 0...1)
    let mark = RasterMark(field, scale: ColorScale(.sequential(low: 1, high: 6)))
    #expect(mark.area.x == -0.5...2.5 && mark.area.y == -0.5...1.5)
    let figure = Figure(
      title: "",
      panels: [Panel(x: Axis(isTight: true), y: Axis(isTight: true), marks: [.raster(mark)])])
    let (raster, rect) = try image(figure.picture())
    // The first row is the lowest, and all of every cell is seen.
    #expect(raster.cells[3] == mark.scale.color(1, in: .light) && rect.width > 100)
    #expect(mark.color(x: 2.4, y: 1.4, in: .light) == mark.scale.color(6, in: .light))
    #expect(mark.color(x: 2.6, y: 0, in: .light) == nil)
  }

  /// What is negative has a minus where numbers stand, and a hatch where there are none; its colour is
  /// that of positive numbers, and as deep.
  @Test func signsNeedNoColour() throws {
    func hatch(_ picture: Picture) -> [Point] {
      picture.commands.flatMap { command -> [Point] in
        guard case .stroke(let path, let stroke) = command, stroke.paint.name == "background" else {
          return []
        }
        return path.elements.compactMap { element in
          switch element {
          case .move(let point), .line(let point): point
          case .curve, .close: nil
          }
        }
      }
    }
    let scale = ColorScale(.diverging(center: 0, limit: 2))
    #expect(scale.color(-1, in: .light) == scale.color(1, in: .light))
    #expect(scale.color(0, in: .light) == Theme.light.background.color)
    let depths = [0, 0.5, 1, 2].map { scale.color($0, in: .light).luminance }
    #expect(depths == depths.sorted(by: >) && Set(depths).count == 4)

    #expect(try hatch(Figure.heatmap([[-1, 3], [2, 1]]).picture()).isEmpty)
    // The left half of a large table is negative.
    let row: [Double] = (0..<20).map { $0 < 10 ? -1 : 1 }
    let picture = try Figure.heatmap([[Double]](repeating: row, count: 20)).picture()
    let lines = hatch(picture)
    let rect = try #require(
      picture.commands.lazy.compactMap { command -> Rect? in
        if case .image(let raster, let rect) = command, raster.columns == 20 { rect } else { nil }
      }.first)
    let inTable = lines.filter { $0.x <= rect.maxX }
    #expect(inTable.count > 40)
    #expect(inTable.allSatisfy { $0.x <= rect.midX + 1.5 && $0.x >= rect.minX - 1 })
    // The bar beside it says what the lines mean, below its middle.
    let inBar = lines.filter { $0.x > rect.maxX }
    #expect(!inBar.isEmpty && inBar.allSatisfy { $0.y >= rect.midY - 1.5 })
  }
}
