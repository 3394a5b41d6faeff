public import VizTensor

// Forward mode. The tangent of a node is how fast it changes as the inputs move along their seeds.
extension Tape {
  /// The directional derivative of every value on the tape, up to `output`, as the inputs move
  /// along `seeds`.
  ///
  /// Each seed has its variable's shape; inputs without one stand still. Costs about as much as
  /// the forward computation did. Throws ``AutodiffError``.
  ///
  /// Griewank and Walther, "Evaluating Derivatives", 2nd edition, 2008, chapter 3.
  public func tangents(
    of output: Variable<Scalar>, seeds: [Variable<Scalar>: Tensor<Scalar>]
  ) throws -> Derivatives<Scalar> {
    guard output.tape === self else { throw AutodiffError.otherTape(op: "tangents") }
    var tangents = [Tensor<Scalar>?](repeating: nil, count: nodes.count)
    for (variable, seed) in seeds {
      guard variable.tape === self else { throw AutodiffError.otherTape(op: "tangents") }
      guard seed.shape == variable.shape else {
        throw AutodiffError.seedShape(seed: seed.shape, value: variable.shape)
      }
      tangents[variable.index] = seed
    }

    for index in 0...output.index where tangents[index] == nil {
      let incoming = nodes[index].inputs.map { tangents[$0] }
      guard incoming.contains(where: { $0 != nil }) else { continue }
      guard case .primitive(let primitive) = nodes[index].origin, let jvp = primitive.jvp else {
        throw AutodiffError.missingRule(op: nodes[index].op, mode: .forward)
      }
      // Where only a part of a broadcast moves, the sum of the terms may lack the other's axes.
      tangents[index] = try jvp(incoming, call(of: nodes[index]))?.broadcast(
        to: nodes[index].value.shape)
    }
    return Derivatives(tape: self, values: tangents)
  }
}
