import VizBase
import VizStatistics

/// From where to where an axis goes on which several runs stand: where most of them are, so that one
/// that diverges does not press all others to the floor.
struct RobustRange: Sendable, Equatable {
  var low, high: Double
  var isLogarithmic = false
  var isBounded = false

  /// Nil where no number is finite.
  ///
  /// - Parameters:
  ///   - runs: The drawn values, a run each; every run counts alike.
  ///   - isBounded: Whether the numbers are shares.
  init?(_ runs: [[Double]], isBounded: Bool) {
    let finite = runs.map { $0.filter(\.isFinite) }.filter { !$0.isEmpty }
    guard let least = finite.joined().min(), let greatest = finite.joined().max() else {
      return nil
    }
    self.isBounded = isBounded
    if isBounded {
      (low, high) = (min(least, 0), max(greatest, 1))
      return
    }
    // Of each run what it does not exceed but for its worst twentieth; of the runs three in four, and
    // where they begin, but for those that begin elsewhere than most.
    let reached = Quantiles(finite.compactMap { Quantiles($0)[0.95] })
    let starts = Quantiles(finite.map { $0[0] })
    let usual = starts[0.5] ?? greatest
    let start = starts.sorted.last { $0 <= 3 * abs(usual) } ?? usual
    let top = max(reached[0.75] ?? greatest, start)
    low = least
    high = finite.count < 3 ? greatest : min(greatest, max(top, least))
    if high <= low { high = greatest }
    isLogarithmic = low > 0 && high / low >= 50
    // A run that has learnt to the last digit takes no decades from the others.
    if isLogarithmic { low = max(low, high * 1e-8) }
  }

  /// Whether a curve leaves the picture at its top.
  func isLeft(by values: [Double]) -> Bool { values.contains { $0 > high * (1 + 1e-9) } }
}
