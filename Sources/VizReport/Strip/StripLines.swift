import Foundation
import VizBase
import VizPlot
import VizTrace

/// Curves of one quantity over the steps, reduced to what a page can show.
struct StripLines: Sendable, Equatable, Codable {
  /// One curve.
  struct Line: Sendable, Equatable, Codable {
    var name: String
    /// Which colour it has among the page's categories.
    var category: Int
    var isDashed = false
    /// The drawn curve.
    var steps, values: [Double]
    /// The least and the greatest logged number around each of them; empty where nothing was
    /// smoothed.
    var lows: [Double] = []
    var highs: [Double] = []
    /// From where to where numbers are none.
    var broken: [[Double]] = []
    /// How many logged numbers count on each side of a drawn one.
    var reach = 0
    /// What is said to be its end; nil where that is its last drawn value.
    var end: Double?
  }

  var title: String
  var lines: [Line]
  var isLogarithmic: Bool
  /// Whether the numbers are shares.
  var isBounded = false
  /// The lowest and the highest drawn value.
  var low, high: Double

  /// More points than these cannot be told apart on a screen.
  static let mostPoints = 480
  /// Fewer values are drawn as they are.
  private static let fewestSmoothed = 100
  /// A mean reaches over one of so many parts of all values, on each side.
  private static let reachPart = 100

  /// Nil where no number is finite.
  ///
  /// - Parameters:
  ///   - title: What is measured.
  ///   - series: The curves, each with its name and its colour.
  ///   - isBounded: Whether the numbers are shares, of which a logarithm would say little.
  init?(
    _ title: String, _ series: [(series: MetricSeries, name: String, category: Int)],
    isBounded: Bool = false, mostPoints: Int = Self.mostPoints, hasBands: Bool = true
  ) {
    let all = series.flatMap { $0.series.values }.filter(\.isFinite)
    guard let least = all.min(), let greatest = all.max() else { return nil }
    // What falls by decades is a line on the floor otherwise.
    let isLogarithmic = !isBounded && least > 0 && greatest / least >= 50
    self.isLogarithmic = isLogarithmic
    self.isBounded = isBounded
    self.title = title
    lines = series.map {
      Self.line($0.series, $0.name, $0.category, most: mostPoints)
    }
    if !hasBands {
      for index in lines.indices { (lines[index].lows, lines[index].highs) = ([], []) }
    }
    let drawn = lines.flatMap(\.values).filter(\.isFinite)
    low = drawn.min() ?? least
    high = drawn.max() ?? greatest
    if isBounded { (low, high) = (min(low, 0), max(high, 1)) }
  }

  /// Curves of several runs on the scale of `range`.
  init(_ title: String, _ lines: [Line], _ range: RobustRange) {
    self.title = title
    self.lines = lines
    isLogarithmic = range.isLogarithmic
    isBounded = range.isBounded
    (low, high) = (range.low, range.high)
  }

  private static func line(
    _ series: MetricSeries, _ name: String, _ category: Int, most: Int
  ) -> Line {
    let count = min(series.steps.count, series.values.count)
    let steps = Array(series.steps.prefix(count))
    let values = Array(series.values.prefix(count))
    // Held-out data are the same each time: their numbers have no noise of batches.
    let isNoisy = category == Strip.train && count >= fewestSmoothed
    let reach = isNoisy ? max(2, count / reachPart) : 0
    var smooth = values
    // Means of the numbers themselves, also on a logarithmic axis: the outcome is such a mean.
    if reach > 0 { smooth = Smoothing.centered(values, reach: reach) }
    var line = Line(name: name, category: category, steps: [], values: [], reach: reach)
    line.broken = broken(steps, values)
    // As many columns of equal counts as can be told apart.
    let columns = min(count, most)
    for column in 0..<columns {
      let part = column * count / columns..<(column + 1) * count / columns
      let finite = part.filter { smooth[$0].isFinite && steps[$0].isFinite }
      guard let first = finite.first, let last = finite.last else { continue }
      // The ends are drawn where they are.
      let index = column == columns - 1 ? last : first
      line.steps.append(steps[index])
      line.values.append(Self.rounded(smooth[index]))
      guard reach > 0 else { continue }
      let raw = part.map { values[$0] }.filter(\.isFinite)
      line.lows.append(Self.rounded(raw.min() ?? smooth[index]))
      line.highs.append(Self.rounded(raw.max() ?? smooth[index]))
    }
    return line
  }

  /// Five digits are more than a page shows.
  private static func rounded(_ x: Double) -> Double {
    Double(NumberFormat.significant(x, digits: 5)) ?? x
  }

  private static func broken(_ steps: [Double], _ values: [Double]) -> [[Double]] {
    var found: [[Double]] = []
    var start: Double?
    for (step, value) in zip(steps, values) where step.isFinite {
      if value.isFinite {
        if let begin = start { found.append([begin, step]) }
        start = nil
      } else {
        start = start ?? step
      }
    }
    if let start, let last = steps.last(where: \.isFinite) { found.append([start, last]) }
    // Lone gaps, as of metrics that are logged in turns, are no breaks.
    return found.count > 20 ? [] : found
  }

  /// How the curves were smoothed, for a caption.
  var smoothing: String? {
    guard let most = lines.map(\.reach).max(), most > 0 else { return nil }
    let pale = lines.contains { !$0.lows.isEmpty } ? "; pale: the numbers themselves" : ""
    return "Lines: means of \(2 * most + 1) steps, as many before as behind (fewer at the ends), of"
      + " one side where the values jump\(pale)."
  }

  // MARK: Places

  /// From 0 at the bottom of the row to 1 at its top; nil for what has no place.
  func share(_ value: Double) -> Double? {
    guard value.isFinite, !isLogarithmic || value > 0 else { return nil }
    let (a, b) = (scaled(low), scaled(high))
    guard b > a else { return 0.5 }
    return (scaled(value) - a) / (b - a)
  }

  private func scaled(_ x: Double) -> Double { isLogarithmic ? log10(max(x, 1e-300)) : x }

  /// The labelled values.
  var ticks: TickSet {
    isLogarithmic ? Ticks.log(low, high, count: 4) : Ticks.linear(low, high, count: 4)
  }
}
