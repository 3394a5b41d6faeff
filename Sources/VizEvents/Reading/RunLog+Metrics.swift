public import VizTrace

extension RunLog {
  /// What a run logs of its own making, and not of what it learns.
  package static let ownMetrics: Set = ["step_time", "capture/overhead"]

  /// The scalars of a name, if there are any.
  public func metric(_ name: String) -> MetricSeries? { metrics.first { $0.name == name } }
}
