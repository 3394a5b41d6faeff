public import VizTensor

// The walk of `Backpropagation/` for users: checked, for some variables alone, and compiled for
// each type of number.
extension Tape {
  /// The gradient of `output` with respect to every value on the tape, or to `variables` alone,
  /// which leaves out the work that only others need.
  ///
  /// `seed` is the cotangent of the output, of its shape; a scalar's may be left out and is 1.
  /// Costs about as much as the forward computation did. Throws ``AutodiffError``.
  ///
  /// Griewank and Walther, "Evaluating Derivatives", 2nd edition, 2008, chapter 3.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func gradient(
    of output: Variable<Scalar>, seed: Tensor<Scalar>? = nil,
    withRespectTo variables: [Variable<Scalar>]? = nil
  ) throws -> Derivatives<Scalar> {
    let seed = try checkedSeed(seed, for: output)
    let isWanted = try variables.map { try dependents(of: $0, upTo: output.index) }
    if hasOnlyNumbers {
      let found = try numberCotangents(
        from: output.index, seed: seed.elements[0], where: isWanted)
      return Derivatives(tape: self, numbers: found.numbers, isReached: found.isReached)
    }
    return Derivatives(
      tape: self, values: try cotangents(from: output.index, seed: seed, where: isWanted))
  }

  /// What the node at `index` sends back to the input at `position` when its own cotangent is
  /// `cotangent`: upstream times local, summed over the axes that broadcasting repeated.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func vjp(
    _ cotangent: Tensor<Scalar>, of index: Int, to position: Int
  ) throws -> Tensor<Scalar> {
    guard case .primitive(let primitive) = nodes[index].origin, let vjp = primitive.vjp else {
      throw AutodiffError.missingRule(op: nodes[index].op, mode: .reverse)
    }
    // The rule that the contribution below would come to, without lists.
    if case .elementwise(_, let cotangents) = primitive.kernel {
      let inputs = nodes[index].inputs
      let last = inputs.count - 1
      return try cotangents[position](
        cotangent, x: nodes[inputs[0]].value, y: nodes[inputs[min(1, last)]].value,
        z: nodes[inputs[min(2, last)]].value, w: nodes[inputs[min(3, last)]].value,
        f: nodes[index].value
      ).sum(to: nodes[inputs[position]].value.shape)
    }
    return try contribution(cotangent, of: index, to: position, by: vjp)
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func call(of node: TapeNode<Scalar>) -> Call<Scalar> {
    Call(inputs: node.inputs.map { nodes[$0].value }, output: node.value)
  }

  /// Which nodes, up to the one at `last`, depend on any of `variables`.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func dependents(of variables: [Variable<Scalar>], upTo last: Int) throws -> [Bool] {
    var isDependent = [Bool](repeating: false, count: nodes.count)
    for variable in variables {
      guard variable.tape === self else { throw AutodiffError.otherTape(op: "gradient") }
      isDependent[variable.index] = true
    }
    for index in 0...last where !isDependent[index] {
      isDependent[index] = nodes[index].inputs.contains { isDependent[$0] }
    }
    return isDependent
  }

  private func checkedSeed(
    _ seed: Tensor<Scalar>?, for output: Variable<Scalar>
  ) throws -> Tensor<Scalar> {
    guard output.tape === self else { throw AutodiffError.otherTape(op: "gradient") }
    guard let seed else {
      guard output.shape.isScalar else { throw AutodiffError.noSeed(output: output.shape) }
      return 1
    }
    guard seed.shape == output.shape else {
      throw AutodiffError.seedShape(seed: seed.shape, value: output.shape)
    }
    return seed
  }
}

extension Optional {
  /// Adds a contribution to those that have arrived.
  @inline(__always)
  mutating func accumulate<Scalar>(
    _ contribution: Tensor<Scalar>
  ) throws where Wrapped == Tensor<Scalar> {
    // Taken out of the list, so that the sum is no one else's and grows in place.
    guard var sum = take() else {
      self = contribution
      return
    }
    try sum.add(contribution)
    self = sum
  }
}
