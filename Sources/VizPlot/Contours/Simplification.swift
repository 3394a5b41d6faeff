import VizDrawing

/// Leaves out the points that a line does not need (David Douglas and Thomas Peucker, 1973).
enum Simplification {
  /// - Parameters:
  ///   - points: The line; the ends of an open one stay.
  ///   - isClosed: Whether the last point leads to the first.
  ///   - tolerance: How far a left-out point may lie from the line, in units.
  ///   - unit: The unit along x and y.
  static func simplified(
    _ points: [Point], isClosed: Bool, tolerance: Double, unit: (x: Double, y: Double)
  ) -> [Point] {
    guard points.count > (isClosed ? 6 : 2) else { return points }
    let scaled = points.map { Point(x: $0.x / unit.x, y: $0.y / unit.y) }
    var isKept = [Bool](repeating: false, count: points.count)
    isKept[0] = true
    isKept[points.count - 1] = true
    var open: [Range<Int>] = [0..<points.count - 1]
    if isClosed {
      // Three corners at least, so that no ring loses its area: those are a third apart.
      let (a, b) = (points.count / 3, 2 * points.count / 3)
      isKept[a] = true
      isKept[b] = true
      open = [0..<a, a..<b, b..<points.count - 1]
    }
    while let range = open.popLast() {
      var farthest = range.lowerBound
      var distance = tolerance * tolerance
      for index in range.dropFirst() {
        let d = squaredDistance(scaled[index], scaled[range.lowerBound], scaled[range.upperBound])
        if d > distance { (farthest, distance) = (index, d) }
      }
      guard farthest > range.lowerBound else { continue }
      isKept[farthest] = true
      open.append(range.lowerBound..<farthest)
      open.append(farthest..<range.upperBound)
    }
    return zip(points, isKept).compactMap { $1 ? $0 : nil }
  }

  /// From a point to a segment.
  private static func squaredDistance(_ p: Point, _ a: Point, _ b: Point) -> Double {
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let length = dx * dx + dy * dy
    let share = length > 0 ? ((p.x - a.x) * dx + (p.y - a.y) * dy) / length : 0
    let t = min(max(share, 0), 1)
    let (x, y) = (p.x - a.x - t * dx, p.y - a.y - t * dy)
    return x * x + y * y
  }
}
