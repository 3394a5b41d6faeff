import VizDrawing

/// Finds the way of a wire between two boxes: a smooth curve that leaves and arrives along the
/// flow and touches no box on its way.
struct WireRouter: Sendable {
  let direction: DiagramOptions.Direction
  /// What a wire must not run through.
  let boxes: [Rect]
  /// The distance between ranks.
  let gap: Double

  /// How far a wire stays away from boxes.
  private static let clearance = 4.0
  /// In how many places a curve is tried.
  private static let samples = 24
  /// In larger graphs the search would take longer than the layout itself.
  private static let largestSearch = 500

  /// The wire's way from the side of one box to the side of another.
  ///
  /// Neighbouring ranks are joined by an S. Past other ranks, an S over the whole way, or at its
  /// end or beginning, is taken if it is free; else Graphviz's own route, which always is.
  ///
  /// - Parameter route: a point, then three points for each cubic segment.
  func path(
    from start: Point, of source: Int, to end: Point, of target: Int, isNext: Bool,
    route: [Point]
  ) -> Path {
    let whole = curve(from: start, to: end)
    if isNext || route.count < 4 || route.count % 3 != 1 { return whole }
    if boxes.count <= Self.largestSearch {
      let length = flow(from: start, to: end)
      let candidates =
        [whole]
        + [2.5 * gap, gap].filter { $0 < length }.flatMap { bend in
          [
            curve(from: start, to: end, bendingFrom: length - bend),
            curve(from: start, to: end, bendingTo: bend),
          ]
        }
      if let free = candidates.first(where: { isFree($0, source, target) }) { return free }
    }
    return path(from: start, to: end, along: route)
  }

  /// An S between two points, with a straight piece before or behind it.
  private func curve(
    from start: Point, to end: Point, bendingFrom bend: Double = 0, bendingTo stop: Double? = nil
  ) -> Path {
    let first = bend > 0 ? along(start, bend) : start
    let last = stop.map { along(end, $0 - flow(from: start, to: end)) } ?? end
    var path = Path()
    path.move(to: start)
    if first != start { path.line(to: first) }
    let half = max(flow(from: first, to: last) / 2, 12)
    path.curve(along(first, half), along(last, -half), to: last)
    if last != end { path.line(to: end) }
    return path
  }

  /// Graphviz's route between two short pieces that turn it into the direction of the flow.
  private func path(from start: Point, to end: Point, along route: [Point]) -> Path {
    let turn = 14.0
    var points = route
    let last = points.count - 1
    points[0] = along(start, turn)
    points[last] = along(end, -turn)
    var path = Path()
    path.move(to: start)
    path.curve(
      along(start, turn / 2), points[0] - (points[1] - points[0]).limited(to: turn / 2),
      to: points[0])
    for index in stride(from: 1, to: last, by: 3) {
      path.curve(points[index], points[index + 1], to: points[index + 2])
    }
    path.curve(
      points[last] + (points[last] - points[last - 1]).limited(to: turn / 2),
      along(end, -turn / 2), to: end)
    return path
  }

  private func isFree(_ path: Path, _ source: Int, _ target: Int) -> Bool {
    let points = path.sampled(Self.samples)
    return boxes.indices.allSatisfy { index in
      if index == source || index == target { return true }
      let box = boxes[index].inset(by: -Self.clearance)
      return !points.contains { box.contains($0) }
    }
  }

  private func along(_ point: Point, _ distance: Double) -> Point {
    direction == .lr
      ? Point(x: point.x + distance, y: point.y) : Point(x: point.x, y: point.y + distance)
  }

  private func flow(from a: Point, to b: Point) -> Double {
    direction == .lr ? b.x - a.x : b.y - a.y
  }
}

extension Path {
  /// Points on the path: `count` to a segment.
  func sampled(_ count: Int) -> [Point] {
    var points: [Point] = []
    var current = Point(x: 0, y: 0)
    for element in elements {
      switch element {
      case .move(let point):
        points.append(point)
        current = point
      case .line(let point):
        points += (1...count).map { current.mixed(with: point, Double($0) / Double(count)) }
        current = point
      case .curve(let a, let b, let point):
        points += (1...count).map { step in
          // De Casteljau's construction.
          let t = Double(step) / Double(count)
          let (p, q, r) = (current.mixed(with: a, t), a.mixed(with: b, t), b.mixed(with: point, t))
          return p.mixed(with: q, t).mixed(with: q.mixed(with: r, t), t)
        }
        current = point
      case .close: break
      }
    }
    return points
  }
}

extension Point {
  /// The same direction, at most so long.
  fileprivate func limited(to length: Double) -> Point {
    let own = (x * x + y * y).squareRoot()
    guard own > length else { return self }
    return Point(x: x * length / own, y: y * length / own)
  }
}

extension Rect {
  func contains(_ point: Point) -> Bool {
    minX <= point.x && point.x <= maxX && minY <= point.y && point.y <= maxY
  }
}
