import VizDrawing

/// Finds the lines of all levels in one walk over the cells.
///
/// A vertex lies on an edge of the grid: edge *n* leads from node *n* to the right, edge
/// *n* + the number of nodes from node *n* to the next row.
struct ContourTracer {
  /// A line of one level by its vertices.
  struct Chain {
    var level: Double
    var points: [Point]
    /// The edges of the first and the last vertex.
    var first: Int32
    var last: Int32
    var isClosed: Bool
  }

  let field: ScalarField
  let levels: [Double]
  /// Of each node how many levels are at most its value; −1 in a hole.
  let bins: [Int32]
  /// The lines of each level.
  private(set) var chains: [[Chain]] = []
  private let xs: [Double]
  private let ys: [Double]

  init(_ field: ScalarField, levels: [Double], tolerance: Double) {
    self.field = field
    self.levels = Array(Set(levels.filter(\.isFinite))).sorted()
    bins = Self.bins(field.values, self.levels)
    xs = field.xs
    ys = field.ys
    guard field.columns > 1, field.rows > 1 else {
      chains = self.levels.map { _ in [] }
      return
    }
    link(segments(), tolerance: tolerance)
  }

  private static func bins(_ values: [Double], _ levels: [Double]) -> [Int32] {
    var bin = 0
    return levels.withUnsafeBufferPointer { levels in
      values.map { value in
        guard value.isFinite else { return -1 }
        // Neighbours are mostly in the same bin or the next.
        while bin < levels.count, levels[bin] <= value { bin += 1 }
        while bin > 0, levels[bin - 1] > value { bin -= 1 }
        return Int32(bin)
      }
    }
  }

  // MARK: Segments

  private struct Segment {
    var from: Int32
    var to: Int32
  }

  /// The segments of each level, the greater values on their left.
  private func segments() -> [[Segment]] {
    let (columns, rows) = (field.columns, field.rows)
    let nodes = Int32(columns * rows)
    var segments = [[Segment]](repeating: [], count: levels.count)
    bins.withUnsafeBufferPointer { bins in
      for row in 0..<rows - 1 {
        for column in 0..<columns - 1 {
          let node = row * columns + column
          let a = bins[node]
          let b = bins[node + 1]
          let c = bins[node + columns + 1]
          let d = bins[node + columns]
          let low = min(min(a, b), min(c, d))
          let high = max(max(a, b), max(c, d))
          if low == high || low < 0 { continue }
          let first = Int32(node)
          // Counter-clockwise from the lower edge.
          let edges = (
            first, nodes + first + 1, first + Int32(columns), nodes + first
          )
          for bin in low..<high {
            let mask =
              (a > bin ? 1 : 0) | (b > bin ? 2 : 0) | (c > bin ? 4 : 0) | (d > bin ? 8 : 0)
            // From the edge where one leaves the greater values, counter-clockwise, to that where
            // one comes back.
            let segment =
              switch mask {
              case 1: Segment(from: edges.0, to: edges.3)
              case 2: Segment(from: edges.1, to: edges.0)
              case 3: Segment(from: edges.1, to: edges.3)
              case 4: Segment(from: edges.2, to: edges.1)
              case 6: Segment(from: edges.2, to: edges.0)
              case 7: Segment(from: edges.2, to: edges.3)
              case 8: Segment(from: edges.3, to: edges.2)
              case 9: Segment(from: edges.0, to: edges.2)
              case 11: Segment(from: edges.1, to: edges.2)
              case 12: Segment(from: edges.3, to: edges.1)
              case 13: Segment(from: edges.0, to: edges.1)
              case 14: Segment(from: edges.3, to: edges.0)
              default: Segment(from: -1, to: -1)
              }
            if segment.from >= 0 {
              segments[Int(bin)].append(segment)
              continue
            }
            let isJoined = isJoined(node, at: levels[Int(bin)])
            let (one, other) =
              mask == 5
              ? ((edges.0, edges.1, edges.3), (edges.2, edges.3, edges.1))
              : ((edges.1, edges.2, edges.0), (edges.3, edges.0, edges.2))
            for (from, next, previous) in [one, other] {
              segments[Int(bin)].append(Segment(from: from, to: isJoined ? next : previous))
            }
          }
        }
      }
    }
    return segments
  }

