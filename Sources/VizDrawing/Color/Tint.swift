/// A pale fill and the border that goes with it.
public struct Tint: Sendable, Hashable {
  public var fill: Paint
  public var border: Paint

  public init(fill: Paint, border: Paint) {
    self.fill = fill
    self.border = border
  }
}
