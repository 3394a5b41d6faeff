extension Tensor {
  /// `a` where the mask is not 0, and `b` elsewhere, all three broadcast; throws ``ShapeError``.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package static func choosing(
    by mask: Tensor, _ a: Tensor, _ b: Tensor
  ) throws(ShapeError) -> Tensor {
    let shape = try Shape.broadcast(
      mask.shape, Shape.broadcast(a.shape, b.shape, for: "where"), for: "where")
    let (a, b) = (try a.broadcast(to: shape), try b.broadcast(to: shape))
    let mask = try mask.broadcast(to: shape)
    return Tensor(
      unchecked: shape.elementCount == 0
        ? []
        : (0..<shape.elementCount).map { mask.elements[$0] == 0 ? b.elements[$0] : a.elements[$0] },
      shape: shape)
  }
}