  /// Whether the two corners of a saddle that are above a level are connected.
  private func isJoined(_ node: Int, at level: Double) -> Bool {
    let values = field.values
    let columns = field.columns
    let lower = values[node] / 4 + values[node + 1] / 4
    return lower + values[node + columns] / 4 + values[node + columns + 1] / 4 >= level
  }

  // MARK: Chains

  private mutating func link(_ segments: [[Segment]], tolerance: Double) {
    let count = 2 * field.columns * field.rows
    var next = [Int32](repeating: -1, count: count)
    var isReached = [Bool](repeating: false, count: count)
    for (index, segments) in segments.enumerated() {
      for segment in segments {
        next[Int(segment.from)] = segment.to
        isReached[Int(segment.to)] = true
      }
      var chains: [Chain] = []
      for start in segments where !isReached[Int(start.from)] {
        chains.append(chain(from: start.from, level: levels[index], next: &next))
      }
      for start in segments where next[Int(start.from)] >= 0 {
        chains.append(chain(from: start.from, level: levels[index], next: &next))
      }
      for segment in segments { isReached[Int(segment.to)] = false }
      if tolerance > 0 {
        let scale = (x: cell(xs), y: cell(ys))
        for index in chains.indices {
          chains[index].points = Simplification.simplified(
            chains[index].points, isClosed: chains[index].isClosed, tolerance: tolerance,
            unit: scale)
        }
      }
      self.chains.append(chains)
    }
  }

  private func cell(_ coordinates: [Double]) -> Double {
    let width =
      ((coordinates.last ?? 0) - (coordinates.first ?? 0)) / Double(max(1, coordinates.count - 1))
    return width > 0 ? width : 1
  }

  /// Follows a line to its end, and forgets it.
  private func chain(from start: Int32, level: Double, next: inout [Int32]) -> Chain {
    var points: [Point] = []
    var vertex = start
    while true {
      // A line through a node of the grid meets it on several edges.
      let point = point(on: vertex, level)
      if point != points.last { points.append(point) }
      let following = next[Int(vertex)]
      if following < 0 {
        return Chain(level: level, points: points, first: start, last: vertex, isClosed: false)
      }
      next[Int(vertex)] = -1
      vertex = following
      if vertex == start {
        if points.count > 1, points.last == points.first { points.removeLast() }
        return Chain(level: level, points: points, first: start, last: start, isClosed: true)
      }
    }
  }

  /// Where an edge has the level.
  private func point(on edge: Int32, _ level: Double) -> Point {
    let nodes = field.columns * field.rows
    let isUpward = Int(edge) >= nodes
    let node = isUpward ? Int(edge) - nodes : Int(edge)
    let (row, column) = node.quotientAndRemainder(dividingBy: field.columns)
    let a = field.values[node] / 2
    let b = field.values[node + (isUpward ? field.columns : 1)] / 2
    // Halves, because the difference of the largest numbers is no number.
    let share = min(max((level / 2 - a) / (b - a), 0), 1)
    func between(_ coordinates: [Double], _ index: Int) -> Double {
      share == 1
        ? coordinates[index + 1]
        : coordinates[index] + share * (coordinates[index + 1] - coordinates[index])
    }
    return isUpward
      ? Point(x: xs[column], y: between(ys, row)) : Point(x: between(xs, column), y: ys[row])
  }

  func node(_ node: Int) -> Point {
    let (row, column) = node.quotientAndRemainder(dividingBy: field.columns)
    return Point(x: xs[column], y: ys[row])
  }
}
