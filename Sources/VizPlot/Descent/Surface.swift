import VizBase
import VizDrawing

/// A field as a surface seen from above: levels as fills and lines.
struct Surface {
  let bounds: ClosedRange<Double>
  let marks: [Mark]
  let scale: ColorScale?
  let caption: String

  /// nil where nothing is finite.
  init?(_ field: ScalarField, strength: Double) {
    guard let bounds = field.bounds else { return nil }
    self.bounds = bounds
    let (low, high) = (bounds.lowerBound, bounds.upperBound)
    if low == high {
      let flat = ColorScale(.sequential(low: low - 1, high: high + 1), strength: strength)
      marks = [.filledContour(FilledContourMark(field, levels: [], scale: flat))]
      scale = nil
      caption = "The same everywhere: \(NumberFormat.brief(low))."
      return
    }
    // Losses spread over decades: levels at equal factors show the valleys as well as the walls.
    let isLog = low > 0 && high / low > 30
    let shown =
      isLog
      ? ScalarField(
        columns: field.columns, rows: field.rows,
        values: field.values.map { $0 > 0 ? $0.decimalLogarithm : .nan }, xRange: field.xRange,
        yRange: field.yRange) : field
    let (a, b) = isLog ? (low.decimalLogarithm, high.decimalLogarithm) : (low, high)
    let levels = (1..<16).map { a + (b - a) * Double($0) / 16 }
    let colors = ColorScale(
      .sequential(low: a, high: b), label: isLog ? "log₁₀ of the loss" : "loss",
      strength: strength)
    marks = [
      .filledContour(FilledContourMark(shown, levels: levels, scale: colors)),
      .contourLine(
        ContourLineMark(
          shown, levels: levels,
          tone: Tone.background.translucent(0.45), width: 0.8)),
    ]
    scale = colors
    caption =
      isLog ? "Lines at equal factors of the loss." : "Lines at equal distances of the loss."
  }

  /// A path that runs away up to where it has left the field for good: what oscillates beyond
  /// would fill the picture with lines.
  static func seen(_ points: [Point], in field: ScalarField) -> [Point] {
    let outside = points.enumerated().filter { _, point in
      !field.xRange.contains(point.x) || !field.yRange.contains(point.y)
    }
    guard outside.count > 2 else { return points }
    return Array(points.prefix(through: outside[2].offset))
  }

  /// The path of training: its steps, a square where it begins, a diamond where it ends.
  static func path(_ points: [Point]) -> [Mark] {
    guard let first = points.first, let last = points.last else { return [] }
    let (x, y) = (points.map(\.x), points.map(\.y))
    var marks: [Mark] = [
      .line(LineMark(x: x, y: y, tone: .background, width: 4)),
      .line(LineMark(x: x, y: y, tone: .ink, width: 2)),
    ]
    // Many steps would hide the line.
    if points.count <= 80 {
      marks.append(.dots(DotMark(x: x, y: y, tone: .ink, size: 4.5)))
    }
    marks.append(
      .dots(DotMark(x: [first.x], y: [first.y], tone: .ink, shape: .square, size: 9)))
    marks.append(
      .dots(DotMark(x: [last.x], y: [last.y], tone: .ink, shape: .diamond, size: 9)))
    return marks
  }
}
