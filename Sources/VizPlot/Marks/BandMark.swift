/// The area between two curves over the same places.
public struct BandMark: Sendable, Hashable {
  public var x: [Double]
  public var low: [Double]
  public var high: [Double]
  public var tone: Tone
  public var label: String?

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
