/// Bars from a base to a height, each between two places.
public struct BarMark: Sendable, Hashable {
  /// Where each bar begins and ends along x.
  public var starts: [Double]
  /// Where each bar ends along x; as many as `starts`.
  public var ends: [Double]
  /// Where each bar ends along y; as many as `starts`.
  public var heights: [Double]
  /// Where all bars begin along y; where a log axis has no place for it, they stand on the axis.
  public var base: Double
  /// The colour of the bars.
  public var tone: Tone
  /// Names the bars in a legend; nil for no name.
  public var label: String?

  /// Bars between given places along x.
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
