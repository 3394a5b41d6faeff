/// Words at a point of the data, set beside it where they hide least.
public struct TextMark: Sendable, Hashable {
  /// Where the words stand beside their point.
  public enum Location: String, Sendable, Hashable {
    /// Above, below, or beside the point: where fewest marks lie.
    case beside
    /// With their middle on the point.
    case center
  }

  /// The words, cut to three fifths of the panel's width.
  public var text: String
  /// The point's number on the x axis.
  public var x: Double
  /// The point's number on the y axis.
  public var y: Double
  /// The colour of the words and of the ring, made readable where it is too faint for words.
  public var tone: Tone
  /// Where the words stand; `beside` by default.
  public var location: Location
  /// Whether a ring shows the point itself.
  public var hasRing: Bool

  /// Words at a point of the data, in ink and without a ring unless told otherwise.
  public init(
    _ text: String, x: Double, y: Double, tone: Tone = .ink, location: Location = .beside,
    hasRing: Bool = false
  ) {
    self.text = text
    self.x = x
    self.y = y
    self.tone = tone
    self.location = location
    self.hasRing = hasRing
  }
}
