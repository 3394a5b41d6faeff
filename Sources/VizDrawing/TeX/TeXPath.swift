/// Writes outlines in TikZ's language: `(10,20) -- (30,20)`, `(0,0) rectangle (84,48)`.
struct TeXPath {
  /// What a point of the picture is in units of the file.
  let unit: Double

  /// TeX has no lengths of more than 16,383 points; what lies further out than this is cut off.
  private static let farthest = 15_000.0
  /// A line of the file is broken before this.
  private static let column = 96

  func number(_ number: Double) -> String { SVGNumber.short(number * unit) }

  func point(_ point: Point) -> String { "(\(number(point.x)),\(number(point.y)))" }

  /// The options that the outline needs, and its steps.
  func text(of path: Path) -> (options: [String], steps: String) {
    if let (rect, radius) = path.roundedRect {
      if radius > 0, abs(rect.width - 2 * radius) < 0.01, abs(rect.height - 2 * radius) < 0.01 {
        return ([], "\(point(rect.center)) circle[radius=\(number(radius))bp]")
      }
      let corners = [Point(x: rect.minX, y: rect.minY), Point(x: rect.maxX, y: rect.maxY)]
      return (
        radius > 0 ? ["rounded corners=\(number(radius))bp"] : [],
        "\(point(corners[0])) rectangle \(point(corners[1]))"
      )
    }
    var words: [String] = []
    for element in bounded(path).elements {
      switch element {
      case .move(let point): words.append(self.point(point))
      case .line(let point): words += ["--", self.point(point)]
      case .curve(let a, let b, let point):
        words += ["..", "controls", self.point(a), "and", self.point(b), "..", self.point(point)]
      case .close: words += ["--", "cycle"]
      }
    }
    return ([], Self.broken(words))
  }

  private static func broken(_ words: [String]) -> String {
    var out = ""
    var length = 24
    for word in words {
      if !out.isEmpty {
        let breaks = length + word.utf8.count > column
        out += breaks ? "\n    " : " "
        length = breaks ? 4 : length + 1
      }
      out += word
      length += word.utf8.count
    }
    return out
  }

  // MARK: What is too far out

  private func bounded(_ path: Path) -> Path {
    let limit = Self.farthest / unit
    func isNear(_ point: Point) -> Bool { abs(point.x) <= limit && abs(point.y) <= limit }
    let isWithin = path.elements.allSatisfy {
      switch $0 {
      case .move(let point), .line(let point): isNear(point)
      case .curve(let a, let b, let point): isNear(a) && isNear(b) && isNear(point)
      case .close: true
      }
    }
    if isWithin { return path }
    func clamped(_ point: Point) -> Point {
      Point(x: min(max(point.x, -limit), limit), y: min(max(point.y, -limit), limit))
    }
    var bounded = Path()
    var pen = Point(x: 0, y: 0)
    for element in path.elements {
      switch element {
      case .move(let point):
        bounded.move(to: clamped(point))
        pen = point
      case .line(let point):
        // Both ends on the line itself, so that what is seen of it does not turn.
        if let (start, end) = Self.segment(from: pen, to: point, within: limit) {
          if start != pen { bounded.line(to: start) }
          bounded.line(to: end)
        } else {
          bounded.line(to: clamped(point))
        }
        pen = point
      case .curve(let a, let b, let point):
        bounded.curve(clamped(a), clamped(b), to: clamped(point))
        pen = point
      case .close: bounded.close()
      }
    }
    return bounded
  }

  /// The part of a segment in the square about the origin (Liang and Barsky, "A New Concept and
  /// Method for Line Clipping", 1984); nil where there is none.
  private static func segment(
    from a: Point, to b: Point, within limit: Double
  ) -> (Point, Point)? {
    var (low, high) = (0.0, 1.0)
    for (start, way) in [(a.x, b.x - a.x), (a.y, b.y - a.y)] {
      if way == 0 {
        if abs(start) > limit { return nil }
        continue
      }
      let ends = [(-limit - start) / way, (limit - start) / way].sorted()
      low = max(low, ends[0])
      high = min(high, ends[1])
    }
    guard low <= high else { return nil }
    func point(_ share: Double) -> Point {
      share == 0
        ? a : share == 1 ? b : Point(x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share)
    }
    return (point(low), point(high))
  }
}

extension Path {
  /// The rectangle whose outline the path is, and the radius of its corners, to a hundredth of a
  /// point.
  var roundedRect: (Rect, radius: Double)? {
    guard elements.count == 5 || elements.count == 10, case .close? = elements.last,
      case .move(let first)? = elements.first
    else { return nil }
    let ends = elements.compactMap { element in
      switch element {
      case .move(let point), .line(let point), .curve(_, _, let point): point as Point?
      case .close: nil
      }
    }
    let (xs, ys) = (ends.map(\.x), ends.map(\.y))
    guard let left = xs.min(), let right = xs.max(), let top = ys.min(), let bottom = ys.max()
    else {
      return nil
    }
    let rect = Rect(x: left, y: top, width: right - left, height: bottom - top)
    let radius = first.x - left
    let like = Path.roundedRect(rect, radius: radius).elements
    guard like.count == elements.count,
      zip(like, elements).allSatisfy({ Self.isClose($0, $1) })
    else { return nil }
    return (rect, radius)
  }

  private static func isClose(_ a: Element, _ b: Element) -> Bool {
    func isNear(_ a: Point, _ b: Point) -> Bool { abs(a.x - b.x) < 0.01 && abs(a.y - b.y) < 0.01 }
    return switch (a, b) {
    case (.move(let a), .move(let b)), (.line(let a), .line(let b)): isNear(a, b)
    case (.curve(let a1, let a2, let a), .curve(let b1, let b2, let b)):
      isNear(a1, b1) && isNear(a2, b2) && isNear(a, b)
    case (.close, .close): true
    default: false
    }
  }
}
