import VizDrawing

/// The region where a field's values lie between two levels.
public struct ContourBand: Sendable, Equatable {
  /// The least value; −∞ below the first level.
  public var low: Double
  /// What every value is less than; ∞ above the last level.
  public var high: Double
  /// Closed rings in the field's coordinates, the region on the left: outer ones run
  /// counter-clockwise, holes clockwise, so that both fill rules give the same picture.
  public var rings: [[Point]]

  /// How much of the plane the region covers, holes left out, in units of x times units of y.
  public var area: Double {
    rings.reduce(0) { sum, ring in
      guard let last = ring.last else { return sum }
      var twice = 0.0
      var a = last
      for b in ring {
        twice += a.x * b.y - b.x * a.y
        a = b
      }
      return sum + twice / 2
    }
  }
}
