import VizDrawing

/// A line along which a field has one value.
public struct ContourLine: Sendable, Equatable {
  /// The value that the field has along the line.
  public var level: Double
  /// In the field's coordinates, larger values on the left; of a closed line without the first
  /// point again at the end.
  public var points: [Point]
  /// Whether the last point leads back to the first; an open line ends at the edge or at a hole.
  public var isClosed: Bool
}
