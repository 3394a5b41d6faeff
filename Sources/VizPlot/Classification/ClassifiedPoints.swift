import VizDrawing

/// Points of a plane, each of a class.
public struct ClassifiedPoints: Sendable, Hashable {
  /// Where each point lies along x; a point with a coordinate that is not finite is left out.
  public var x: [Double]
  /// Where each point lies along y; as many as `x`.
  public var y: [Double]
  /// The true class of each point, from 0.
  public var classes: [Int]
  /// What the classes are called; `class 0` … where names are missing.
  public var names: [String]

  /// Points by their coordinates and classes; what lacks one of these is left out.
  public init(x: [Double], y: [Double], classes: [Int], names: [String] = []) {
    self.x = x
    self.y = y
    self.classes = classes
    self.names = names
  }

  /// The points that have both coordinates, finite ones, and a class.
  var labelled: [(point: Point, label: Int)] {
    zip(zip(x, y), classes).compactMap { pair, label in
      pair.0.isFinite && pair.1.isFinite && label >= 0
        ? (Point(x: pair.0, y: pair.1), label) : nil
    }
  }

  func name(_ index: Int) -> String { index < names.count ? names[index] : "class \(index)" }

  /// A square around all points, with a margin; the one around the origin where there are none.
  func surroundings(margin: Double = 0.12) -> (x: ClosedRange<Double>, y: ClosedRange<Double>) {
    let points = labelled.map(\.point)
    func extent(_ values: [Double]) -> ClosedRange<Double> {
      guard let low = values.min(), let high = values.max() else { return -1...1 }
      return Ticks.range(low, high)
    }
    let (x, y) = (extent(points.map(\.x)), extent(points.map(\.y)))
    let side = max(x.upperBound - x.lowerBound, y.upperBound - y.lowerBound)
    func around(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
      let middle = range.lowerBound / 2 + range.upperBound / 2
      let (low, high) = (middle - side * (0.5 + margin), middle + side * (0.5 + margin))
      // The widest ranges have nothing around them.
      return low.isFinite && high.isFinite ? low...high : range
    }
    return (around(x), around(y))
  }
}
