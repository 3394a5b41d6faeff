import VizDrawing

/// Finds the way of a wire between two boxes: a smooth curve that leaves and arrives along the
/// flow and touches no box on its way.
struct WireRouter: Sendable {
  let direction: DiagramOptions.Direction
  /// What a wire must not run through.
  let boxes: [Rect]
  /// The distance between ranks.
  let gap: Double
  /// What a wire should go around that leads neither out of it nor into it.
  let panels: [Enclosure]
  /// The long straight pieces of wires that were routed, each with its source.
  private var lanes: [(cross: Double, flow: ClosedRange<Double>, source: Int)] = []

  /// A panel, and the boxes that stand in it.
  struct Enclosure: Sendable {
    var rect: Rect
    var boxes: Set<Int>
    /// Whether it is a bracket over the parts of a gate, which has no edges.
    var isBracket = false
  }

  init(
    direction: DiagramOptions.Direction, boxes: [Rect], gap: Double, panels: [Enclosure] = []
  ) {
    (self.direction, self.boxes, self.gap, self.panels) = (direction, boxes, gap, panels)
  }

  /// What a panel leaves free around its boxes.
  static let margin = 12.0
  /// How far a wire stays away from boxes.
  private static let clearance = 4.0
  /// How far apart the points are in which a curve is tried: nearer than a card is long.
  private static let step = 3.0
  /// In larger graphs the search would take longer than the layout itself.
  private static let largestSearch = 500

  /// The wire's way from the side of one box to the side of another.
  ///
  /// Neighbouring ranks are joined by an S. Past other ranks, an S over the whole way, or at its
  /// end or beginning, is taken if it is free; else a lane beside the cards on the way, apart from the
  /// lanes of others; else Graphviz's own route, which always is free. A way around the panels that the
  /// wire has nothing to do with comes first.
  ///
  /// - Parameters:
  ///   - lead: How much of the way's end is straight where it arrives steeply: an arrowhead.
  ///   - route: a point, then three points for each cubic segment.
  mutating func path(
    from start: Point, of source: Int, to end: Point, of target: Int, isNext: Bool,
    lead: Double, route: [Point]
  ) -> Path {
    let length = flow(from: start, to: end)
    let drop = abs(axes.cross(end) - axes.cross(start))
    let lead = drop > length && length > 2 * lead ? lead : 0
    let whole = curve(from: start, to: end, bendingTo: length - lead)
    if isNext || route.count < 4 || route.count % 3 != 1 { return whole }
    if boxes.count <= Self.largestSearch {
      var candidates = [whole]
      for bend in [2.5 * gap, gap] where bend < length {
        candidates.append(
          curve(from: start, to: end, bendingFrom: length - bend, bendingTo: length - lead))
        candidates.append(curve(from: start, to: end, bendingTo: bend))
      }
      // The edge of a panel is no card: nearer to it is enough.
      let foreign = panels.filter { !$0.boxes.contains(source) && !$0.boxes.contains(target) }
        .map { $0.rect.inset(by: Self.clearance / 2) }
      let passed = boxes.indices.filter { $0 != source && $0 != target }.map { boxes[$0] }
      // What leads into a panel or out of it crosses its edge, and runs nowhere along it.
      let edges = panels.filter {
        !$0.isBracket && $0.boxes.contains(source) != $0.boxes.contains(target)
      }.flatMap { self.edges(of: $0.rect) }
      var ways: [(panels: [Rect], edges: [Rect])] = [(foreign, edges)]
      if !edges.isEmpty { ways.append((foreign, [])) }
      if !foreign.isEmpty { ways.append(([], [])) }
      for way in ways {
        let around = passed + way.panels
        let curve = candidates.first { path in
          isFree(path, around)
            && Self.straight(in: path, axes).allSatisfy { piece in
              isOpen(piece.cross, piece.flow, source)
                && !way.edges.contains {
                  axes.cross($0).contains(piece.cross) && axes.flow($0).overlaps(piece.flow)
                }
            }
        }
        guard
          let free = curve
            ?? lane(
              from: start, of: source, to: end, around: around, beside: way.edges,
              panels: way.panels, lead: lead)
        else { continue }
        for piece in Self.straight(in: free, axes) where piece.flow.length > gap {
          lanes.append((piece.cross, piece.flow, source))
        }
        return free
      }
    }
    return path(from: start, to: end, along: route)
  }

  /// The strips along the two edges of a panel that run with the flow: its margin, and as much outside.
  private func edges(of panel: Rect) -> [Rect] {
    let cross = axes.cross(panel)
    let (inside, outside) = (Self.margin - 0.5, Self.clearance + 3)
    return [
      (cross.lowerBound - outside)...(cross.lowerBound + inside),
      (cross.upperBound - inside)...(cross.upperBound + outside),
    ].map { axes.rect(flow: axes.flow(panel), cross: $0) }
  }

  // MARK: Lanes

  /// How far lanes stand from each other.
  private static let laneWidth = 8.0
  /// So many lanes beside a card are tried, and so many of all lanes to the end.
  private static let (mostBeside, mostTried) = (4, 12)
  private static let largestLaneSearch = 200
  /// The shortest way into a lane.
  private static let steepest = 11.0

