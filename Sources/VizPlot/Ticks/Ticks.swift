import VizBase

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Nice places to mark on an axis.
///
/// Every function answers for every range: an end that is no finite number takes the place of the
/// other, and a range too narrow for numbers to tell apart is widened about its middle
/// (``range(_:_:)``), which is the range that a scale should then show. The ends may be swapped;
/// the ticks then run backwards. There are at least two ticks and at most twelve.
public enum Ticks {
  /// How many labels an axis has by default, or a few more or less.
  public static let usualCount = 6

  /// The range that an axis from `low` to `high` shows: finite, and wide enough to have ticks.
  ///
  /// The result is in ascending order.
  public static func range(_ low: Double, _ high: Double) -> ClosedRange<Double> {
    let tiny = Double.leastNonzeroMagnitude
    let ends = [low, high].filter(\.isFinite)
    guard var a = ends.min(), var b = ends.max() else { return 0...1 }
    let largest = max(abs(a), abs(b))
    // Narrower ranges would need labels of more digits than anyone compares.
    let narrowest = max(largest * 1e-9, 2000 * tiny)
    if b / 2 - a / 2 < narrowest / 2 {
      let half = largest == 0 ? 1 : a == b ? largest / 10 : narrowest / 2
      let (middle, reach) = (a / 2 + b / 2, max(half, 1000 * tiny))
      (a, b) = (min(a, middle - reach), max(b, middle + reach))
    }
    let limit = Double.greatestFiniteMagnitude
    return max(a, -limit)...min(b, limit)
  }

  /// The range widened to the next ticks on both sides, for axes that begin and end with one.
  public static func niceRange(
    _ low: Double, _ high: Double, count: Int = usualCount
  ) -> ClosedRange<Double> {
    let range = range(low, high)
    let step = LinearTickSearch(range, count: count).best().step
    let size = step.value
    let (first, last) = (
      (range.lowerBound / size + 1e-9).rounded(.down), (range.upperBound / size - 1e-9).rounded(.up)
    )
    let a = step.multiple(first).value
    let b = step.multiple(last).value
    guard a.isFinite, b.isFinite, a < b else { return range }
    return min(a, range.lowerBound)...max(b, range.upperBound)
  }

  /// Ticks at equal distances, which are integer multiples of a nice step.
  ///
  /// The step is the best by Justin Talbot, Sharon Lin and Pat Hanrahan, "An Extension of
  /// Wilkinson's Algorithm for Positioning Tick Labels on Axes", 2010, of those whose multiples
  /// lie within the range.
  ///
  /// - Parameters:
  ///   - low: One end of the range.
  ///   - high: The other end.
  ///   - count: About how many labels there is room for; 2 to 10 are heeded.
  ///   - format: How the labels are written.
  ///   - isWhole: Whether whole numbers alone are marked, where the range has two of them.
  public static func linear(
    _ low: Double, _ high: Double, count: Int = usualCount, format: TickFormat = .automatic,
    isWhole: Bool = false
  ) -> TickSet {
    let range = range(low, high)
    let ticks = LinearTickSearch(range, count: count, format: format, isWhole: isWhole).best()
    let set = TickSet(
      positions: ticks.numbers.map(\.value), labels: format.labels(ticks.numbers),
      minor: ticks.minor(in: range))
    return low > high ? set.reversed() : set
  }
}
