public import VizTensor

// Reverse mode. The cotangent of a node is the derivative of the output with respect to it. It
// starts as the seed at the output and goes back along the tape: each node multiplies its own by
// the local derivative of each input (its vjp), and what arrives at an input by several ways adds
// up. That is the chain rule, and all there is to backpropagation.
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
    var cotangents = [Tensor<Scalar>?](repeating: nil, count: nodes.count)
    cotangents[output.index] = try checkedSeed(seed, for: output)
    let isWanted = try variables.map { try dependents(of: $0, upTo: output.index) }

    for index in (0...output.index).reversed() {
      guard let cotangent = cotangents[index], isWanted?[index] ?? true else { continue }
      for (position, input) in nodes[index].inputs.enumerated() where isWanted?[input] ?? true {
        let contribution = try vjp(cotangent, of: index, to: position)
        // Taken out of the list, so that the sum is no one else's and grows in place.
        guard var sum = cotangents[input].take() else {
          cotangents[input] = contribution
          continue
        }
        try sum.add(contribution)
        cotangents[input] = sum
      }
    }
    return Derivatives(tape: self, values: cotangents)
  }

  /// Which nodes, up to the one at `last`, depend on any of `variables`.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  private func dependents(of variables: [Variable<Scalar>], upTo last: Int) throws -> [Bool] {
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
    let shape = nodes[nodes[index].inputs[position]].value.shape
    // The rule that the closure below would come to, without lists.
    if case .elementwise(_, let cotangents) = primitive.kernel {
      let inputs = nodes[index].inputs
      return try cotangents[position](
        cotangent, x: nodes[inputs[0]].value, y: nodes[inputs[inputs.count - 1]].value,
        f: nodes[index].value
      ).sum(to: shape)
    }
    return try vjp(cotangent, call(of: nodes[index]), position).sum(to: shape)
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func call(of node: TapeNode<Scalar>) -> Call<Scalar> {
    Call(inputs: node.inputs.map { nodes[$0].value }, output: node.value)
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
