public import VizTrace

extension RunLog {
  /// What a run logs of its own making, and not of what it learns.
  private static let ownMetrics: Set = ["step_time", "capture/overhead"]
  /// What the names of instruments' readings begin with.
  package static let instruments = "instruments/"

  /// Whether a metric is of the run's own making, and not of what it learns.
  package static func isOwn(_ metric: String) -> Bool {
    ownMetrics.contains(metric) || metric.hasPrefix(instruments)
  }

  /// The scalars of a name, if there are any.
  public func metric(_ name: String) -> MetricSeries? { metrics.first { $0.name == name } }
}
