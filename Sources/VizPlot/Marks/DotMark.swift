/// A symbol at each point.
public struct DotMark: Sendable, Hashable {
  /// What symbol stands at each point.
  public enum Shape: String, Sendable, Hashable, CaseIterable {
    /// A disc, a square, a triangle, a square on its corner, or a cross.
    case circle, square, triangle, diamond, cross

    /// The shape of a category, so that colour is never alone.
    public static func category(_ index: Int) -> Shape {
      allCases[((index % allCases.count) + allCases.count) % allCases.count]
    }
  }

  /// Where each point lies along x.
  public var x: [Double]
  /// Where each point lies along y; as many as `x`.
  public var y: [Double]
  /// What the symbols are filled with.
  public var tone: Tone
  /// What symbol stands at each point.
  public var shape: Shape
  /// The diameter in points.
  public var size: Double
  /// The line around each symbol that sets it off from what lies below; nil for none.
  public var outline: Tone?
  /// Names the symbols in a legend; nil for no name.
  public var label: String?
  /// Whether the symbols stand around others, so that the legend shows a ring of them.
  var isRing = false

  /// Circles of 6 points, set off from what lies below, unless told otherwise.
  public init(
    x: [Double], y: [Double], tone: Tone = .category(0), shape: Shape = .circle, size: Double = 6,
    outline: Tone? = .background, label: String? = nil
  ) {
    self.x = x
    self.y = y
    self.tone = tone
    self.shape = shape
    self.size = size
    self.outline = outline
    self.label = label
  }
}
