import VizDrawing

/// Points of a plane, each of a class.
public struct ClassifiedPoints: Sendable, Hashable {
  public var x: [Double]
  public var y: [Double]
  /// The true class of each point, from 0.
  public var classes: [Int]
  /// What the classes are called; `class 0` … where names are missing.
  public var names: [String]

  public init(x: [Double], y: [Double], classes: [Int], names: [String] = []) {
    self.x = x
    self.y = y
    self.classes = classes
    self.names = names
  }

  /// The points that have both coordinates, finite ones, and a class.
  var places: [(point: Point, label: Int)] {
    zip(zip(x, y), classes).compactMap { place, label in
      place.0.isFinite && place.1.isFinite && label >= 0
        ? (Point(x: place.0, y: place.1), label) : nil
    }
  }

  func name(_ index: Int) -> String { index < names.count ? names[index] : "class \(index)" }

  /// The ranges with a margin around all points; those of the unit square around the origin where
  /// there are none.
  func surroundings(margin: Double = 0.12) -> (x: ClosedRange<Double>, y: ClosedRange<Double>) {
    func around(_ values: [Double]) -> ClosedRange<Double> {
      guard let low = values.min(), let high = values.max() else { return -1...1 }
      let range = Ticks.range(low, high)
      let extra = (range.upperBound - range.lowerBound) * margin
      let wide = (range.lowerBound - extra)...(range.upperBound + extra)
      return wide.lowerBound.isFinite && wide.upperBound.isFinite ? wide : range
    }
    let points = places.map(\.point)
    return (around(points.map(\.x)), around(points.map(\.y)))
  }
}
