// Axes as users number them: from 0, or from the end with -1 as the last.
extension Shape {
  /// `axis` counted from the front; throws ``ShapeError`` naming `op` where there is none such.
  public func axis(_ axis: Int, for op: String) throws(ShapeError) -> Int {
    guard axis >= -rank, axis < rank else {
      let range = rank == 0 ? "a scalar has none" : "they go from \(-rank) to \(rank - 1)"
      throw ShapeError(op: op, shapes: [self], reason: "there is no axis \(axis); \(range)")
    }
    return axis < 0 ? axis + rank : axis
  }

  /// `axes` counted from the front, ascending; all of them for nil, and none for an empty list.
  ///
  /// Throws ``ShapeError`` naming `op` where there is none such, or one is named twice.
  public func axes(_ axes: [Int]?, for op: String) throws(ShapeError) -> [Int] {
    guard let axes else { return Array(0..<rank) }
    var isNamed = [Bool](repeating: false, count: rank)
    for axis in axes {
      let position = try self.axis(axis, for: op)
      guard !isNamed[position] else {
        throw ShapeError(op: op, shapes: [self], reason: "axis \(axis) is named twice in \(axes)")
      }
      isNamed[position] = true
    }
    return isNamed.indices.filter { isNamed[$0] }
  }

  /// As this shape, with extent 1 at `axes`, which count from the front.
  public func reduced(over axes: [Int]) -> Shape {
    var extents = extents
    for axis in axes { extents[axis] = 1 }
    return Shape(unchecked: extents, count: extents.reduce(1, *))
  }

  /// As this shape, without `axes`, which count from the front.
  public func removing(_ axes: [Int]) -> Shape {
    let kept = extents.indices.filter { !axes.contains($0) }.map { extents[$0] }
    return Shape(unchecked: kept, count: kept.reduce(1, *))
  }

  /// How far apart neighbours along each axis lie among the row-major elements.
  var strides: [Int] {
    var strides = [Int](repeating: 1, count: rank)
    for axis in (0..<Swift.max(rank - 1, 0)).reversed() {
      strides[axis] = strides[axis + 1] * extents[axis + 1]
    }
    return strides
  }

  /// The elements before, along and after `axis` multiply to the count: how a row-major walk
  /// meets one axis.
  func split(at axis: Int) -> (outer: Int, extent: Int, inner: Int) {
    (
      extents[..<axis].reduce(1, *), extents[axis], extents[(axis + 1)...].reduce(1, *)
    )
  }
}

extension Shape {
  /// `extents`, with what they leave of this shape's elements in the place of a -1.
  ///
  /// Throws ``ShapeError`` where -1 stands twice, or the others do not divide the element count.
  public func filling(_ extents: [Int]) throws(ShapeError) -> Shape {
    guard let index = extents.firstIndex(of: -1) else { return try Shape(extents) }
    var filled = extents
    filled[index] = 1
    guard !filled.contains(-1) else {
      throw ShapeError(
        op: "reshape", shapes: [self], reason: "\(extents) has more than one -1")
    }
    let others = try Shape(filled).elementCount
    guard others > 0, elementCount.isMultiple(of: others) else {
      throw ShapeError(
        op: "reshape", shapes: [self],
        reason:
          "it has \(elementCount) elements, and no number in the place of -1 makes \(extents) have "
          + "as many")
    }
    filled[index] = elementCount / others
    return try Shape(filled)
  }
}
