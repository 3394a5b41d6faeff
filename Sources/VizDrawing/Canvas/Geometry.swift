/// A place on a picture, in points; x grows to the right and y downwards.
public struct Point: Sendable, Hashable {
  /// The distance from the picture's left edge.
  public var x: Double
  /// The distance from the picture's upper edge.
  public var y: Double

  /// The point at these distances from the left and the upper edge.
  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }

  /// The sum, coordinate by coordinate.
  public static func + (a: Point, b: Point) -> Point { Point(x: a.x + b.x, y: a.y + b.y) }
  /// The way from `b` to `a`, coordinate by coordinate.
  public static func - (a: Point, b: Point) -> Point { Point(x: a.x - b.x, y: a.y - b.y) }
}

/// An extent in points.
public struct Size: Sendable, Hashable {
  /// The extent from left to right.
  public var width: Double
  /// The extent from top to bottom.
  public var height: Double

  /// An extent of these points in width and height.
  public init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }
}

/// An axis-parallel rectangle in points; `minY` is its upper edge.
public struct Rect: Sendable, Hashable {
  /// The left edge.
  public var minX: Double
  /// The upper edge.
  public var minY: Double
  /// The extent from the left edge to the right.
  public var width: Double
  /// The extent from the upper edge to the lower.
  public var height: Double

  /// The rectangle whose upper left corner is at `x` and `y`.
  public init(x: Double, y: Double, width: Double, height: Double) {
    minX = x
    minY = y
    self.width = width
    self.height = height
  }

  /// The right edge.
  public var maxX: Double { minX + width }
  /// The lower edge.
  public var maxY: Double { minY + height }
  /// Half-way between the left and the right edge.
  public var midX: Double { minX + width / 2 }
  /// Half-way between the upper and the lower edge.
  public var midY: Double { minY + height / 2 }
  /// The point at equal distances from opposite edges.
  public var center: Point { Point(x: midX, y: midY) }

  /// The rectangle with every edge moved inwards by `margin`; a negative one makes it larger.
  public func inset(by margin: Double) -> Rect {
    Rect(
      x: minX + margin, y: minY + margin, width: width - 2 * margin, height: height - 2 * margin)
  }

  /// The rectangle of the same size, moved to the right by `x` and down by `y`.
  public func offset(x: Double, y: Double) -> Rect {
    Rect(x: minX + x, y: minY + y, width: width, height: height)
  }

  /// The smallest rectangle that holds both.
  public func union(_ other: Rect) -> Rect {
    let x = min(minX, other.minX)
    let y = min(minY, other.minY)
    return Rect(
      x: x, y: y, width: max(maxX, other.maxX) - x, height: max(maxY, other.maxY) - y)
  }

  /// Whether the two have an area in common; edges that only touch do not count.
  public func intersects(_ other: Rect) -> Bool {
    minX < other.maxX && other.minX < maxX && minY < other.maxY && other.minY < maxY
  }
}
