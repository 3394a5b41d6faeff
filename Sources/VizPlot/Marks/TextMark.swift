/// Words at a point of the data, set beside it where they hide least.
public struct TextMark: Sendable, Hashable {
  public enum Place: String, Sendable, Hashable {
    /// Above, below, or beside the point: where fewest marks lie.
    case beside
    /// With their middle on the point.
    case center
  }

  public var text: String
  public var x: Double
  public var y: Double
  public var tone: Tone
  public var place: Place
  /// Whether a ring shows the point itself.
  public var hasRing: Bool

  public init(
    _ text: String, x: Double, y: Double, tone: Tone = .ink, place: Place = .beside,
    hasRing: Bool = false
  ) {
    self.text = text
    self.x = x
    self.y = y
    self.tone = tone
    self.place = place
    self.hasRing = hasRing
  }
}
