import VizDrawing

extension Placement {
  /// Where the title of a panel begins along its top: as far left as no wire runs through it.
  func titleStart(in panel: Rect, width: Double) -> Double {
    let first = panel.minX + Self.titleInset
    let strip = Rect(
      x: panel.minX, y: panel.minY + 5, width: panel.width, height: Self.titleHeight)
    let taken = routes.flatMap { $0.extents(in: strip) }
      .map { ($0.lowerBound - Self.titleRoom)...($0.upperBound + Self.titleRoom) }
    var start = first
    while start + width <= panel.maxX - Self.titleInset {
      guard
        let wire = taken.filter({ $0.overlaps(start...(start + width)) }).max(by: {
          $0.upperBound < $1.upperBound
        })
      else { return start }
      start = wire.upperBound + 0.5
    }
    return first
  }

  private static let titleInset = 12.0
  private static let titleHeight = 18.0
  /// What stays free between a title and a wire.
  private static let titleRoom = 5.0
}

extension Path {
  /// The horizontal extents of the path's parts that lie in a rectangle.
  fileprivate func extents(in rect: Rect) -> [ClosedRange<Double>] {
    var extents: [ClosedRange<Double>] = []
    var current = Point(x: 0, y: 0)
    for element in elements {
      let end = element.end ?? current
      defer { current = end }
      let hull =
        switch element {
        case .move, .close: [Point]()
        case .line: [current, end]
        case .curve(let a, let b, _): [current, a, b, end]
        }
      let (xs, ys) = (hull.map(\.x), hull.map(\.y))
      guard let left = xs.min(), let right = xs.max(), let top = ys.min(), let bottom = ys.max(),
        left <= rect.maxX, right >= rect.minX, top <= rect.maxY, bottom >= rect.minY
      else { continue }
      var part = Path()
      part.move(to: current)
      part.append(element)
      let length = max(right - left, bottom - top)
      let inside = part.sampled(min(max(Int(length / 3), 8), 2_048)).filter(rect.contains)
      // A wire may run in and out; what is between is no room for a title.
      if let first = inside.map(\.x).min(), let last = inside.map(\.x).max() {
        extents.append(first...last)
      }
    }
    return extents
  }
}
