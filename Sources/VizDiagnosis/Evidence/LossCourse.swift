import VizBase
import VizStatistics
import VizTrace

/// The course of a loss behind the noise of its batches.
///
/// A batch's loss differs from the next one's though nothing went wrong. It is judged by means of
/// windows, and by how far these can be trusted: half of the mean squared difference of neighbours
/// estimates the noise's variance (von Neumann, "Distribution of the Ratio of the Mean Square
/// Successive Difference to the Variance", 1941).
struct LossCourse {
  /// Some values in a row.
  struct Window {
    /// The step of its first value.
    var step: Double
    var mean: Double
  }

  let name: String
  /// The finite values, and their steps.
  let steps: [Double]
  let values: [Double]
  let windows: [Window]
  /// The deviation of one value by noise.
  let noise: Double
  /// The deviation of a window's mean by noise. Of windows of one value, where a swing would count
  /// as noise, by what half of the neighbours differ.
  let windowNoise: Double

  /// So many windows at most; a loss of fewer values has a window each.
  private static let mostWindows = 40

  /// Nil where fewer than two values are finite.
  ///
  /// - Parameters:
  ///   - series: The logged values.
  ///   - chance: What guessing costs, where that is known.
  init?(_ series: MetricSeries, chance: Double? = nil) {
    let finite = zip(series.steps, series.values).filter { $0.isFinite && $1.isFinite }
    guard finite.count > 1 else { return nil }
    name = series.name
    steps = finite.map { $0.0 }
    values = finite.map { $0.1 }
    let size = (finite.count + Self.mostWindows - 1) / Self.mostWindows
    windows = stride(from: 0, to: finite.count, by: size).map { start in
      let values = finite[start..<min(start + size, finite.count)]
      return Window(
        step: values[start].0, mean: values.reduce(0) { $0 + $1.1 / Double(values.count) })
    }
    let squares = zip(values, values.dropFirst()).reduce(0.0) { sum, pair in
      sum + (pair.1 - pair.0) * (pair.1 - pair.0)
    }
    let noise = (squares / Double(2 * (finite.count - 1))).squareRoot()
    self.noise = noise
    let differences = zip(values, values.dropFirst()).map { abs($0 - $1) }
    // Of normal noise, the deviation is 1.05 times the median difference.
    usualNoise = 1.05 * (differences.median ?? 0)
    windowNoise = size > 1 ? noise / Double(size).squareRoot() : usualNoise
    let first = values[0]
    let median = Array(values.prefix(max(1, min(5, values.count / 20)))).median ?? first
    let begin =
      median > Self.leap * first || chance == nil && Self.hasLeapt(values, to: median)
      ? first : median
    let most = chance.map { max(first, $0) } ?? begin
    // A first batch that is easy by chance is not where the loss began.
    start = begin > most + min(3 * usualNoise, most / 4) ? most : begin
    startNoise = start == median ? values.prefix(5).errorOfMean : 0
  }

  /// The noise of a single value, as most of them have it, whatever a few jumps do: of normal noise,
  /// the deviation is 1.05 times the median difference.
  let usualNoise: Double

  /// A loss that grows so much within five steps did not begin there.
  private static let leap = 1e6

  /// A loss that is so many times its first value within twenty steps was thrown there.
  private static let throwing = 100.0

  /// Whether a loss of which nothing else is known leapt in its first steps: it is ten times the
  /// first value then, to which hardly any other comes down again; or far above it in the next ones.
  private static func hasLeapt(_ values: [Double], to level: Double) -> Bool {
    guard values.count >= 20, values[0] > 0 else { return false }
    if let most = values.prefix(20).max(), most > throwing * values[0] { return true }
    guard level > 10 * values[0] else { return false }
    return values.dropFirst().count { $0 <= values[0] } * 100 <= values.count
  }

  /// Where its line begins: the first value where it fell from there by more than noise, and else
  /// ``start``, which a first batch that is hard by chance does not move.
  var began: Double { values[0] - start > 3 * usualNoise ? values[0] : start }

  /// Where it began: the first values' median, or the first one where it leapt in them; and no more
  /// than guessing costs, where that is known.
  let start: Double
  /// The deviation of the start by noise, where it is a median.
  let startNoise: Double

  /// Whether it fell below so small a part of its start that most of it is learnt.
  var isLearnt: Bool { end < Self.learnt * start }

  static let learnt = 0.25

  /// The mean of the last tenth, without a leap or two in it.
  var end: Double {
    let tail = values.suffix(max(1, values.count / 10))
    guard tail.count >= 10, let level = Array(tail).median, level > 0 else { return mean(tail) }
    let steady = tail.filter { $0 <= Self.spike * level }
    return steady.count * 10 >= tail.count * 9 ? mean(steady[...]) : mean(tail)
  }

  /// How many times its level a single value is above, where it leaps.
  static let spike = 10.0

  /// The deviation of one value by noise, over the second half.
  var lateNoise: Double {
    let half = values.suffix(max(2, values.count / 2))
    let squares = zip(half, half.dropFirst()).reduce(0.0) { sum, pair in
      sum + (pair.1 - pair.0) * (pair.1 - pair.0)
    }
    return (squares / Double(2 * max(1, half.count - 1))).squareRoot()
  }

  /// The mean of the first tenth.
  var opening: Double { mean(values.prefix(max(1, values.count / 10))) }

  /// The least of the windows.
  var best: Window { windows.min { $0.mean < $1.mean } ?? windows[0] }

  /// The level of the loss at a step: the mean of its window.
  func level(at step: Double) -> Double {
    let later = windows.firstIndex { $0.step > step } ?? windows.count
    return windows[max(later - 1, 0)].mean
  }

  /// What a sentence about it begins with.
  var subject: String { Self.subject(name) }

  static func subject(_ name: String) -> String {
    name == "loss" ? "The loss" : "The loss \(name.escaped())"
  }

  /// How often the windows rise by more than `height` and fall by as much again.
  func swings(of height: Double) -> [Window] {
    var tops: [Window] = []
    guard var low = windows.first, height > 0 else { return [] }
    var high: Window?
    for window in windows {
      if let top = high {
        if window.mean > top.mean {
          high = window
        } else if window.mean < top.mean - height {
          tops.append(top)
          (low, high) = (window, nil)
        }
      } else if window.mean < low.mean {
        low = window
      } else if window.mean > low.mean + height {
        high = window
      }
    }
    return tops
  }

  private func mean(_ values: ArraySlice<Double>) -> Double {
    values.reduce(0) { $0 + $1 / Double(values.count) }
  }
}

extension ArraySlice<Double> {
  var mean: Double { reduce(0) { $0 + $1 / Double(count) } }

  /// The standard error of the mean, as far as these values tell it.
  var errorOfMean: Double {
    let mean = mean
    let variance = reduce(0) { $0 + ($1 - mean) * ($1 - mean) / Double(count) }
    return (variance / Double(count)).squareRoot()
  }
}
