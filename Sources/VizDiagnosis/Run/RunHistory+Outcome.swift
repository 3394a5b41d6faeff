import VizEvents
import VizTrace

extension RunHistory {
  /// Whether nothing is known of the run: neither what it says of itself nor anything that it logged.
  public var isEmpty: Bool {
    record == nil && metrics.isEmpty && graph == nil && nodes.tracks.isEmpty
      && (log.map { $0.histogramTags.isEmpty && $0.imageTags.isEmpty && $0.textTags.isEmpty }
        ?? true)
  }

  /// The last step that was taken, as far as the run tells; nil where nothing was logged.
  public var lastStep: Int? {
    let logged = metrics.compactMap(\.steps.last).max().flatMap { Int(exactly: $0) }
    // The step of number 0 is the first.
    return record?.lastStep ?? logged ?? nodes.steps.last
  }

  /// Seconds from the beginning of the run to its end; nil where it has none, or says none.
  public var seconds: Double? { record.flatMap { record in record.end.map { $0 - record.start } } }

  /// The share of held-out examples, or else of all, that is classified correctly at the end.
  public var finalAccuracy: Double? { roles.finalAccuracy }
}
