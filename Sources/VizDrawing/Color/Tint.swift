/// A pale fill and the border that goes with it.
public struct Tint: Sendable, Hashable {
  /// The pale colour of the inside.
  public var fill: Paint
  /// The stronger colour of the line around it.
  public var border: Paint

  /// A tint of a fill and a border.
  public init(fill: Paint, border: Paint) {
    self.fill = fill
    self.border = border
  }
}
