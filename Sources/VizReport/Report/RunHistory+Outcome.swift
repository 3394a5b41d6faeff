import VizDiagnosis
import VizEvents
import VizTrace

extension RunHistory {
  /// The last step that was taken, as far as the run tells.
  var lastStep: Int? {
    let logged = metrics.compactMap(\.steps.last).max().flatMap { Int(exactly: $0) }
    // The step of number 0 is the first.
    return record?.lastStep ?? logged ?? nodes.steps.last
  }

  /// From the beginning of the run to its end.
  var seconds: Double? { record.flatMap { record in record.end.map { $0 - record.start } } }

  /// The share of held-out examples, or else of all, that is classified correctly at the end.
  var finalAccuracy: Double? { (validationAccuracy ?? accuracy)?.values.last }
}
