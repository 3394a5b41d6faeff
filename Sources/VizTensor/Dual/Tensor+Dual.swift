extension Tensor {
  /// Dual numbers whose primals are these elements, and their tangents those of `tangents`.
  ///
  /// Throws ``ShapeError`` unless the shapes are equal.
  public func dual(tangents: Tensor) throws(ShapeError) -> Tensor<Dual<Scalar>> {
    guard shape == tangents.shape else {
      throw ShapeError(
        op: "tangent", shapes: [tangents.shape], reason: "its value has the shape \(shape)")
    }
    let pairs = Swift.zip(elements, tangents.elements).map { Dual(primal: $0, tangent: $1) }
    return Tensor<Dual<Scalar>>(unchecked: pairs, shape: shape)
  }

  /// These elements as dual numbers that stand still.
  public func dual() -> Tensor<Dual<Scalar>> {
    Tensor<Dual<Scalar>>(unchecked: elements.map { Dual(primal: $0) }, shape: shape)
  }

  /// The primals of dual numbers.
  public func primals<Base>() -> Tensor<Base> where Scalar == Dual<Base> {
    Tensor<Base>(unchecked: elements.map(\.primal), shape: shape)
  }

  /// The tangents of dual numbers.
  public func tangents<Base>() -> Tensor<Base> where Scalar == Dual<Base> {
    Tensor<Base>(unchecked: elements.map(\.tangent), shape: shape)
  }
}
