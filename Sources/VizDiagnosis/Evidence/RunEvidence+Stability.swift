import VizEvents
import VizStatistics
import VizTrace

/// What instruments measured of how high the learning rate may be.
struct StabilityLimit {
  /// The learning rate above which steps grow.
  var rate: Double
  /// The curvature that was measured, and up to which steps are stable; nil where only the rate was.
  var curvature, limit: Double?

  /// A sentence's end: "the stability limit measured here is 0.012".
  func words(_ number: (Double) -> String) -> String {
    "the stability limit measured here is \(number(rate))"
  }
}

extension RunEvidence {
  /// What instruments measured over the last quarter of the run, in the median; nil where none did.
  var stabilityLimit: StabilityLimit? {
    func late(_ name: String) -> Double? {
      guard let series = history.metric(RunLog.instruments + name) else { return nil }
      return Array(series.values.suffix(max(1, series.values.count / 4))).median
    }
    guard let rate = late("hessian/rate-limit") ?? late("critical-sharpness/rate") else {
      return nil
    }
    return StabilityLimit(
      rate: rate, curvature: late("hessian/preconditioned") ?? late("hessian/eigenvalue"),
      limit: late("hessian/limit"))
  }

  /// The same of the first measurement, for a run that broke at once.
  var firstStabilityLimit: StabilityLimit? {
    let names = ["hessian/rate-limit", "critical-sharpness/rate"]
    let first = names.lazy.compactMap {
      self.history.metric(RunLog.instruments + $0)?.values.first { $0.isFinite && $0 > 0 }
    }.first
    return first.map { StabilityLimit(rate: $0) }
  }
}
