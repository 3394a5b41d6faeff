import VizTensor

// Recording for users: by an operation's name, without lists where there are one or two inputs, and
// compiled for each type of number.
extension Tape {
  /// Computes `op` of `inputs` and records it; throws ``AutodiffError`` where there is no such
  /// rule or the variables are another tape's, and `ShapeError` where the shapes do not fit.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func apply(_ op: String, _ inputs: Variable<Scalar>...) throws -> Variable<Scalar> {
    try apply(named: op, inputs)
  }

  /// Computes `primitive` of `inputs` and records it.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func apply(
    _ primitive: Primitive<Scalar>, _ inputs: [Variable<Scalar>]
  ) throws -> Variable<Scalar> {
    try record(primitive, inputs)
  }

  /// As `apply`, without lists, which every operation of a graph of single numbers would pay for.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func binary(
    _ op: String, _ a: Variable<Scalar>, _ b: Variable<Scalar>
  ) throws -> Variable<Scalar> {
    guard let primitive = primitives[op], case .elementwise(let value, _) = primitive.kernel else {
      return try apply(named: op, [a, b])
    }
    guard a.tape === self, b.tape === self else { throw AutodiffError.otherTape(op: op) }
    let inputs = TapeInputs(a.index, b.index)
    if hasOnlyNumbers {
      let (x, y) = (number(at: a.index), number(at: b.index))
      return append(primitive, inputs, Tensor(value(number: x, x: x, y: y, z: x, w: x, f: x)))
    }
    let (x, y) = (nodes[a.index].value, nodes[b.index].value)
    return append(primitive, inputs, try value(x, x: x, y: y, z: x, w: x, f: x))
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func unary(_ op: String, _ a: Variable<Scalar>) throws -> Variable<Scalar> {
    guard let primitive = primitives[op], case .elementwise(let value, _) = primitive.kernel else {
      return try apply(named: op, [a])
    }
    guard a.tape === self else { throw AutodiffError.otherTape(op: op) }
    if hasOnlyNumbers {
      let x = number(at: a.index)
      return append(
        primitive, TapeInputs(a.index), Tensor(value(number: x, x: x, y: x, z: x, w: x, f: x)))
    }
    let x = nodes[a.index].value
    return append(primitive, TapeInputs(a.index), try value(x, x: x, y: x, z: x, w: x, f: x))
  }

  /// The value of a node of a tape that has only numbers.
  @inline(__always)
  private func number(at index: Int) -> Scalar { nodes[index].value.elements[0] }

  private func apply(
    named op: String, _ inputs: [Variable<Scalar>]
  ) throws -> Variable<Scalar> {
    guard let primitive = primitives[op] else { throw AutodiffError.missingRule(op: op, mode: nil) }
    return try apply(primitive, inputs)
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func leaf(
    _ value: Tensor<Scalar>, _ kind: LeafKind, _ name: String?
  ) -> Variable<Scalar> {
    let variable = append(TapeNode(origin: .leaf(kind), inputs: .none, value: value, scope: scope))
    return name.map(variable.named) ?? variable
  }
}
