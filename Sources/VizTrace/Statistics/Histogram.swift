import VizBase

/// Counts of elements between `edges.count == counts.count + 1` ascending edges.
public struct Histogram: Sendable, Equatable {
  public var edges: [Double]
  public var counts: [Int]
  /// Fields of a histogram in a graph file that vizbp does not know.
  public var unknownFields: JSONObject

  public init(edges: [Double], counts: [Int], unknownFields: JSONObject = [:]) {
    self.edges = edges
    self.counts = counts
    self.unknownFields = unknownFields
  }
}
