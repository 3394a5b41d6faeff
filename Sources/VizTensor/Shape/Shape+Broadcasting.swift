extension Shape {
  /// The shape that both operands broadcast to: axes are aligned at the last one, and an axis of
  /// extent 1, or a missing one, repeats.
  ///
  /// As in NumPy: <https://numpy.org/doc/stable/user/basics.broadcasting.html>
  public static func broadcast(
    _ a: Shape, _ b: Shape, for op: String
  ) throws(ShapeError) -> Shape {
    if a == b || b.isScalar { return a }
    if a.isScalar { return b }
    var extents: [Int] = []
    for axis in (1...Swift.max(a.rank, b.rank)).reversed() {
      let (m, n) = (a.extent(fromEnd: axis), b.extent(fromEnd: axis))
      guard m == n || m == 1 || n == 1 else {
        let words = axis == 1 ? "the last axes" : "the axes \(axis) from the end"
        throw ShapeError(
          op: op, shapes: [a, b], reason: "\(words), \(m) and \(n), must be equal or one be 1")
      }
      extents.append(m == 1 ? n : m)
    }
    return try Shape(extents)
  }

  /// The extent of the axis that lies `axis` from the end (1 is the last); missing axes have 1.
  func extent(fromEnd axis: Int) -> Int { axis <= rank ? extents[rank - axis] : 1 }

  /// How many elements this shape has, if broadcasting to `output` repeats them as whole rows, one
  /// after the other; nil where it does not.
  package func rowCount(in output: Shape) -> Int? {
    let row = Array(extents.drop { $0 == 1 })
    return output.extents.suffix(row.count).elementsEqual(row) ? elementCount : nil
  }

  /// How far apart neighbours along each axis of `output` lie in a tensor of this shape; 0 where
  /// this shape repeats.
  @usableFromInline
  func strides(broadcastTo output: Shape) -> [Int] {
    var strides = [Int](repeating: 0, count: output.rank)
    var stride = 1
    for axis in 1..<(rank + 1) {
      let extent = extents[rank - axis]
      if extent != 1 { strides[output.rank - axis] = stride }
      stride *= extent
    }
    return strides
  }
}
