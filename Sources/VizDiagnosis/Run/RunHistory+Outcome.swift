import VizEvents
import VizTrace

extension RunHistory {
  /// The last step that was taken, as far as the run tells; nil where nothing was logged.
  public var lastStep: Int? {
    let logged = metrics.compactMap(\.steps.last).max().flatMap { Int(exactly: $0) }
    // The step of number 0 is the first.
    return record?.lastStep ?? logged ?? nodes.steps.last
  }

  /// Seconds from the beginning of the run to its end; nil where it has none, or says none.
  public var seconds: Double? { record.flatMap { record in record.end.map { $0 - record.start } } }

  /// The share of held-out examples, or else of all, that is classified correctly at the end.
  public var finalAccuracy: Double? { (validationAccuracy ?? accuracy)?.values.last }
}
