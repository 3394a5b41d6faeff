/// Areas between levels of a field, each in its colour, without gaps between neighbours.
public struct FilledContourMark: Sendable, Equatable {
  public var field: ScalarField
  /// In rising order; areas lie between each and the next.
  public var levels: [Double]
  public var scale: ColorScale

  public init(_ field: ScalarField, levels: [Double], scale: ColorScale) {
    self.field = field
    self.levels = levels
    self.scale = scale
  }
}
