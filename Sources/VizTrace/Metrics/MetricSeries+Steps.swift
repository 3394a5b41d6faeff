import VizBase

extension MetricSeries {
  /// What values are drawn over.
  public enum Ordinate: String, Sendable, Hashable, CaseIterable {
    /// The steps as logged.
    case step
    /// When each value was written, in seconds since 1970.
    case wallTime = "wall_time"
    /// The same, in seconds since the first value.
    case relative
    /// Their order in the log, from 0.
    case order
  }

  /// Whether so few steps advance, over all before, that they do not tell the values apart: most
  /// repeat a step or go back, as where a log has no steps or an epoch's number for each batch.
  package var advances: Bool {
    var reached = -Double.infinity
    var advancing = 0
    // A value without a step has no place among those that have one.
    for step in steps where !(step <= reached) {
      if step.isFinite { reached = step }
      advancing += 1
    }
    return 2 * advancing >= steps.count
  }

  /// The series over something else; nil where its values have no times.
  public func over(_ ordinate: Ordinate) -> MetricSeries? {
    var series = self
    switch ordinate {
    case .step: return self
    case .order:
      series.steps = values.indices.map(Double.init)
      series.stepName = "order"
    case .wallTime:
      guard let wallTimes else { return nil }
      series.steps = wallTimes
      series.stepName = "wall time (UTC)"
    case .relative:
      guard let wallTimes else { return nil }
      let first = wallTimes.first { $0.isFinite } ?? 0
      series.steps = wallTimes.map { $0 - first }
      series.stepName = "time since the first value (s)"
    }
    return series
  }

  /// The series over its steps, or over the order of its values where these do not advance.
  public var advancing: MetricSeries { advances ? self : over(.order) ?? self }
}

extension [MetricSeries] {
  /// Each over its steps where they advance, else over the order of its values, and a remark that
  /// says of how many.
  public var advancing: (series: [MetricSeries], remarks: [LogRemark]) {
    var unordered: [Int] = []
    let all = enumerated().map { index, series in
      guard !series.advances else { return series }
      unordered.append(index)
      return series.advancing
    }
    guard let first = unordered.first else { return (all, []) }
    let count = self[first].values.count
    let distinct = Set(self[first].steps.map(\.bitPattern)).count
    let more = unordered.count > 1 ? ", and of \(unordered.count - 1) more metrics" : ""
    let remark = LogRemark(
      .readAs,
      "the steps of \(self[first].name.quoted()) do not advance (\(count) values at"
        + " \(distinct) step\(distinct == 1 ? "" : "s"))\(more): their order is used")
    return (all, [remark])
  }
}
