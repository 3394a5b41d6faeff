import VizBase
import VizDrawing

/// A small curve of gradient norms on a logarithmic scale, through the layers of a fold.
struct Sparkline: Sendable, Equatable {
  private(set) var path = Path()
  /// What the curve shows, in words: the first and the last norm.
  private(set) var caption = ""
  /// How high the powers of ten lie that the curve passes.
  private(set) var decades: [Double] = []

  /// At most so many points are drawn; a bucket of norms is drawn as its largest and smallest.
  private static let columns = 72
  /// Lines that stand closer tell nothing.
  private static let mostDecades = 10.0

  init(_ norms: [Double], in rect: Rect, _ roundings: Roundings = Roundings()) {
    guard let first = norms.first, let last = norms.last else { return }
    // The gradient flows from the last to the first.
    let captions = [NumberFormat.measure, NumberFormat.tightMeasure].map {
      "|gradient| \(roundings.text($0(first))) ← \(roundings.text($0(last)))"
    }
    let fits = TextMeasurer.measure(captions[0], font: Metric.small).width <= rect.width
    caption = fits ? captions[0] : captions[1]
    let logs = norms.map { $0 > 0 && $0.isFinite ? Double(log10Of: $0) : Double.nan }
    let finite = logs.filter { !$0.isNaN }
    guard let low = finite.min(), let high = finite.max(), norms.count > 1 else { return }
    // A flat curve stays flat: less than a tenth of a decade is not stretched to the full height.
    let span = max(high - low, 0.1)
    func height(_ log: Double) -> Double {
      rect.maxY - rect.height * ((log - low) / span * 0.9 + 0.05)
    }
    if high - low <= Self.mostDecades {
      decades = stride(from: low.rounded(.up), through: high, by: 1).map(height)
    }
    var isDrawing = false
    for (index, value) in Self.decimated(logs) {
      guard !value.isNaN else {
        isDrawing = false
        continue
      }
      let point = Point(
        x: rect.minX + rect.width * Double(index) / Double(norms.count - 1),
        y: height(value))
      if isDrawing { path.line(to: point) } else { path.move(to: point) }
      isDrawing = true
    }
  }

  /// The extremes of each column, with their places.
  private static func decimated(_ values: [Double]) -> [(Int, Double)] {
    guard values.count > 2 * columns else { return Array(values.enumerated()) }
    var kept: [(Int, Double)] = []
    for column in 0..<columns {
      let range = values.count * column / columns..<values.count * (column + 1) / columns
      let known = range.filter { !values[$0].isNaN }
      guard let low = known.min(by: { values[$0] < values[$1] }),
        let high = known.max(by: { values[$0] < values[$1] })
      else {
        kept.append((range.lowerBound, .nan))
        continue
      }
      for index in Set([low, high]).sorted() { kept.append((index, values[index])) }
    }
    return kept
  }
}
