public import VizBase
@_exported public import VizStatistics

/// Statistics of a tensor's elements, as a graph file states them: with the fields that it has
/// besides.
@dynamicMemberLookup
public struct TensorSummary: Sendable, Equatable {
  /// What is known of the elements; its members are those of the summary, too.
  public var statistics: Statistics
  /// Fields of the summary that vizbp does not know.
  public var unknownFields: JSONObject
  /// Fields of its histogram that vizbp does not know.
  public var histogramFields: JSONObject
  /// Fields that stand beside `summary`.
  public var siblingFields: JSONObject

  /// A summary of statistics that are there already.
  public init(
    _ statistics: Statistics, unknownFields: JSONObject = [:], histogramFields: JSONObject = [:],
    siblingFields: JSONObject = [:]
  ) {
    self.statistics = statistics
    self.unknownFields = unknownFields
    self.histogramFields = histogramFields
    self.siblingFields = siblingFields
  }

  /// A summary of statistics that somebody else has taken.
  public init(
    count: Int, mean: Double, std: Double, min: Double, max: Double, norm: Double, zeros: Int = 0,
    nan: Int = 0, inf: Int = 0, histogram: Histogram? = nil
  ) {
    self.init(
      Statistics(
        count: count, mean: mean, std: std, min: min, max: max, norm: norm, zeros: zeros, nan: nan,
        inf: inf, histogram: histogram))
  }

  /// Summarizes elements: see ``VizStatistics/Statistics``.
  ///
  /// - Complexity: O(*n*).
  public init(of elements: [Double]) { self.init(Statistics(of: elements)) }

  /// A member of ``statistics``.
  public subscript<Value>(dynamicMember member: WritableKeyPath<Statistics, Value>) -> Value {
    get { statistics[keyPath: member] }
    set { statistics[keyPath: member] = newValue }
  }

  /// A member of ``statistics`` that is computed.
  package subscript<Value>(dynamicMember member: KeyPath<Statistics, Value>) -> Value {
    statistics[keyPath: member]
  }
}
