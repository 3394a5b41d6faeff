/// Where an axis is marked, and with what words.
public struct TickSet: Sendable, Equatable {
  /// The places with a label, in the order of the range that was asked for.
  public var positions: [Double]
  /// One label a position; no two are alike, and each prints its position exactly.
  public var labels: [String]
  /// Places between the positions that get a short mark and no label.
  public var minor: [Double]

  /// Ticks at given positions, a label for each.
  public init(positions: [Double], labels: [String], minor: [Double] = []) {
    self.positions = positions
    self.labels = labels
    self.minor = minor
  }

  func reversed() -> TickSet {
    TickSet(positions: positions.reversed(), labels: labels.reversed(), minor: minor.reversed())
  }
}
