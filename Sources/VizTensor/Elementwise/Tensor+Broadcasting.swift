extension Tensor {
  /// `function` of every element.
  @inlinable
  public func map(_ function: (Scalar) throws -> Scalar) rethrows -> Tensor {
    // Not Array.map, whose appending keeps the compiler from using vectors.
    let result = try [Scalar](unsafeUninitializedCapacity: elements.count) { output, initialized in
      try elements.withUnsafeBufferPointer { input in
        for i in input.indices {
          output.initializeElement(at: i, to: try function(input[i]))
          initialized = i + 1
        }
      }
    }
    return Tensor(unchecked: result, shape: shape)
  }

  /// `function` of every pair of elements, after broadcasting; throws ``ShapeError`` naming `op`.
  @inlinable
  public static func zip(
    _ a: Tensor, _ b: Tensor, for op: String, _ function: (Scalar, Scalar) -> Scalar
  ) throws(ShapeError) -> Tensor {
    let shape = try Shape.broadcast(a.shape, b.shape, for: op)
    let count = shape.elementCount
    let result = [Scalar](unsafeUninitializedCapacity: count) { output, initialized in
      initialized = count
      guard count > 0 else { return }
      a.elements.withUnsafeBufferPointer { left in
        b.elements.withUnsafeBufferPointer { right in
          if left.count == count && right.count == count {
            for i in 0..<count { output.initializeElement(at: i, to: function(left[i], right[i])) }
          } else if right.count == 1 {
            let y = right[0]
            for i in 0..<count { output.initializeElement(at: i, to: function(left[i], y)) }
          } else if left.count == 1 {
            let x = left[0]
            for i in 0..<count { output.initializeElement(at: i, to: function(x, right[i])) }
          } else {
            BroadcastWalk(shape, a.shape, b.shape).visit { i, j, k in
              output.initializeElement(at: i, to: function(left[j], right[k]))
            }
          }
        }
      }
    }
    return Tensor(unchecked: result, shape: shape)
  }

  /// Adds another tensor, in place where both have one shape; throws ``ShapeError``.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public mutating func add(_ other: Tensor) throws(ShapeError) {
    guard shape == other.shape else {
      self = try self + other
      return
    }
    elements.withUnsafeMutableBufferPointer { sum in
      other.elements.withUnsafeBufferPointer { terms in
        for i in sum.indices { sum[i] += terms[i] }
      }
    }
  }

  /// Adds `factor` times another tensor of the same shape in place: a step of gradient descent.
  /// Throws ``ShapeError``.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public mutating func add(_ other: Tensor, times factor: Scalar) throws(ShapeError) {
    guard shape == other.shape else {
      throw ShapeError(
        op: "add in place", shapes: [shape, other.shape], reason: "the shapes must be equal")
    }
    elements.withUnsafeMutableBufferPointer { sum in
      other.elements.withUnsafeBufferPointer { terms in
        for i in sum.indices { sum[i] += factor * terms[i] }
      }
    }
  }

  /// Repeats the tensor so that it has `shape`; throws ``ShapeError`` unless it broadcasts to that.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func broadcast(to shape: Shape) throws(ShapeError) -> Tensor {
    if self.shape == shape { return self }
    guard try Shape.broadcast(self.shape, shape, for: "broadcast") == shape else {
      throw ShapeError(
        op: "broadcast", shapes: [self.shape], reason: "it has more elements than \(shape)")
    }
    let repeated = [Scalar](unsafeUninitializedCapacity: shape.elementCount) {
      output, initialized in
      initialized = shape.elementCount
      guard shape.elementCount > 0 else { return }
      elements.withUnsafeBufferPointer { elements in
        BroadcastWalk(shape, self.shape, .scalar).visit { index, source, _ in
          output.initializeElement(at: index, to: elements[source])
        }
      }
    }
    return Tensor(unchecked: repeated, shape: shape)
  }

  /// Sums the axes that broadcasting to this tensor's shape had repeated: the adjoint of
  /// ``broadcast(to:)``, which every gradient of a broadcasting operation ends with.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func sum(to shape: Shape) throws(ShapeError) -> Tensor {
    if self.shape == shape { return self }
    if shape.isScalar { return sum() }
    guard try Shape.broadcast(shape, self.shape, for: "sum to \(shape)") == self.shape else {
      throw ShapeError(
        op: "sum to \(shape)", shapes: [self.shape], reason: "\(shape) does not broadcast to it")
    }
    // Axes of extent 1 come and go without a sum.
    if shape.elementCount == self.shape.elementCount {
      return Tensor(unchecked: elements, shape: shape)
    }
    var sums = [Scalar](repeating: 0, count: shape.elementCount)
    if self.shape.elementCount > 0 {
      sums.withUnsafeMutableBufferPointer { sums in
        elements.withUnsafeBufferPointer { elements in
          let walk = BroadcastWalk(self.shape, shape, .scalar)
          let count = walk.rowCount
          // In one and the same order, whichever axes go.
          switch walk.leftStep {
          case 0:
            walk.visitRows { i, j, _ in
              var sum = sums[j]
              for step in 0..<count { sum += elements[i + step] }
              sums[j] = sum
            }
          case 1:
            walk.visitRows { i, j, _ in
              for step in 0..<count { sums[j + step] += elements[i + step] }
            }
          default: walk.visit { i, j, _ in sums[j] += elements[i] }
          }
        }
      }
    }
    return Tensor(unchecked: sums, shape: shape)
  }
}

extension UnsafeMutableBufferPointer where Element: TensorScalar {
  /// Adds `factor` times the other numbers, as many of them as there are: a step of gradient
  /// descent.
  @_specialize(where Element == Double)
  @_specialize(where Element == Float)
  public func add(_ other: UnsafeBufferPointer<Element>, times factor: Element) {
    for i in 0..<Swift.min(count, other.count) { self[i] += factor * other[i] }
  }
}
