import VizDrawing

/// An image of coloured cells over a part of the panel.
public struct RasterMark: Sendable, Equatable {
  /// The values of the cells; the first row is the lowest, as in every field.
  public var field: ScalarField
  /// Colours each cell by its value; NaN gets the theme's alarm.
  public var scale: ColorScale

  /// A field as an image, a cell for each value.
  public init(_ field: ScalarField, scale: ColorScale) {
    self.field = field
    self.scale = scale
  }
}
