import VizDrawing

/// Where Graphviz put everything, in points; y grows downwards.
struct Layout: Sendable, Equatable {
  var size: Size
  /// The centre of each box.
  var centers: [Point]
  /// The rank of each box, counted along the direction of flow.
  var ranks: [Int]
  /// The route of each edge: a point, then three points for each cubic segment.
  var routes: [[Point]]
  var panels: [Rect]
}

extension Layout {
  /// One record a line, for the way from the child process back to its parent.
  var encoded: String {
    var out = "\(Self.head)\(size.width) \(size.height)\n"
    for (center, rank) in zip(centers, ranks) { out += "box \(rank) \(center.x) \(center.y)\n" }
    for route in routes {
      out += "route \(route.map { "\($0.x) \($0.y)" }.joined(separator: " "))\n"
    }
    for panel in panels {
      out += "panel \(panel.minX) \(panel.minY) \(panel.width) \(panel.height)\n"
    }
    return out + Self.end
  }

  /// What ``encoded`` begins and ends with.
  static let head = "size "
  static let end = "end\n"

  /// Reads ``encoded``; nil for text that is not a whole layout.
  init?(encoded: String) {
    var layout = Layout(
      size: Size(width: 0, height: 0), centers: [], ranks: [], routes: [], panels: [])
    var hasSize = false
    var isComplete = false
    for line in encoded.split(separator: "\n") {
      let fields = line.split(separator: " ")
      let numbers = fields.dropFirst().compactMap { Double($0) }
      guard numbers.count == fields.count - 1, numbers.allSatisfy(\.isFinite) else { return nil }
      guard !isComplete else { return nil }
      switch (fields.first, numbers.count) {
      case ("size", 2) where !hasSize:
        layout.size = Size(width: numbers[0], height: numbers[1])
        hasSize = true
      case ("box", 3):
        guard let rank = Int(exactly: numbers[0]) else { return nil }
        layout.ranks.append(rank)
        layout.centers.append(Point(x: numbers[1], y: numbers[2]))
      case ("route", let count) where count.isMultiple(of: 2):
        layout.routes.append(
          stride(from: 0, to: count, by: 2).map { Point(x: numbers[$0], y: numbers[$0 + 1]) })
      case ("panel", 4):
        layout.panels.append(
          Rect(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3]))
      case ("end", 0): isComplete = true
      default: return nil
      }
    }
    guard hasSize, isComplete else { return nil }
    self = layout
  }
}
