/// Areas between levels of a field, each in its colour, without gaps between neighbours.
public struct FilledContourMark: Sendable, Equatable {
  /// The values whose regions are filled.
  public var field: ScalarField
  /// In rising order; areas lie between each and the next.
  public var levels: [Double]
  /// Colours each area by the middle between its levels, the outermost by the level at their edge.
  public var scale: ColorScale
  /// Whether the area below the first level is filled too.
  public var coversAll: Bool

  /// The areas between given levels of a field.
  public init(
    _ field: ScalarField, levels: [Double], scale: ColorScale, coversAll: Bool = true
  ) {
    self.field = field
    self.levels = levels
    self.scale = scale
    self.coversAll = coversAll
  }
}
