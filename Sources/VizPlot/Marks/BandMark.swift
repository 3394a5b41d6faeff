/// The area between two curves over the same places.
public struct BandMark: Sendable, Hashable {
  /// Where the numbers of both curves stand along x.
  public var x: [Double]
  /// One edge of the area, a number for each x.
  public var low: [Double]
  /// The other edge of the area, a number for each x.
  public var high: [Double]
  /// What the area is filled with.
  public var tone: Tone
  /// Names the area in a legend; nil for no name.
  public var label: String?

  /// The area between two curves, a translucent first category unless told otherwise.
  public init(
    x: [Double], low: [Double], high: [Double], tone: Tone = .category(0).translucent(0.2),
    label: String? = nil
  ) {
    self.x = x
    self.low = low
    self.high = high
    self.tone = tone
    self.label = label
  }
}
