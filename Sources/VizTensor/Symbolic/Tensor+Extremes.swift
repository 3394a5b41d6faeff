// The greatest and the least element: by their places where the numbers are known, and by one
// comparison after the other where they are only recorded.
extension Tensor {
  /// Whether its numbers are not known, so that none can be picked by its size.
  static var isRecorded: Bool { Scalar.self == Symbol.self }

  /// The greatest (or least) element along the axes that `kept` reduces to extent 1.
  ///
  /// Throws ``ShapeError`` where there is nothing to choose from.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func taking(_ extreme: Extreme, to kept: Shape) throws(ShapeError) -> Tensor {
    if Self.isRecorded, shape.elementCount > 0 { return folded(extreme, to: kept).value }
    return taking(try positions(of: extreme, to: kept), shape: kept)
  }

  /// These elements, one for each of `kept`, where the first greatest (or least) of `x` along the
  /// other axes is, and 0 elsewhere: the adjoint of ``taking(_:to:)``.
  ///
  /// Throws ``ShapeError`` where there is nothing to choose from.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func placing(
    at extreme: Extreme, of x: Tensor, to kept: Shape
  ) throws(ShapeError) -> Tensor {
    if Self.isRecorded, x.shape.elementCount > 0 {
      return try self * x.folded(extreme, to: kept).share
    }
    return placing(at: try x.positions(of: extreme, to: kept), in: x.shape)
  }

  /// The extreme as a chain of comparisons of two, and the chain's derivative, which is 1 at the
  /// first extreme and 0 elsewhere.
  func folded(_ extreme: Extreme, to kept: Shape) -> (value: Tensor, share: Tensor) {
    let (take, isFirst): (ElementwiseOperation, ElementwiseOperation) =
      extreme == .max ? (.maximum, .maximumIsFirst) : (.minimum, .minimumIsFirst)
    func apply(_ operation: ElementwiseOperation, _ a: Scalar, _ b: Scalar) -> Scalar {
      var result = a
      withUnsafePointer(to: a) { a in
        withUnsafePointer(to: b) { b in
          operation.apply(a, step: 1, b, step: 1, to: &result, count: 1)
        }
      }
      return result
    }
    var members = [[Int]](repeating: [], count: kept.elementCount)
    BroadcastWalk(shape, kept, .scalar).visit { i, j, _ in members[j].append(i) }
    var values = [Scalar](repeating: 0, count: kept.elementCount)
    var shares = [Scalar](repeating: 0, count: shape.elementCount)
    for (cell, indices) in members.enumerated() {
      guard let first = indices.first else { continue }
      var best = elements[first]
      var stays: [Scalar] = []
      for index in indices.dropFirst() {
        stays.append(apply(isFirst, best, elements[index]))
        best = apply(take, best, elements[index])
      }
      values[cell] = best
      // What a comparison lets through goes to all before it.
      var share: Scalar = 1
      for (index, stays) in Swift.zip(indices.dropFirst(), stays).reversed() {
        shares[index] = share * (1 - stays)
        share *= stays
      }
      shares[first] = share
    }
    return (Tensor(unchecked: values, shape: kept), Tensor(unchecked: shares, shape: shape))
  }
}
