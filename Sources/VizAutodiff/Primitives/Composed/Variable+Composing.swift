import VizTensor

// What definitions of composites are written in: one axis at a time, and nothing is recorded that
// leaves everything as it is.
extension Variable {
  func constant(_ value: Tensor<Scalar>) -> Variable { tape.constant(value) }

  var extents: [Int] { shape.extents }

  /// The same elements with these extents.
  func reshaped(to extents: [Int]) throws -> Variable {
    extents == self.extents ? self : try reshape(self, to: extents)
  }

  /// Axis `i` of the result is axis `order[i]`.
  func transposed(_ order: [Int]) throws -> Variable {
    order == Array(0..<order.count) ? self : try transpose(self, permutation: order)
  }

  /// Every `step`-th element along `axis` (from the front) from `start` before `stop`.
  func sliced(axis: Int, from start: Int, to stop: Int, by step: Int = 1) throws -> Variable {
    if start == 0, stop == extents[axis], step == 1 { return self }
    let others = extents[..<axis]
    return try slice(
      self, starts: others.map { _ in 0 } + [start], stops: others + [stop],
      steps: others.map { _ in 1 } + [step])
  }

  /// With zeros before and after along `axis`, which counts from the front.
  func padded(axis: Int, before: Int, after: Int) throws -> Variable {
    var parts = [self]
    for (count, side) in [(before, 0), (after, 1)] where count > 0 {
      var extents = extents
      extents[axis] = count
      parts.insert(constant(.zeros(try Shape(extents))), at: side == 0 ? 0 : parts.count)
    }
    return parts.count == 1 ? self : try concat(parts, axis: axis)
  }

  /// The elements along `axis` (from the front) at `positions`, in their order.
  func taking(_ positions: [Int], axis: Int) throws -> Variable {
    if positions == Array(0..<extents[axis]) { return self }
    // The order that swaps two axes is its own inverse.
    var order = Array(0..<shape.rank)
    order.swapAt(0, axis)
    let indices = constant(Tensor(positions.map { Scalar($0) }))
    return try gather(transposed(order), indices).transposed(order)
  }

  /// As a batch of one, where the axis of the batch is missing.
  func batched(rank: Int) throws -> Variable {
    shape.rank == rank - 1 ? try reshaped(to: [1] + extents) : self
  }

  /// Without the axis of the batch, where the original had none.
  func unbatched(as original: Variable, rank: Int) throws -> Variable {
    original.shape.rank == rank - 1 ? try reshaped(to: Array(extents.dropFirst())) : self
  }
}
