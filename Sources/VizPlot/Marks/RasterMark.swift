import VizDrawing

/// An image of coloured cells over a part of the panel.
public struct RasterMark: Sendable, Equatable {
  /// Rows from the highest y to the lowest.
  public var field: ScalarField
  public var scale: ColorScale

  public init(_ field: ScalarField, scale: ColorScale) {
    self.field = field
    self.scale = scale
  }
}
