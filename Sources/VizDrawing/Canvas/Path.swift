/// A sequence of straight and cubic segments.
public struct Path: Sendable, Hashable {
  /// One step of the pen.
  public enum Element: Sendable, Hashable {
    /// To a point, without a line.
    case move(Point)
    /// A straight segment to a point.
    case line(Point)
    /// A cubic Bézier segment with two control points.
    case curve(Point, Point, to: Point)
    /// Back to where the part began, in a straight segment.
    case close
  }

  /// The steps of the pen, in order.
  public private(set) var elements: [Element] = []

  /// A path without segments.
  public init() {}

  /// Begins a new part of the path at a point, without a line to it.
  public mutating func move(to point: Point) { elements.append(.move(point)) }
  /// Adds a straight segment to a point.
  public mutating func line(to point: Point) { elements.append(.line(point)) }
  /// Adds a cubic Bézier segment to a point, by its two control points.
  public mutating func curve(_ control1: Point, _ control2: Point, to point: Point) {
    elements.append(.curve(control1, control2, to: point))
  }
  /// Closes the part that was begun last, by a straight segment to its first point.
  public mutating func close() { elements.append(.close) }

  /// Straight segments from point to point, and back to the first one if `closed`.
  public static func polyline(_ points: [Point], closed: Bool = false) -> Path {
    var path = Path()
    for (index, point) in points.enumerated() {
      if index == 0 { path.move(to: point) } else { path.line(to: point) }
    }
    if closed { path.close() }
    return path
  }

  /// The outline of a rectangle, clockwise from its upper left corner.
  public static func rect(_ rect: Rect) -> Path { roundedRect(rect, radius: 0) }

  /// A rectangle with corners of `radius`, at most half of its width and of its height.
  public static func roundedRect(_ rect: Rect, radius: Double) -> Path {
    let (x0, y0, x1, y1) = (rect.minX, rect.minY, rect.maxX, rect.maxY)
    let r = max(0, min(radius, rect.width / 2, rect.height / 2))
    if r == 0 {
      return .polyline(
        [Point(x: x0, y: y0), Point(x: x1, y: y0), Point(x: x1, y: y1), Point(x: x0, y: y1)],
        closed: true)
    }
    let k = r * (1 - circleControl)
    var path = Path()
    path.move(to: Point(x: x0 + r, y: y0))
    path.line(to: Point(x: x1 - r, y: y0))
    path.curve(Point(x: x1 - k, y: y0), Point(x: x1, y: y0 + k), to: Point(x: x1, y: y0 + r))
    path.line(to: Point(x: x1, y: y1 - r))
    path.curve(Point(x: x1, y: y1 - k), Point(x: x1 - k, y: y1), to: Point(x: x1 - r, y: y1))
    path.line(to: Point(x: x0 + r, y: y1))
    path.curve(Point(x: x0 + k, y: y1), Point(x: x0, y: y1 - k), to: Point(x: x0, y: y1 - r))
    path.line(to: Point(x: x0, y: y0 + r))
    path.curve(Point(x: x0, y: y0 + k), Point(x: x0 + k, y: y0), to: Point(x: x0 + r, y: y0))
    path.close()
    return path
  }

  /// A closed circle of four cubic segments.
  public static func circle(center: Point, radius: Double) -> Path {
    roundedRect(
      Rect(x: center.x - radius, y: center.y - radius, width: 2 * radius, height: 2 * radius),
      radius: radius)
  }

  /// The same path elsewhere.
  public func offset(by distance: Point) -> Path {
    var path = Path()
    path.elements = elements.map { element in
      switch element {
      case .move(let point): .move(point + distance)
      case .line(let point): .line(point + distance)
      case .curve(let control1, let control2, let point):
        .curve(control1 + distance, control2 + distance, to: point + distance)
      case .close: .close
      }
    }
    return path
  }

  /// The distance of the control points of a quarter circle of radius 1 from its ends.
  private static let circleControl = 0.5522847498307936
}
