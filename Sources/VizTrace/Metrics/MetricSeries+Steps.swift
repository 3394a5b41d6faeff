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

extension MetricSeries {
  /// A series for each process that wrote values of it, where several did at the same time: `loss`,
  /// `loss (2)`.
  package var byWriter: [MetricSeries] {
    guard let writers, writers.count == values.count else { return [self] }
    var parts: [Int: [Int]] = [:]
    for (index, writer) in writers.enumerated() { parts[writer, default: []].append(index) }
    return parts.sorted { $0.key < $1.key }.map { writer, indices in
      var part = self
      part.name = writer == 0 ? name : "\(name) (\(writer + 1))"
      part.steps = indices.map { steps[$0] }
      part.values = indices.map { values[$0] }
      part.wallTimes = wallTimes.map { times in indices.map { times[$0] } }
      part.writers = nil
      return part
    }
  }
}

extension [MetricSeries] {
  /// Each of the processes that wrote at the same time by itself.
  public var byWriter: [MetricSeries] { flatMap(\.byWriter) }

  /// Each by its writers and over its steps where they advance, else over the order of its values, and
  /// a remark that says of how many.
  public var advancing: (series: [MetricSeries], remarks: [LogRemark]) {
    var unordered: [Int] = []
    let own = byWriter
    let all = own.enumerated().map { index, series in
      guard !series.advances else { return series }
      unordered.append(index)
      return series.advancing
    }
    guard let first = unordered.first else { return (all, []) }
    let count = own[first].values.count
    let distinct = Set(own[first].steps.map(\.bitPattern)).count
    let more = unordered.count > 1 ? ", and of \(unordered.count - 1) more metrics" : ""
    let remark = LogRemark(
      .readAs,
      "the steps of \(own[first].name.quoted()) do not advance (\(count) values at"
        + " \(distinct) step\(distinct == 1 ? "" : "s"))\(more): their order is used")
    return (all, [remark])
  }
}
