/// The one family that vizbp ships, in a size and a cut.
public struct Font: Sendable, Hashable {
  public enum Cut: String, Sendable, Hashable, CaseIterable { case regular, semibold, italic }

  /// The height of an em in points.
  public var size: Double
  public var cut: Cut

  public init(size: Double, cut: Cut = .regular) {
    self.size = size
    self.cut = cut
  }
}

/// Where a text's reference point lies along its line.
public enum TextAnchor: Sendable, Hashable { case start, middle, end }

/// The extent of one line of text, in points, from measuring it with the font that draws it.
public struct TextExtent: Sendable, Hashable {
  /// How far the pen moves.
  public var width: Double
  /// How far the line's logical box reaches above the baseline and below it; both positive.
  public var ascent: Double
  public var descent: Double

  public init(width: Double, ascent: Double, descent: Double) {
    self.width = width
    self.ascent = ascent
    self.descent = descent
  }
}
