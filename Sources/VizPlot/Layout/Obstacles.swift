import VizDrawing

/// What lies in a panel, for placing words where they hide little of it.
struct Obstacles {
  private let plot: Rect
  private var points: [Point] = []
  private var boxes: [Rect] = []

  /// The distance of points along a line.
  private static let step = 3.0

  init(_ panel: PanelLayout) {
    plot = panel.plot
    for (mark, scan) in zip(panel.panel.marks, panel.data.scans) {
      switch mark {
      case .line(let line):
        guard let scan else { continue }
        for run in LinePoints.runs(x: line.x, y: line.y, scan: scan, in: panel) { add(run) }
      case .dots(let dots): points += LinePoints.dots(x: dots.x, y: dots.y, in: panel)
      default: continue
      }
    }
  }

  private mutating func add(_ run: [Point]) {
    guard var last = run.first else { return }
    for point in run {
      let length = max(abs(point.x - last.x), abs(point.y - last.y))
      let steps = max(1, Int(min(length / Self.step, 400)))
      for step in 1...steps {
        let share = Double(step) / Double(steps)
        points.append(
          Point(
            x: last.x + (point.x - last.x) * share, y: last.y + (point.y - last.y) * share))
      }
      last = point
    }
  }

  mutating func add(_ box: Rect) { boxes.append(box) }

  /// The upper left corner of a box beside a point: of the places around it the one over which
  /// fewest points lie, preferring above.
  func corner(for size: Size, beside point: Point, gap: Double) -> Point {
    let left = point.x - size.width - gap
    let right = point.x + gap
    let above = point.y - size.height - gap
    let below = point.y + gap
    var candidates = [
      Point(x: point.x - size.width / 2, y: above), Point(x: right, y: above),
      Point(x: left, y: above), Point(x: right, y: point.y - size.height / 2),
      Point(x: left, y: point.y - size.height / 2), Point(x: point.x - size.width / 2, y: below),
      Point(x: right, y: below), Point(x: left, y: below),
    ]
    // Farther away a leader joins the two.
    for distance in 1...10 {
      for x in [point.x - size.width / 2, left, right] {
        let shift = Double(distance) * size.height
        candidates += [Point(x: x, y: above - shift), Point(x: x, y: below + shift)]
      }
    }
    candidates = candidates.map { inside($0, size) }
    func cost(_ corner: Point) -> Double {
      let box = Rect(x: corner.x, y: corner.y, width: size.width, height: size.height)
        .inset(by: -3)
      var cost = Double(points.count { box.contains($0) })
      for other in boxes where box.intersects(other) { cost += 1000 }
      if box.contains(point) { cost += 100 }
      return cost
    }
    var best = candidates[0]
    var least = Double.infinity
    for (index, candidate) in candidates.enumerated() {
      let total = cost(candidate) + Double(index) * 0.2
      if total < least { (best, least) = (candidate, total) }
    }
    return best
  }

  private func inside(_ corner: Point, _ size: Size) -> Point {
    Point(
      x: min(max(corner.x, plot.minX + 3), max(plot.maxX - size.width - 3, plot.minX + 3)),
      y: min(max(corner.y, plot.minY + 1), max(plot.maxY - size.height - 4, plot.minY + 1)))
  }
}

extension Rect {
  func contains(_ point: Point) -> Bool {
    point.x >= minX && point.x <= maxX && point.y >= minY && point.y <= maxY
  }
}
