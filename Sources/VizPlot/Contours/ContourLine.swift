import VizDrawing

/// A line along which a field has one value.
public struct ContourLine: Sendable, Equatable {
  public var level: Double
  /// In the field's coordinates, larger values on the left; of a closed line without the first
  /// point again at the end.
  public var points: [Point]
  public var isClosed: Bool
}