  /// A way along a lane beside the cards that stand on the straight one: the nearest that is free.
  private func lane(
    from start: Point, of source: Int, to end: Point, around obstacles: [Rect],
    beside edges: [Rect], panels: [Rect], lead: Double
  ) -> Path? {
    var (first, last) = (axes.flow(start) + gap, axes.flow(end) - gap)
    // A panel may begin before a wire is in its lane, or end behind: then it turns more steeply.
    let (nearest, farthest) = (
      axes.flow(start) + Self.steepest, axes.flow(end) - Self.steepest
    )
    for panel in panels {
      let beside = axes.flow(panel.inset(by: -Self.clearance - 0.5))
      let (begin, end) = (beside.lowerBound, beside.upperBound)
      if begin < first, begin >= nearest { first = begin }
      if end > last, end <= farthest { last = end }
    }
    guard boxes.count <= Self.largestLaneSearch, first < last else { return nil }
    let room = Self.clearance + 2
    let between =
      obstacles.compactMap { box -> ClosedRange<Double>? in
        guard axes.flow(box).overlaps(first...last) else { return nil }
        let cross = axes.cross(box)
        return (cross.lowerBound - room + 0.5)...(cross.upperBound + room - 0.5)
      } + edges.filter { axes.flow($0).overlaps(first...last) }.map { axes.cross($0) }
    let (from, to) = (axes.cross(start), axes.cross(end))
    var crosses: [Double] = []
    for cross in between {
      for lane in 0..<Self.mostBeside {
        let beside = Double(lane) * Self.laneWidth + 0.5
        crosses += [cross.lowerBound - beside, cross.upperBound + beside]
      }
    }
    func detour(_ cross: Double) -> Double { abs(cross - from) + abs(cross - to) }
    crosses = crosses.filter { cross in
      !between.contains { $0.contains(cross) } && isOpen(cross, first...last, source)
    }
    crosses.sort { (detour($0), $0) < (detour($1), $1) }
    for cross in crosses.prefix(Self.mostTried) {
      var path = Path()
      path.move(to: start)
      let (on, off) = (axes.point(first, cross), axes.point(last, cross))
      let (rise, fall) = (first - axes.flow(start), axes.flow(end) - last)
      path.curve(along(start, rise / 2), along(on, -rise / 2), to: on)
      path.line(to: off)
      let arrived = along(end, -min(lead, fall / 3))
      path.curve(along(off, fall / 2), along(arrived, -fall / 2), to: arrived)
      if arrived != end { path.line(to: end) }
      if isFree(path, obstacles) { return path }
    }
    return nil
  }

  /// Whether no other source's wire runs along a lane there.
  private func isOpen(_ cross: Double, _ flow: ClosedRange<Double>, _ source: Int) -> Bool {
    !lanes.contains { lane in
      lane.source != source && abs(lane.cross - cross) < Self.laneWidth - 1
        && lane.flow.overlaps(flow)
    }
  }

  /// The pieces of a way that run straight along the flow.
  private static func straight(
    in path: Path, _ axes: FlowAxes
  ) -> [(cross: Double, flow: ClosedRange<Double>)] {
    var pieces: [(cross: Double, flow: ClosedRange<Double>)] = []
    var current = Point(x: 0, y: 0)
    for element in path.elements {
      let end = element.end ?? current
      if case .line = element, axes.cross(current) == axes.cross(end) {
        let (a, b) = (axes.flow(current), axes.flow(end))
        pieces.append((axes.cross(end), min(a, b)...max(a, b)))
      }
      current = end
    }
    return pieces
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

  private func isFree(_ path: Path, _ obstacles: [Rect]) -> Bool {
    guard let bounds = path.flowBounds(axes) else { return true }
    let count = min(max(Int(bounds.length / Self.step), 24), Self.mostSamples)
    let points = path.sampled(count)
    // A curve along the flow never turns back.
    let flows = points.map(axes.flow)
    return obstacles.allSatisfy { box in
      let box = box.inset(by: -Self.clearance)
      let extent = axes.flow(box)
      guard extent.overlaps(bounds) else { return true }
      var first = flows.partitioningIndex { $0 >= extent.lowerBound }
      while first < points.count, flows[first] <= extent.upperBound {
        if box.contains(points[first]) { return false }
        first += 1
      }
      return true
    }
  }

  private static let mostSamples = 4_096

  private var axes: FlowAxes { FlowAxes(direction: direction) }

  private func along(_ point: Point, _ distance: Double) -> Point {
    direction == .lr
      ? Point(x: point.x + distance, y: point.y) : Point(x: point.x, y: point.y + distance)
  }

  private func flow(from a: Point, to b: Point) -> Double {
    direction == .lr ? b.x - a.x : b.y - a.y
  }
}

extension Array {
  /// The first index from which on a condition holds, that holds for none before.
  fileprivate func partitioningIndex(where holds: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = low + (high - low) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension Path {
  /// How far the ends of the path's parts reach along the flow.
  fileprivate func flowBounds(_ axes: FlowAxes) -> ClosedRange<Double>? {
    let ends = elements.compactMap(\.end).map(axes.flow)
    guard let first = ends.min(), let last = ends.max() else { return nil }
    return first...last
  }

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
