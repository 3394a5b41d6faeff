/// The one family that vizbp ships, in a size and a cut.
public struct Font: Sendable, Hashable {
  /// One font of the family.
  public enum Cut: String, Sendable, Hashable, CaseIterable { case regular, semibold, italic }

  /// The height of an em in points.
  public var size: Double
  /// Which of the family's fonts it is.
  public var cut: Cut

  /// The font of a size in points; regular by default.
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
  /// How far the line's logical box reaches above the baseline; positive.
  public var ascent: Double
  /// How far the line's logical box reaches below the baseline; positive.
  public var descent: Double

  /// An extent of its parts, all in points.
  public init(width: Double, ascent: Double, descent: Double) {
    self.width = width
    self.ascent = ascent
    self.descent = descent
  }
}
