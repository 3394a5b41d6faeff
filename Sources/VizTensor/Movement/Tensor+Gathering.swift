extension Tensor {
  /// The elements as positions `0 ..< count`, for the operation `op` that calls them `noun`.
  ///
  /// Throws ``ShapeError`` at the first that is no whole number in the range.
  public func positions(
    below count: Int, op: String, noun: String, of shape: Shape
  ) throws(ShapeError) -> [Int] {
    var positions: [Int] = []
    positions.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      guard let position = element.wholeNumber, position >= 0, position < count else {
        let range = count == 0 ? "there are none to choose from" : "they go from 0 to \(count - 1)"
        throw ShapeError(
          op: op, shapes: [shape, self.shape],
          reason: "\(noun) \(index) is \(element), not a whole number in range: \(range)")
      }
      positions.append(position)
    }
    return positions
  }

  /// The entries along the first axis that `indices` number, in their order and under their shape:
  /// an embedding, where this tensor is the table.
  ///
  /// `[n, …]` and `[i, …]` give `[i, …, …]`; throws ``ShapeError`` where an index is no whole
  /// number from 0 to n - 1.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func gathering(_ indices: Tensor) throws(ShapeError) -> Tensor {
    let (rows, row) = try rows(of: indices)
    var result: [Scalar] = []
    result.reserveCapacity(rows.count * row.elementCount)
    for position in rows {
      result.append(
        contentsOf: elements[position * row.elementCount..<(position + 1) * row.elementCount])
    }
    return Tensor(
      unchecked: result, shape: try Shape(indices.shape.extents + row.extents))
  }

  /// The adjoint of ``gathering(_:)``: what came from one entry several times adds up there.
  ///
  /// This tensor has the shape that `gathering` gives; `table` is what it gathers from.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func scattering(to indices: Tensor, of table: Tensor) throws(ShapeError) -> Tensor {
    let (rows, row) = try table.rows(of: indices)
    guard elements.count == rows.count * row.elementCount else {
      throw ShapeError(
        op: "gather", shapes: [shape, indices.shape], reason: "the entries have shape \(row)")
    }
    var result = [Scalar](repeating: 0, count: table.shape.elementCount)
    for (i, position) in rows.enumerated() {
      for j in 0..<row.elementCount {
        result[position * row.elementCount + j] += elements[i * row.elementCount + j]
      }
    }
    return Tensor(unchecked: result, shape: table.shape)
  }

  private func rows(of indices: Tensor) throws(ShapeError) -> (rows: [Int], row: Shape) {
    guard let extent = shape.extents.first else {
      throw ShapeError(
        op: "gather", shapes: [shape, indices.shape], reason: "a scalar has no axis to choose from")
    }
    let rows = try indices.positions(below: extent, op: "gather", noun: "index", of: shape)
    return (rows, shape.removing([0]))
  }
}

extension Tensor {
  /// The flat position of each label's element in this tensor, whose classes lie along `axis`.
  ///
  /// The labels have this tensor's shape without the axis; throws ``ShapeError`` where that is not
  /// so, or a label is no class.
  public func positions(
    ofLabels labels: Tensor, axis: Int, for op: String
  ) throws(ShapeError) -> [Int] {
    let axis = try shape.axis(axis, for: op)
    guard labels.shape == shape.removing([axis]) else {
      throw ShapeError(
        op: op, shapes: [shape, labels.shape],
        reason: "the labels have shape \(shape.removing([axis]))")
    }
    let (_, extent, inner) = shape.split(at: axis)
    var positions = try labels.positions(below: extent, op: op, noun: "label", of: shape)
    for example in positions.indices {
      let (outer, offset) = example.quotientAndRemainder(dividingBy: inner)
      positions[example] = (outer * extent + positions[example]) * inner + offset
    }
    return positions
  }
}
