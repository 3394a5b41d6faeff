import VizTrace

/// What became of a loss: the one place that says where it began and ended, where it was best, and
/// whether it fell.
///
/// A loss of held-out data is of the same examples each time, so that each of its numbers counts. A
/// training's is of a batch at a time: it is told by means, its start by its first steps, its end by
/// its last tenth without lone spikes, its best by means of a fortieth.
public struct LossOutcome: Sendable, Equatable {
  /// Which way a loss went.
  public enum Course: String, Sendable {
    /// Its end is below its start, by more than the noise.
    case falls
    /// Its end is above its start, by more than the noise.
    case rises
    /// What it changed by is less than the noise of its steps.
    case isFlat = "flat"
    /// It ends with a number that is none.
    case breaks
  }

  /// What the metric is called.
  public let name: String
  /// Whether it is of held-out data.
  public let isHeldOut: Bool
  /// Where it began, and where it ended; NaN or infinite where it ended so.
  public let start, end: Double
  /// Where it was least.
  public let best: (step: Double, value: Double)
  /// Which way it went.
  public let course: Course
  /// The step since which it stays where it ended; nil where it does not.
  public let levelSince: Double?
  /// Over which steps the end is a mean; one step where it is none.
  public let endSteps: ClosedRange<Double>

  init?(_ series: MetricSeries, chance: Double?, isHeldOut: Bool) {
    guard let means = LossCourse(series, chance: chance), let first = means.steps.first,
      let last = means.steps.last, let lastValue = series.values.last
    else { return nil }
    name = series.name
    self.isHeldOut = isHeldOut
    start = isHeldOut ? means.values[0] : means.began
    // Where the last numbers are none, so is the end.
    end =
      !lastValue.isFinite ? lastValue : isHeldOut ? means.values.last ?? lastValue : means.end
    if isHeldOut {
      let least = means.values.indices.min { means.values[$0] < means.values[$1] } ?? 0
      best = (means.steps[least], means.values[least])
    } else {
      best = (means.best.step, min(means.best.mean, start))
    }
    let tail = isHeldOut ? 1 : max(1, means.values.count / 10)
    // Of a log whose steps do not advance, whatever order they have.
    let ends = means.steps.suffix(tail).filter { !$0.isNaN }
    endSteps = (ends.min() ?? 0)...(ends.max() ?? 0)
    // Of what few jumps there are, the median knows nothing.
    let noise = max(
      means.values.count < Self.fewest
        ? 0 : 3 * means.usualNoise / Double(min(tail, 5)).squareRoot(),
      Self.least * max(abs(start), abs(end)))
    course =
      !end.isFinite
      ? .breaks : start - end > noise ? .falls : end - start > noise ? .rises : .isFlat
    levelSince = Self.levelSince(means, from: first, to: last)
  }

  /// Of fewer numbers, what is noise and what is the fall cannot be told apart.
  private static let fewest = 8

  /// By less than this part of itself a loss is said not to have changed.
  private static let least = 0.005

  /// The share of the way from start to end within which a loss counts as level.
  private static let nearness = 0.02

  /// Since which of the means all stay near the last ones; nil where that is only at the very end.
  static func levelSince(_ means: LossCourse, from first: Double, to last: Double) -> Double? {
    levelSince(
      means, end: means.end, from: first, to: last, reach: nearness * abs(means.start - means.end))
  }

  static func levelSince(
    _ means: LossCourse, end: Double, from first: Double, to last: Double, reach: Double
  ) -> Double? {
    let size = Double(means.values.count) / Double(max(means.windows.count, 1))
    let noise = means.values.count < fewest ? 0 : 3 * means.usualNoise / size.squareRoot()
    let reach = max(reach, noise)
    guard let far = means.windows.lastIndex(where: { abs($0.mean - end) > reach }) else {
      return first
    }
    guard far + 1 < means.windows.count else { return nil }
    let step = means.windows[far + 1].step
    return step - first <= 0.8 * (last - first) ? step : nil
  }

  /// Whether two outcomes are the same, number by number; NaN is like NaN.
  public static func == (a: LossOutcome, b: LossOutcome) -> Bool {
    a.name == b.name && a.isHeldOut == b.isHeldOut && a.course == b.course
      && a.levelSince == b.levelSince && a.endSteps == b.endSteps
      && [a.start, a.end, a.best.step, a.best.value].map(\.bitPattern)
        == [b.start, b.end, b.best.step, b.best.value].map(\.bitPattern)
  }
}
