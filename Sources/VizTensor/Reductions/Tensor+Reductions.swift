// Reductions of axes. What is left keeps its axes with extent 1: `kept` is that shape, which
// broadcasts back to the tensor's. Sums are in `sum(to:)`, the adjoint of broadcasting.
extension Tensor {
  /// The sum of all elements; 0 for none.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func sum() -> Tensor {
    var sum: Scalar = 0
    for element in elements { sum += element }
    return Tensor(sum)
  }

  /// The mean of all elements; NaN for none.
  public func mean() -> Tensor { Tensor(sum().elements[0] / Scalar(shape.elementCount)) }

  /// The mean over the axes that `kept` reduces to extent 1; NaN of none.
  public func mean(to kept: Shape) throws(ShapeError) -> Tensor {
    try sum(to: kept) / Tensor(Scalar(shape.count(over: kept)))
  }

  /// Which element a search along axes looks for.
  public enum Extreme: String, Sendable { case max, min }

  /// The flat positions of the first greatest (or least) element, or of the first NaN, along the
  /// axes that `kept` reduces to extent 1.
  ///
  /// Throws ``ShapeError`` where there is nothing to choose from.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func positions(
    of extreme: Extreme, to kept: Shape
  ) throws(ShapeError) -> [Int] {
    guard shape.elementCount > 0 || kept.elementCount == 0 else {
      throw ShapeError(
        op: extreme.rawValue, shapes: [shape], reason: "it needs at least one element")
    }
    switch extreme {
    case .max: return firstPositions(to: kept) { candidate, best in candidate > best }
    case .min: return firstPositions(to: kept) { candidate, best in candidate < best }
    }
  }

  @inline(__always)
  private func firstPositions(
    to kept: Shape, where beats: (Scalar, Scalar) -> Bool
  ) -> [Int] {
    var positions = [Int](repeating: -1, count: kept.elementCount)
    guard shape.elementCount > 0 else { return positions }
    elements.withUnsafeBufferPointer { elements in
      positions.withUnsafeMutableBufferPointer { positions in
        BroadcastWalk(shape, kept, .scalar).visit { i, j, _ in
          let best = positions[j]
          // Nothing beats NaN, and NaN beats every number.
          if best < 0 || beats(elements[i], elements[best])
            || (elements[i].isNaN && !elements[best].isNaN)
          {
            positions[j] = i
          }
        }
      }
    }
    return positions
  }

  /// The greatest element, or NaN, along the axes that `kept` reduces to extent 1; 0 of none.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func maximum(to kept: Shape) -> Tensor {
    if shape.elementCount == 0 { return .zeros(kept) }
    if Self.isRecorded { return folded(.max, to: kept).value }
    return taking(
      firstPositions(to: kept) { candidate, best in candidate > best }, shape: kept)
  }

  /// `exp(x)` over its sum along the axes that `kept` reduces to extent 1, shifted by the greatest
  /// so that nothing overflows.
  public func softmax(to kept: Shape) throws(ShapeError) -> Tensor {
    if !Self.isRecorded, let plan = SoftmaxPlan(shape, to: kept) {
      return plan.value(of: [self], shape: shape)
    }
    let powers = try (self - maximum(to: kept)).map(.exp)
    return try powers / powers.sum(to: kept)
  }

  /// The logarithm of ``softmax(to:)``, with all digits where that vanishes.
  public func logSoftmax(to kept: Shape) throws(ShapeError) -> Tensor {
    let shifted = try self - maximum(to: kept)
    return try shifted - shifted.map(.exp).sum(to: kept).map(.log)
  }

  /// `log(sum(exp(x)))` along the axes that `kept` reduces to extent 1, shifted by the greatest so
  /// that nothing overflows; -infinity of none.
  public func logsumexp(to kept: Shape) throws(ShapeError) -> Tensor {
    // Infinity minus itself would be NaN: an infinite maximum stays unshifted, and is the answer.
    let largest = maximum(to: kept).map { $0.isFinite ? $0 : 0 }
    return try largest + (self - largest).map(.exp).sum(to: kept).map(.log)
  }

  /// The Euclidean norm along the axes that `kept` reduces to extent 1, without overflow or
  /// underflow in between.
  public func norm(to kept: Shape) throws(ShapeError) -> Tensor {
    if kept.elementCount == 1 { return try norm().reshaped(to: kept) }
    let reduced = kept.extents.indices.filter { kept.extents[$0] != shape.extents[$0] }
    let others = kept.extents.indices.filter { kept.extents[$0] == shape.extents[$0] }
    let rows = try transposed(others + reduced)
    let length = shape.count(over: kept)
    return Tensor(
      unchecked: (0..<kept.elementCount).map {
        Tensor.norm(of: rows.elements[$0 * length..<($0 + 1) * length])
      }, shape: kept)
  }

  /// The Euclidean norm of all elements, without overflow or underflow in between.
  public func norm() -> Tensor { Tensor(Tensor.norm(of: elements[...])) }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  private static func norm(of elements: ArraySlice<Scalar>) -> Scalar {
    var squares: Scalar = 0
    for element in elements { squares += element * element }
    if squares.isNormal { return squares.squareRoot() }
    var largest: Scalar = 0
    for element in elements where element.magnitude > largest { largest = element.magnitude }
    guard largest > 0, largest.isFinite, !squares.isNaN else {
      return squares.isNaN ? squares : largest
    }
    // A power of two scales without rounding.
    let scale = largest.binade
    squares = 0
    for element in elements { squares += (element / scale) * (element / scale) }
    return scale * squares.squareRoot()
  }
}

extension Shape {
  /// How many elements each cell of `kept` stands for: the product of the reduced axes.
  func count(over kept: Shape) -> Int {
    var count = 1
    for (extent, keptExtent) in zip(extents, kept.extents) where extent != keptExtent {
      count *= extent
    }
    return count
  }
}
