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
  public func mean() -> Tensor { Tensor(sum().elements[0] / Scalar(shape.count)) }

  /// The position in ``elements`` of the first greatest one, or of the first NaN; nil for none.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func indexOfMaximum() -> Int? {
    firstIndex { candidate, best in candidate > best }
  }

  /// The position in ``elements`` of the first least one, or of the first NaN; nil for none.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func indexOfMinimum() -> Int? {
    firstIndex { candidate, best in candidate < best }
  }

  @inline(__always)
  private func firstIndex(where beats: (Scalar, Scalar) -> Bool) -> Int? {
    guard var best = elements.first else { return nil }
    if best.isNaN { return 0 }
    var index = 0
    for i in 1..<elements.count {
      if elements[i].isNaN { return i }
      if beats(elements[i], best) { (best, index) = (elements[i], i) }
    }
    return index
  }

  /// The Euclidean norm of all elements, without overflow or underflow in between.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func norm() -> Tensor {
    var squares: Scalar = 0
    for element in elements { squares += element * element }
    if squares.isNormal { return Tensor(squares.squareRoot()) }
    var largest: Scalar = 0
    for element in elements where element.magnitude > largest { largest = element.magnitude }
    guard largest > 0, largest.isFinite, !squares.isNaN else {
      return Tensor(squares.isNaN ? squares : largest)
    }
    // A power of two scales without rounding.
    let scale = largest.binade
    squares = 0
    for element in elements { squares += (element / scale) * (element / scale) }
    return Tensor(scale * squares.squareRoot())
  }

  /// The sum along the last axis, which stays with extent 1; a scalar is its own sum.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func sumOfRows() -> Tensor {
    reduceRows { row in
      var sum: Scalar = 0
      for element in row { sum += element }
      return sum
    }
  }

  /// The greatest element along the last axis, which stays with extent 1; -infinity for none.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func maximumOfRows() -> Tensor {
    reduceRows { row in
      var largest = -Scalar.infinity
      for element in row where element > largest || element.isNaN { largest = element }
      return largest
    }
  }

  @inline(__always)
  private func reduceRows(_ reduce: (ArraySlice<Scalar>) -> Scalar) -> Tensor {
    guard let length = shape.extents.last else { return self }
    let rows = shape.extents.dropLast().reduce(1, *)
    let values = (0..<rows).map { reduce(elements[$0 * length..<($0 + 1) * length]) }
    let extents = shape.extents.dropLast() + [1]
    return Tensor(unchecked: values, shape: Shape(unchecked: Array(extents), count: rows))
  }

  /// `exp(x)` over its sum along the last axis, shifted by the greatest so that nothing overflows.
  public func softmax() throws(ShapeError) -> Tensor {
    let powers = try (self - maximumOfRows()).map(.exp)
    return try powers / powers.sumOfRows()
  }

  /// `log(sum(exp(x)))` over all elements, shifted by the greatest so that nothing overflows.
  public func logsumexp() throws(ShapeError) -> Tensor {
    guard let index = indexOfMaximum() else { return Tensor(-Scalar.infinity) }
    let largest = Tensor(elements[index])
    // Infinity minus itself is NaN; an infinite or NaN maximum is the answer.
    guard elements[index].isFinite else { return largest }
    return try largest + (self - largest).map(.exp).sum().map(.log)
  }

  /// A tensor of this shape, `value` at the flat position `index` and zero elsewhere.
  public func oneHot(_ value: Scalar, at index: Int) -> Tensor {
    var result = [Scalar](repeating: 0, count: shape.count)
    if result.indices.contains(index) { result[index] = value }
    return Tensor(unchecked: result, shape: shape)
  }
}
