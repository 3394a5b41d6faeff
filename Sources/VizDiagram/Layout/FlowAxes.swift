import VizDrawing

/// Places along the direction of flow and across it, for layouts that are the same in both
/// directions but turned.
struct FlowAxes: Sendable {
  let direction: DiagramOptions.Direction

  private var isLR: Bool { direction == .lr }

  func flow(_ point: Point) -> Double { isLR ? point.x : point.y }

  func cross(_ point: Point) -> Double { isLR ? point.y : point.x }

  func point(_ flow: Double, _ cross: Double) -> Point {
    isLR ? Point(x: flow, y: cross) : Point(x: cross, y: flow)
  }

  func flow(_ rect: Rect) -> ClosedRange<Double> {
    isLR ? rect.minX...rect.maxX : rect.minY...rect.maxY
  }

  func cross(_ rect: Rect) -> ClosedRange<Double> {
    isLR ? rect.minY...rect.maxY : rect.minX...rect.maxX
  }

  func rect(flow: ClosedRange<Double>, cross: ClosedRange<Double>) -> Rect {
    let (x, y) = isLR ? (flow, cross) : (cross, flow)
    return Rect(
      x: x.lowerBound, y: y.lowerBound, width: x.upperBound - x.lowerBound,
      height: y.upperBound - y.lowerBound)
  }

  func size(flow: Double, cross: Double) -> Size {
    isLR ? Size(width: flow, height: cross) : Size(width: cross, height: flow)
  }
}

extension ClosedRange<Double> {
  func joined(_ other: ClosedRange) -> ClosedRange {
    Swift.min(lowerBound, other.lowerBound)...Swift.max(upperBound, other.upperBound)
  }

  var length: Double { upperBound - lowerBound }
}

extension Path {
  /// The path up to where it first reaches a coordinate along the flow.
  func beginning(upTo coordinate: Double, _ axes: FlowAxes) -> Path {
    var path = Path()
    var current = Point(x: 0, y: 0)
    for element in elements {
      let end = element.end ?? current
      guard axes.flow(end) < coordinate - Self.nearness else {
        if case .move = element { path.move(to: end) }
        if axes.flow(current) < coordinate - Self.nearness,
          let (head, _) = element.split(
            from: current, at: coordinate, axes)
        {
          path.append(head)
        }
        return path
      }
      path.append(element)
      current = end
    }
    return path
  }

  /// The path from where it last leaves a coordinate along the flow.
  func ending(from coordinate: Double, _ axes: FlowAxes) -> Path {
    var points: [Point] = []
    var current = Point(x: 0, y: 0)
    for element in elements {
      points.append(current)
      current = element.end ?? current
    }
    var kept: [Element] = []
    for (element, start) in zip(elements, points).reversed() {
      guard axes.flow(start) > coordinate + Self.nearness else {
        if case .move = element {
          kept.append(element)
        } else if axes.flow(element.end ?? start) <= coordinate + Self.nearness {
          kept.append(.move(element.end ?? start))
        } else if axes.flow(start) >= coordinate - Self.nearness {
          kept += [element, .move(start)]
        } else if let (head, tail) = element.split(from: start, at: coordinate, axes),
          let middle = head.end
        {
          kept += [tail, .move(middle)]
        }
        break
      }
      kept.append(element)
      if case .move = element { break }
    }
    var path = Path()
    for element in kept.reversed() { path.append(element) }
    return path
  }

  var firstPoint: Point? { elements.first?.end }

  var lastPoint: Point? { elements.last { $0.end != nil }?.end }

  /// Places nearer than this are one.
  private static let nearness = 1e-6

  mutating func append(_ element: Element) {
    switch element {
    case .move(let point): move(to: point)
    case .line(let point): line(to: point)
    case .curve(let a, let b, let point): curve(a, b, to: point)
    case .close: close()
    }
  }

  /// Lines through the points, with round corners.
  mutating func lines(to points: [Point], from start: Point, radius: Double) {
    var previous = start
    for (index, corner) in points.enumerated() {
      guard index + 1 < points.count else {
        line(to: corner)
        return
      }
      let next = points[index + 1]
      let (before, after) = (corner.distance(to: previous), corner.distance(to: next))
      let r = min(radius, before / 2, after / 2)
      guard r > 0.1 else {
        line(to: corner)
        previous = corner
        continue
      }
      let first = corner.mixed(with: previous, r / before)
      let last = corner.mixed(with: next, r / after)
      line(to: first)
      curve(first.mixed(with: corner, 0.55), last.mixed(with: corner, 0.55), to: last)
      previous = corner
    }
  }
}

extension Path.Element {
  /// Where the element ends; nil for the closing of a figure.
  var end: Point? {
    switch self {
    case .move(let point), .line(let point), .curve(_, _, let point): point
    case .close: nil
    }
  }

  /// The element in two parts, of which the first ends at a coordinate along the flow.
  fileprivate func split(
    from start: Point, at coordinate: Double, _ axes: FlowAxes
  ) -> (Path.Element, Path.Element)? {
    switch self {
    case .move, .close: return nil
    case .line(let end):
      let length = axes.flow(end) - axes.flow(start)
      guard length != 0 else { return nil }
      let middle = start.mixed(with: end, (coordinate - axes.flow(start)) / length)
      return (.line(middle), .line(end))
    case .curve(let a, let b, let end):
      func parts(_ t: Double) -> (Path.Element, Path.Element, Point) {
        let (p, q, r) = (start.mixed(with: a, t), a.mixed(with: b, t), b.mixed(with: end, t))
        let (u, v) = (p.mixed(with: q, t), q.mixed(with: r, t))
        let middle = u.mixed(with: v, t)
        return (.curve(p, u, to: middle), .curve(v, r, to: end), middle)
      }
      var (low, high) = (0.0, 1.0)
      for _ in 0..<40 {
        let t = (low + high) / 2
        if axes.flow(parts(t).2) < coordinate { low = t } else { high = t }
      }
      let (head, tail, _) = parts(high)
      return (head, tail)
    }
  }
}

extension Point {
  func mixed(with other: Point, _ share: Double) -> Point {
    Point(x: x + (other.x - x) * share, y: y + (other.y - y) * share)
  }

  fileprivate func distance(to other: Point) -> Double {
    ((x - other.x) * (x - other.x) + (y - other.y) * (y - other.y)).squareRoot()
  }
}
