/// A symbol at each point.
public struct DotMark: Sendable, Hashable {
  public enum Shape: String, Sendable, Hashable, CaseIterable {
    case circle, square, triangle, diamond, cross

    /// The shape of a category, so that colour is never alone.
    public static func category(_ index: Int) -> Shape {
      allCases[((index % allCases.count) + allCases.count) % allCases.count]
    }
  }

  public var x: [Double]
  public var y: [Double]
  public var tone: Tone
  public var shape: Shape
  /// The diameter in points.
  public var size: Double
  /// The line around each symbol that sets it off from what lies below; nil for none.
  public var outline: Tone?
  public var label: String?

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
