import VizDrawing

extension Placement {
  /// The title of a panel as it stands along its top, and where it begins: as far left as no wire runs
  /// through it. Where wires leave no room for all of it, it is cut to the widest room that they leave.
  func title(_ title: String, in panel: Rect) -> (text: String, start: Double) {
    let (first, last) = (panel.minX + Self.titleInset, panel.maxX - Self.titleInset)
    let whole = TextMeasurer.fitted(title, font: Metric.smallStrong, width: panel.width - 20)
    let width = TextMeasurer.measure(whole, font: Metric.smallStrong).width
    let strip = Rect(
      x: panel.minX, y: panel.minY + 5, width: panel.width, height: Self.titleHeight)
    let taken = routes.flatMap { $0.extents(in: strip) }
      .map { ($0.lowerBound - Self.titleRoom, $0.upperBound + Self.titleRoom) }
      .sorted { $0.0 < $1.0 }
    var widest = (start: first, width: 0.0)
    var start = first
    for (left, right) in taken + [(last, last)] {
      let room = min(left, last) - start
      if room >= width { return (whole, start) }
      if room > widest.width { widest = (start, room) }
      start = max(start, right + 0.5)
    }
    guard !taken.isEmpty, widest.width >= Self.leastTitle else { return (whole, first) }
    return (
      TextMeasurer.fitted(
        title, font: Metric.smallStrong, width: widest.width, cutting: .middle), widest.start
    )
  }

  private static let titleInset = 12.0
  private static let titleHeight = 18.0
  /// What stays free between a title and a wire.
  private static let titleRoom = 5.0
  /// A title that is cut has room for this at least: three letters and the sign of the cut.
  private static let leastTitle = 24.0
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
