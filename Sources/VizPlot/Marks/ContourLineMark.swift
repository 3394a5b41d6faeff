/// The lines along which a field has a level.
public struct ContourLineMark: Sendable, Equatable {
  /// The values whose contours are drawn.
  public var field: ScalarField
  /// The values along which lines run, in any order.
  public var levels: [Double]
  /// The colour of the lines.
  public var tone: Tone
  /// In points.
  public var width: Double
  /// Lengths of dashes and gaps in points; empty for solid lines.
  public var dash: [Double]
  /// Names the lines in a legend; nil for no name.
  public var label: String?

  /// Solid lines along the levels of a field, in ink unless told otherwise.
  public init(
    _ field: ScalarField, levels: [Double], tone: Tone = .ink, width: Double = 1.6,
    dash: [Double] = [], label: String? = nil
  ) {
    self.field = field
    self.levels = levels
    self.tone = tone
    self.width = width
    self.dash = dash
    self.label = label
  }
}
