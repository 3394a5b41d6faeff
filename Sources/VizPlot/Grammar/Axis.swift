/// One side of a panel: what its numbers are, and how they become places.
public struct Axis: Sendable, Hashable {
  /// What the numbers are, with their unit: `time (s)`.
  public var label: String?
  /// How the numbers become places, and which of them the axis covers.
  public var scale: Scale
  /// Lines through the panel at the ticks.
  public var hasGrid: Bool
  /// Whether ticks and their labels are drawn.
  public var isShown: Bool
  /// About how many ticks; nil for what the length has room for.
  public var tickCount: Int?
  /// Whether the data reach the ends of the axis, without a margin.
  public var isTight: Bool
  /// Whether whole numbers alone are marked, as for things that are counted.
  public var isWhole: Bool

  /// A linear axis with a grid, over what the marks need, unless told otherwise.
  public init(
    _ label: String? = nil, scale: Scale = .linear, hasGrid: Bool = true, isShown: Bool = true,
    tickCount: Int? = nil, isTight: Bool = false, isWhole: Bool = false
  ) {
    self.label = label
    self.scale = scale
    self.hasGrid = hasGrid
    self.isShown = isShown
    self.tickCount = tickCount
    self.isTight = isTight
    self.isWhole = isWhole
  }
}
