import VizDrawing

extension Placement {
  /// The title of a panel as it stands in its top, and where its line begins: as far left as no wire
  /// runs through it, a little higher or lower where one runs along it. Where wires leave no room for
  /// all of it, it is cut to the widest room that they leave; where they run close above each other, it
  /// stands between two of them.
  func title(_ title: String, in panel: Rect) -> (text: String, start: Point) {
    let whole = TextMeasurer.fitted(title, font: Metric.smallStrong, width: panel.width - 20)
    let width = TextMeasurer.measure(whole, font: Metric.smallStrong).width
    let usual = panel.minY + Self.titleBaseline
    let first = Point(x: panel.minX + Self.titleInset, y: usual)
    var widest = (start: first, width: 0.0)
    for need in Self.titleRooms {
      for shift in need.shifts {
        for room in rooms(in: panel, at: usual + shift, need) {
          if room.width >= width { return (whole, room.start) }
          if room.width > widest.width { widest = room }
        }
      }
      guard widest.width < need.least else {
        let cut = TextMeasurer.fitted(
          title, font: Metric.smallStrong, width: widest.width, cutting: .middle)
        return (cut, widest.start)
      }
    }
    return (whole, first)
  }

  /// What wires leave free of a line in the top of a panel, from left to right.
  private func rooms(
    in panel: Rect, at baseline: Double, _ need: TitleRoom
  ) -> [(start: Point, width: Double)] {
    let last = panel.maxX - Self.titleInset
    let line = Rect(
      x: panel.minX, y: baseline - need.ascent, width: panel.width,
      height: need.ascent + need.descent)
    let taken = routes.flatMap { $0.extents(in: line) }
      .map { ($0.lowerBound - need.distance, $0.upperBound + need.distance) }
      .sorted { $0.0 < $1.0 }
    // What is as wide as the panel's usual titles fits where nothing is taken.
    var start = panel.minX + Self.titleInset
    guard !taken.isEmpty else { return [(Point(x: start, y: baseline), panel.width - 20)] }
    var rooms: [(start: Point, width: Double)] = []
    for (left, right) in taken + [(last, last)] {
      let width = min(left, last) - start
      if width > 0 { rooms.append((Point(x: start, y: baseline), width)) }
      start = max(start, right + 0.5)
    }
    return rooms
  }

  private static let titleInset = 12.0
  private static let titleBaseline = 18.0
  /// What stays free around a title.
  private struct TitleRoom {
    /// Between its ends and a wire.
    var distance: Double
    /// How far wires keep above and below its baseline, with half of the widest one.
    var ascent: Double
    var descent: Double
    /// The least width that it is cut to.
    var least: Double
    /// How far its baseline may lie below the usual one.
    var shifts: [Double]
  }

  /// At least three letters and the sign of a cut; where wires stand close, one letter; and where they run
  /// close above each other, as much as capitals and the tails of letters need between wires of usual width.
  private static let titleRooms = [
    TitleRoom(distance: 5, ascent: 12, descent: 6, least: 24, shifts: [0, -5, 5, 10]),
    TitleRoom(distance: 2, ascent: 12, descent: 6, least: 13, shifts: [0, -5, 5, 10]),
    TitleRoom(
      distance: 2, ascent: 10, descent: 4, least: 13,
      shifts: Array(stride(from: -5, through: 12, by: 1))),
  ]
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
