import VizDrawing

extension ContourTracer {
  /// A directed piece of a region's boundary, from one key to another.
  private struct Piece {
    var from: Key
    var to: Key
    /// Of a line; empty where the piece is of the rim.
    var points: [Point] = []
    /// The nodes of the rim, which no other band has.
    var first: Point?
    var last: Point?
  }

  /// Where pieces meet: at a node of the rim, or on an edge, at a region's lower or upper level.
  private typealias Key = Int

  private func lower(_ edge: Int32) -> Key { bins.count + Int(edge) }

  private func upper(_ edge: Int32) -> Key { 3 * bins.count + Int(edge) }

  func bands() -> [ContourBand] {
    let rims = rims()
    return (0...levels.count).map { region(from: $0, to: $0, rims) }
  }

  /// The regions from each level upwards: painted in this order, each lies on those before it, and
  /// no background shines through where two of them meet.
  func stackedRegions(coversAll: Bool) -> [ContourBand] {
    let rims = rims()
    return ((coversAll ? 0 : 1)..<levels.count + 1).map {
      region(from: $0, to: levels.count, rims)
    }
  }

  /// The region of the bins `first…last`.
  private func region(from first: Int, to last: Int, _ rims: [Rim]) -> ContourBand {
    var rings: [[Point]] = []
    var pieces: [Piece] = []
    if first > 0 {
      for chain in chains[first - 1] {
        if chain.isClosed {
          rings.append(chain.points)
        } else {
          pieces.append(
            Piece(from: lower(chain.first), to: lower(chain.last), points: chain.points))
        }
      }
    }
    if last < levels.count {
      for chain in chains[last] {
        if chain.isClosed {
          rings.append(chain.points.reversed())
        } else {
          pieces.append(
            Piece(
              from: upper(chain.last), to: upper(chain.first), points: chain.points.reversed()))
        }
      }
    }
    for rim in rims {
      if let piece = piece(of: rim, in: Int32(first)...Int32(last)) { pieces.append(piece) }
    }
    rings += joined(pieces)
    return ContourBand(
      low: first > 0 ? levels[first - 1] : -.infinity,
      high: last < levels.count ? levels[last] : .infinity,
      rings: rings.filter { $0.count > 2 })
  }

  // MARK: The rim of the field and of its holes

  /// An edge between a cell and nothing, the cell on its left.
  private struct Rim {
    var from: Int
    var to: Int
    var edge: Int32
  }

  private func rims() -> [Rim] {
    let (columns, rows) = (field.columns, field.rows)
    guard columns > 1, rows > 1 else { return [] }
    let nodes = Int32(columns * rows)
    func isCell(_ column: Int, _ row: Int) -> Bool {
      guard 0..<columns - 1 ~= column, 0..<rows - 1 ~= row else { return false }
      let node = row * columns + column
      return bins[node] >= 0 && bins[node + 1] >= 0 && bins[node + columns] >= 0
        && bins[node + columns + 1] >= 0
    }
    // Most fields have no holes, and so no rim within.
    let hasHoles = bins.contains { $0 < 0 }
    func isAtEdge(_ column: Int, _ row: Int) -> Bool {
      row == 0 || row == rows - 2 || column == 0 || column == columns - 2
    }
    var rims: [Rim] = []
    for row in 0..<rows - 1 {
      for column in 0..<columns - 1
      where (hasHoles || isAtEdge(column, row)) && isCell(column, row) {
        let node = row * columns + column
        let first = Int32(node)
        if !isCell(column, row - 1) { rims.append(Rim(from: node, to: node + 1, edge: first)) }
        if !isCell(column + 1, row) {
          rims.append(Rim(from: node + 1, to: node + 1 + columns, edge: nodes + first + 1))
        }
        if !isCell(column, row + 1) {
          rims.append(
            Rim(from: node + columns + 1, to: node + columns, edge: first + Int32(columns)))
        }
        if !isCell(column - 1, row) {
          rims.append(Rim(from: node + columns, to: node, edge: nodes + first))
        }
      }
    }
    return rims
  }

  /// The part of a rim that lies in a region.
  private func piece(of rim: Rim, in region: ClosedRange<Int32>) -> Piece? {
    let (a, b) = (bins[rim.from], bins[rim.to])
    guard region.overlaps(min(a, b)...max(a, b)) else { return nil }
    func key(_ bin: Int32, _ node: Int) -> Key {
      region.contains(bin)
        ? node : bin < region.lowerBound ? lower(rim.edge) : upper(rim.edge)
    }
    // The points on edges are those of the lines that end there.
    return Piece(
      from: key(a, rim.from), to: key(b, rim.to),
      first: region.contains(a) ? node(rim.from) : nil,
      last: region.contains(b) ? node(rim.to) : nil)
  }

  // MARK: Rings

  private func joined(_ pieces: [Piece]) -> [[Point]] {
    // Where holes touch at a corner, two pieces begin at one node; whichever follows is right.
    var starts = [Key: Int](minimumCapacity: pieces.count)
    // The next piece that begins at the same place, as a list for each.
    var following = [Int?](repeating: nil, count: pieces.count)
    for index in pieces.indices.reversed() {
      following[index] = starts.updateValue(index, forKey: pieces[index].from)
    }
    var isUsed = [Bool](repeating: false, count: pieces.count)
    var rings: [[Point]] = []
    for first in pieces.indices where !isUsed[first] {
      var ring: [Point] = []
      var isRim: [Bool] = []
      var index = first
      while !isUsed[index] {
        isUsed[index] = true
        for point in pieces[index].points {
          if point != ring.last {
            ring.append(point)
            isRim.append(false)
          } else {
            isRim[isRim.count - 1] = false
          }
        }
        for case let point? in [pieces[index].first, pieces[index].last] where point != ring.last {
          ring.append(point)
          isRim.append(true)
        }
        guard let next = starts[pieces[index].to] else { break }
        starts[pieces[index].to] = following[next]
        index = next
      }
      if ring.count > 1, ring.first == ring.last {
        ring.removeLast()
        isRim[0] = isRim[0] && isRim.removeLast()
      }
      rings.append(Self.withoutStraightNodes(ring, isRim))
    }
    return rings
  }

  /// Leaves out the nodes in the middle of straight rims.
  private static func withoutStraightNodes(_ ring: [Point], _ isRim: [Bool]) -> [Point] {
    guard ring.count > 3 else { return ring }
    var kept: [Point] = []
    for (index, point) in ring.enumerated() {
      let before = kept.last ?? ring[ring.count - 1]
      let after = ring[(index + 1) % ring.count]
      let isStraight =
        (before.x == point.x && point.x == after.x && (before.y < point.y) == (point.y < after.y))
        || (before.y == point.y && point.y == after.y
          && (before.x < point.x) == (point.x < after.x))
      if !isStraight || !isRim[index] { kept.append(point) }
    }
    return kept
  }
}
