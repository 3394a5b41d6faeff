/// Curves above each other, each on a base of its own, the lower ones in front: a ridgeline.
public struct RidgeMark: Sendable, Hashable {
  /// A curve with the area between it and its base.
  public struct Ridge: Sendable, Hashable {
    /// Where the curve stands on the y axis.
    public var base: Double
    /// Where each height stands along x.
    public var x: [Double]
    /// Above the base, on the y axis's own scale.
    public var heights: [Double]
    /// The colour of the curve; the area below it is paler.
    public var tone: Tone

    /// A curve over its base.
    public init(base: Double, x: [Double], heights: [Double], tone: Tone = .category(0)) {
      self.base = base
      self.x = x
      self.heights = heights
      self.tone = tone
    }
  }

  /// From the farthest to the nearest.
  public var ridges: [Ridge]
  /// How much of what lies behind a ridge its area hides: 1 hides all of it.
  public var opacity: Double

  /// Ridges from the farthest to the nearest, which hide most of what lies behind them.
  public init(_ ridges: [Ridge], opacity: Double = 0.85) {
    self.ridges = ridges
    self.opacity = opacity
  }
}
