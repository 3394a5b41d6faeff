// The order of numbers by their size, in which NaN comes after all others, as in NumPy and PyTorch.
extension Tensor {
  /// Flat positions in the order of the elements there, from the least or from the greatest; those of
  /// equal elements stay in order.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func sorted(_ positions: [Int], isDescending: Bool) -> [Int] {
    func isBefore(_ a: Scalar, _ b: Scalar) -> Bool { a < b || (b.isNaN && !a.isNaN) }
    return positions.enumerated().sorted { one, other in
      let (a, b) = (elements[one.element], elements[other.element])
      if isDescending ? isBefore(b, a) : isBefore(a, b) { return true }
      if isDescending ? isBefore(a, b) : isBefore(b, a) { return false }
      return one.offset < other.offset
    }
    .map(\.element)
  }

  /// For each of the flat positions, that of the first greatest (or least) element, or of the first
  /// NaN, of those up to it.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func running(_ extreme: Extreme, _ positions: [Int]) -> [Int] {
    guard var best = positions.first else { return [] }
    return positions.map { position in
      let (own, other) = (elements[position], elements[best])
      let isBetter = extreme == .max ? own > other : own < other
      if isBetter || (own.isNaN && !other.isNaN) { best = position }
      return best
    }
  }
}

extension Shape {
  /// What `choose` takes of each line along `axis`: it is given the flat positions of the line's
  /// elements, and gives `count` of them, at most as many as there are.
  package func choosing(
    along axis: Int, count: Int, _ choose: (_ line: [Int]) -> [Int]
  ) -> Rearrangement {
    let (outer, extent, inner) = split(at: axis)
    var extents = extents
    extents[axis] = count
    let shape = Shape(unchecked: extents, count: count == 0 ? 0 : outer * count * inner)
    var positions = [Int](repeating: -1, count: shape.elementCount)
    for group in 0..<(positions.isEmpty ? 0 : outer) {
      for offset in 0..<inner {
        let line = (0..<extent).map { (group * extent + $0) * inner + offset }
        for (rank, position) in choose(line).enumerated() {
          positions[(group * count + rank) * inner + offset] = position
        }
      }
    }
    return Rearrangement(positions: positions, shape: shape)
  }
}
