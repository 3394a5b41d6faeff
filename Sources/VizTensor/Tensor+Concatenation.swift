extension Tensor {
  /// The tensors joined along their first axis; a scalar counts as a vector of one.
  ///
  /// Throws ``ShapeError`` unless all other axes agree.
  public static func concatenate(_ parts: [Tensor]) throws(ShapeError) -> Tensor {
    let tails = parts.map { Array($0.shape.extents.dropFirst()) }
    guard let tail = tails.first else { return Tensor([]) }
    if let odd = tails.firstIndex(where: { $0 != tail }) {
      throw ShapeError(
        op: "concat", shapes: [parts[0].shape, parts[odd].shape],
        reason: "all axes but the first must be equal")
    }
    let first = parts.reduce(0) { $0 + ($1.shape.extents.first ?? 1) }
    return try Tensor(parts.flatMap(\.elements), shape: Shape([first] + tail))
  }

  /// The flat run of elements from `start`, under `shape`: what ``concatenate(_:)`` took from one
  /// part. Throws ``ShapeError`` where the run leaves the tensor.
  public func slice(from start: Int, shape: Shape) throws(ShapeError) -> Tensor {
    guard start >= 0, start <= elements.count, shape.count <= elements.count - start else {
      throw ShapeError(
        op: "slice", shapes: [self.shape], reason: "\(shape) from \(start) lies outside it")
    }
    return Tensor(unchecked: Array(elements[start..<start + shape.count]), shape: shape)
  }
}
