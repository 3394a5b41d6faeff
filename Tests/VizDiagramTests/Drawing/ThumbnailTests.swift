import Testing
import VizDrawing
import VizTrace

@testable import VizDiagram

@Suite struct ThumbnailTests {
  private static let themes: [Theme] = [.light, .dark, .print]

  /// A larger element stands out more from the ground, in either kind and without its hue.
  @Test(arguments: themes)
  func largerIsFurtherFromTheGround(_ theme: Theme) throws {
    for paint in [theme.value, theme.gradient] {
      let thumbnail = Thumbnail(theme: theme, paint: paint)
      let raster = try #require(thumbnail.heat([0, 0.25, 0.5, 1], rows: 1, columns: 4))
      #expect(raster.columns == 4 && raster.cells[0] == theme.background.color)
      let contrasts = raster.cells.map { $0.contrast(with: theme.background.color) }
      #expect(contrasts == contrasts.sorted() && contrasts[3] > 3)
    }
  }

  /// A negative element is hatched: its cell is not of one luminance.
  @Test(arguments: themes)
  func theSignSurvivesGreyscale(_ theme: Theme) throws {
    let thumbnail = Thumbnail(theme: theme, paint: theme.gradient)
    let raster = try #require(thumbnail.heat([1, -1], rows: 1, columns: 2))
    #expect(raster.columns == 6 && raster.rows == 3)
    func cells(_ columns: Range<Int>) -> [Color] {
      (0..<3).flatMap { row in columns.map { raster.cells[row * 6 + $0] } }
    }
    #expect(Set(cells(0..<3)).count == 1)
    let negative = Set(cells(3..<6))
    #expect(negative.count == 2)
    let (a, b) = (try #require(negative.first), try #require(negative.dropFirst().first))
    #expect(a.contrast(with: b) > 1.5)
  }

  /// The letters on the deepest tint of their own colour can be read.
  @Test(arguments: themes)
  func numbersCanBeReadOnTheirTints(_ theme: Theme) throws {
    for paint in [theme.value, theme.gradient] {
      var picture = Picture(size: Size(width: 50, height: 20), title: "", summary: "")
      Thumbnail(theme: theme, paint: paint).matrix(
        [1], columns: 1, in: Rect(x: 0, y: 0, width: 50, height: 20), on: &picture,
        font: Metric.smallStrong, gap: 0
      ) { "\($0)" }
      var ground = theme.background.color
      for command in picture.commands {
        switch command {
        case .fill(_, let fill): ground = fill.color.over(ground)
        case .text(_, _, let words, _, _): #expect(words.color.contrast(with: ground) >= 4.5)
        default: break
        }
      }
    }
  }

  /// A page has hundreds of bars: they are one outline, of one structure however many are empty.
  @Test func aHistogramIsOneOutline() throws {
    for values in [[0.0, 1, 2, 3], [0, 0, 0, 3]] {
      var picture = Picture(size: Size(width: 96, height: 36), title: "", summary: "")
      let frame = Rect(x: 0, y: 0, width: 96, height: 36)
      Thumbnail(theme: .light, paint: Theme.light.value).histogram(
        .elements(values, shape: [4]), in: frame, on: &picture)
      let outlines = picture.commands.compactMap { command -> [Path.Element]? in
        if case .fill(let path, _) = command { path.elements } else { nil }
      }
      #expect(outlines.count == 1 && outlines.first?.count == 1 + 2 * 24 + 2)
      let points = outlines.joined().compactMap(\.end)
      #expect(points.first == Point(x: 0, y: 36) && points.last == Point(x: 96, y: 36))
      #expect(points.map(\.y).min() == 0)
    }
  }

  @Test func noiseIsZero() throws {
    let thumbnail = Thumbnail(theme: .light, paint: Theme.light.value)
    let raster = try #require(thumbnail.heat([1, -3e-17], rows: 1, columns: 2))
    #expect(raster.cells.count == 2 && raster.cells[1] == Theme.light.background.color)
  }

  /// Lines of a hatch slant alike in cells of any shape; of small cells all are as pale.
  @Test func hatchesFitTheirCells() throws {
    let thumbnail = Thumbnail(theme: .light, paint: Theme.light.value)
    func parts(_ width: Double, _ height: Double) throws -> [Int] {
      let raster = try #require(
        thumbnail.heat(
          [1, -1], rows: 1, columns: 2, size: Size(width: 2 * width, height: height)))
      return [raster.columns / 2, raster.rows]
    }
    #expect(try parts(9, 9) == [5, 5])
    #expect(try parts(14.4, 2) == [8, 1])
    #expect(try parts(1.5, 1.5) == [3, 3])
  }
}
