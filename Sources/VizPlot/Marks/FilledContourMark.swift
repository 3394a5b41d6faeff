/// Areas between levels of a field, each in its colour, without gaps between neighbours.
public struct FilledContourMark: Sendable, Equatable {
  public var field: ScalarField
  /// Areas lie below the first, between each and the next, and above the last.
  public var levels: [Double]
  public var scale: ColorScale
  /// Whether the area below the first level is filled too.
  public var coversAll: Bool

  public init(
    _ field: ScalarField, levels: [Double], scale: ColorScale, coversAll: Bool = true
  ) {
    self.field = field
    self.levels = levels
    self.scale = scale
    self.coversAll = coversAll
  }
}
