/// A straight line across the panel at one number, with a word at its end.
public struct RuleMark: Sendable, Hashable {
  public enum Direction: String, Sendable, Hashable {
    /// At a height, from left to right.
    case horizontal
    /// At a place, from bottom to top.
    case vertical
  }

  public var value: Double
  public var direction: Direction
  public var tone: Tone
  public var width: Double
  public var dash: [Double]
  public var text: String?

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
