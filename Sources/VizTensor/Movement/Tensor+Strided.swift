// A regular grid of positions in a row-major tensor: reading it transposes and slices, and adding
// to it is the adjoint of both.
extension Tensor {
  /// The elements at `offset`, and from there `strides` apart along each axis of `shape`.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func reading(_ shape: Shape, from offset: Int, strides: [Int]) -> Tensor {
    let count = shape.elementCount
    let result = [Scalar](unsafeUninitializedCapacity: count) { output, initialized in
      initialized = count
      guard count > 0 else { return }
      elements.withUnsafeBufferPointer { elements in
        BroadcastWalk(shape, strides: strides).visit { i, j, _ in
          output.initializeElement(at: i, to: elements[offset + j])
        }
      }
    }
    return Tensor(unchecked: result, shape: shape)
  }

  /// Zeros of `shape`, with the elements of this tensor where ``reading(_:from:strides:)`` would
  /// take them from: its adjoint.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func writing(into shape: Shape, from offset: Int, strides: [Int]) -> Tensor {
    var result = [Scalar](repeating: 0, count: shape.elementCount)
    if self.shape.elementCount > 0 {
      result.withUnsafeMutableBufferPointer { result in
        elements.withUnsafeBufferPointer { elements in
          BroadcastWalk(self.shape, strides: strides).visit { i, j, _ in
            result[offset + j] += elements[i]
          }
        }
      }
    }
    return Tensor(unchecked: result, shape: shape)
  }

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
