/// Areas between levels of a field, each in its colour, without gaps between neighbours.
public struct FilledContourMark: Sendable, Equatable {
  public var field: ScalarField
  /// Areas lie below the first, between each and the next, and above the last.
  public var levels: [Double]
  public var scale: ColorScale

  public init(_ field: ScalarField, levels: [Double], scale: ColorScale) {
    self.field = field
    self.levels = levels
    self.scale = scale
  }
}
