/// Curves above each other, each on a base of its own, the lower ones in front: a ridgeline.
public struct RidgeMark: Sendable, Hashable {
  public struct Ridge: Sendable, Hashable {
    /// Where the curve stands on the y axis.
    public var base: Double
    public var x: [Double]
    /// Above the base, on the y axis's own scale.
    public var heights: [Double]
    public var tone: Tone

    public init(base: Double, x: [Double], heights: [Double], tone: Tone = .category(0)) {
      self.base = base
      self.x = x
      self.heights = heights
      self.tone = tone
    }
  }

  /// From the farthest to the nearest.
  public var ridges: [Ridge]
  /// How much of what lies behind a ridge its area lets through.
  public var opacity: Double

  public init(_ ridges: [Ridge], opacity: Double = 0.85) {
    self.ridges = ridges
    self.opacity = opacity
  }
}
