/// A straight line across the panel at one number, with a word at its end.
public struct RuleMark: Sendable, Hashable {
  /// Whether the line crosses the panel from left to right or from bottom to top.
  public enum Direction: String, Sendable, Hashable {
    /// At a height, from left to right.
    case horizontal
    /// At a place, from bottom to top.
    case vertical
  }

  /// Where the line stands: on the y axis if it is horizontal, on the x axis if it is vertical.
  public var value: Double
  /// Along which way the line crosses the panel.
  public var direction: Direction
  /// The colour of the line and of its words.
  public var tone: Tone
  /// In points.
  public var width: Double
  /// Lengths of dashes and gaps in points; empty for a solid line.
  public var dash: [Double]
  /// What is written at the line's end; nil for nothing.
  public var text: String?

  /// A thin dashed line at one number of an axis, unless told otherwise.
  public init(
    _ direction: Direction, at value: Double, tone: Tone = .secondary, width: Double = 1,
    dash: [Double] = [4, 4], text: String? = nil
  ) {
    self.direction = direction
    self.value = value
    self.tone = tone
    self.width = width
    self.dash = dash
    self.text = text
  }
}
