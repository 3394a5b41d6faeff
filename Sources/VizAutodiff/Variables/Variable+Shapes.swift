public import VizTensor

// Operations that move elements, as functions of variables.

/// The axes in another order; reversed where no permutation is given.
public func transpose<S: TensorScalar>(
  _ x: Variable<S>, permutation: [Int]? = nil
) throws -> Variable<S> {
  try x.tape.apply(.transpose(permutation), [x])
}

/// The same elements under another shape; one extent may be -1, and is what the others leave.
public func reshape<S: TensorScalar>(_ x: Variable<S>, to extents: [Int]) throws -> Variable<S> {
  try x.tape.apply(.reshape(to: extents), [x])
}

/// x repeated along axes of extent 1 and missing axes, so that it has `shape`.
public func broadcast<S: TensorScalar>(_ x: Variable<S>, to shape: Shape) throws -> Variable<S> {
  try x.tape.apply(.broadcast(to: shape), [x])
}

/// The parts joined along an axis.
public func concat<S: TensorScalar>(
  _ parts: [Variable<S>], axis: Int = 0
) throws -> Variable<S> {
  guard let first = parts.first else {
    throw ShapeError(op: "concat", reason: "it needs at least one part")
  }
  return try first.tape.apply(.concat(axis: axis), parts)
}

/// The elements from `starts` by `steps` before `stops`, axis by axis, as in NumPy.
public func slice<S: TensorScalar>(
  _ x: Variable<S>, starts: [Int], stops: [Int], steps: [Int] = []
) throws -> Variable<S> {
  try x.tape.apply(.slice(TensorSlice(starts: starts, stops: stops, steps: steps)), [x])
}

/// The entries along the first axis that `indices` number, whole numbers from 0: an embedding.
public func gather<S: TensorScalar>(
  _ x: Variable<S>, _ indices: Variable<S>
) throws -> Variable<S> {
  try x.tape.binary("gather", x, indices)
}
