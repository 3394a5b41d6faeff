/// A line through points, in their order; a number that has no place leaves a gap.
public struct LineMark: Sendable, Hashable {
  /// Where each point lies along x.
  public var x: [Double]
  /// As many as `x`; what is left over on either side is not drawn.
  public var y: [Double]
  /// The colour of the line.
  public var tone: Tone
  /// In points.
  public var width: Double
  /// Lengths of dashes and gaps in points; empty for a solid line.
  public var dash: [Double]
  /// Names the line at its end, or in a legend where there is no room.
  public var label: String?
  /// Whether NaN and infinite numbers are marked, which they are once for each curve.
  public var marksGaps: Bool

  /// A solid line without a name, in the first category, unless told otherwise.
  public init(
    x: [Double], y: [Double], tone: Tone = .category(0), width: Double = 1.8, dash: [Double] = [],
    label: String? = nil, marksGaps: Bool = false
  ) {
    self.x = x
    self.y = y
    self.tone = tone
    self.width = width
    self.dash = dash
    self.label = label
    self.marksGaps = marksGaps
  }
}
