/// Bars from a base to a height, each between two places.
public struct BarMark: Sendable, Hashable {
  /// Where each bar begins and ends along x.
  public var starts: [Double]
  public var ends: [Double]
  public var heights: [Double]
  public var base: Double
  public var tone: Tone
  public var label: String?

  public init(
    starts: [Double], ends: [Double], heights: [Double], base: Double = 0,
    tone: Tone = .category(0), label: String? = nil
  ) {
    self.starts = starts
    self.ends = ends
    self.heights = heights
    self.base = base
    self.tone = tone
    self.label = label
  }

  /// Bars over the places 0, 1, 2, … of a band scale.
  ///
  /// - Parameters:
  ///   - heights: One for each place.
  ///   - fill: The part of a place that its bar takes.
  ///   - base: Where bars begin.
  ///   - tone: The colour of the bars.
  ///   - label: Names the bars in a legend.
  public init(
    heights: [Double], fill: Double = 0.72, base: Double = 0, tone: Tone = .category(0),
    label: String? = nil
  ) {
    let half = fill.clampedToUnit / 2
    self.init(
      starts: heights.indices.map { Double($0) - half },
      ends: heights.indices.map { Double($0) + half },
      heights: heights, base: base, tone: tone, label: label)
  }
}
