/// The lines along which a field has a level.
public struct ContourLineMark: Sendable, Equatable {
  public var field: ScalarField
  public var levels: [Double]
  public var tone: Tone
  public var width: Double
  public var dash: [Double]
  public var label: String?

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
