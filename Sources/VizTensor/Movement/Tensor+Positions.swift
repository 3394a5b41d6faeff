// Elements by their flat positions in a row-major tensor.
extension Tensor {
  /// The elements at the flat `positions`, all of them in this tensor, under `shape`.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func taking(_ positions: [Int], shape: Shape) -> Tensor {
    Tensor(unchecked: positions.map { elements[$0] }, shape: shape)
  }

  /// Zeros of `shape` to which each element is added at its flat position: the adjoint of
  /// ``taking(_:shape:)``.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func placing(at positions: [Int], in shape: Shape) -> Tensor {
    var result = [Scalar](repeating: 0, count: shape.elementCount)
    for (element, position) in Swift.zip(elements, positions) { result[position] += element }
    return Tensor(unchecked: result, shape: shape)
  }

  /// A tensor of this shape, `value` at the flat position `index` and zero elsewhere.
  public func oneHot(_ value: Scalar, at index: Int) -> Tensor {
    var result = [Scalar](repeating: 0, count: shape.elementCount)
    if result.indices.contains(index) { result[index] = value }
    return Tensor(unchecked: result, shape: shape)
  }
}
