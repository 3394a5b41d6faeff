public import VizTrace

/// A drawn decision boundary, for the event log.
public struct BoundaryImage: Sendable, Hashable {
  /// A PNG file.
  public var png: [UInt8]
  /// In pixels.
  public var width, height: Int

  /// A picture of a PNG file's bytes, with the size that the file has.
  public init(png: [UInt8], width: Int, height: Int) {
    self.png = png
    self.width = width
    self.height = height
  }

  /// Draws what a classifier makes of the plane, and the examples that it learns from; nil where it
  /// cannot be drawn.
  public typealias Drawing =
    @Sendable (
      _ field: DecisionField, _ examples: DecisionExamples?
    ) -> BoundaryImage?
}
