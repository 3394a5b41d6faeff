/// Areas between levels of a field, each in its colour, without gaps between neighbours.
public struct FilledContourMark: Sendable, Hashable {
  public var field: ScalarField
  /// In rising order; areas lie between each and the next.
  public var levels: [Double]
  public var scale: ColorScale
  /// How strong the colours are beside the background, from 0 to 1.
  public var strength: Double

  public init(_ field: ScalarField, levels: [Double], scale: ColorScale, strength: Double = 1) {
    self.field = field
    self.levels = levels
    self.scale = scale
    self.strength = strength
  }
}
