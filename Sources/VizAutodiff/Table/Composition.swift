import VizTensor

/// One use of an operation that is made of others: its definition, recorded on a tape of its own.
struct Composition<Scalar: TensorScalar> {
  private let tape: Tape<Scalar>
  private let inputs: [Variable<Scalar>]
  private let output: Variable<Scalar>

  /// Records the definition of `op`; what does not fit in a part of it does not fit `op`, and is
  /// told of its inputs.
  init(
    of op: String, _ values: [Tensor<Scalar>], by definition: Primitive<Scalar>.Definition
  ) throws {
    let tape = Tape<Scalar>()
    self.tape = tape
    inputs = values.map { tape.input($0) }
    do {
      output = try definition(inputs)
    } catch let error as ShapeError {
      throw ShapeError(op: op, shapes: values.map(\.shape), reason: error.reason)
    }
  }

  var value: Tensor<Scalar> { output.value }

  /// What goes back to the input at `position` for the output's cotangent `g`.
  func cotangent(_ g: Tensor<Scalar>, to position: Int) throws -> Tensor<Scalar> {
    let input = inputs[position]
    return try tape.gradient(of: output, seed: g, withRespectTo: [input])[input]
  }

  /// The output's tangent, for those of the inputs that move.
  func tangent(_ tangents: [Tensor<Scalar>?]) throws -> Tensor<Scalar> {
    var seeds: [Variable<Scalar>: Tensor<Scalar>] = [:]
    for (input, tangent) in zip(inputs, tangents) { seeds[input] = tangent }
    return try tape.tangents(of: output, seeds: seeds)[output]
  }

  /// What computing the value takes: every operation of the tape.
  var cost: OperationCount {
    tape.nodes.reduce(OperationCount()) { sum, node in
      guard case .primitive(let primitive) = node.origin else { return sum }
      return sum + primitive.cost(of: shapes(of: node), output: node.value.shape)
    }
  }

  /// What the walk back to the input at `position` takes, as `Tape.cotangents` goes it.
  func cotangentCost(to position: Int) throws -> OperationCount {
    let isWanted = try tape.dependents(of: [inputs[position]], upTo: output.index)
    var arrivals = [Int](repeating: 0, count: output.index + 1)
    arrivals[output.index] = 1
    var count = OperationCount()
    for index in arrivals.indices.reversed() where arrivals[index] > 0 && isWanted[index] {
      let node = tape.nodes[index]
      count.additions += (arrivals[index] - 1) * node.value.shape.elementCount
      guard case .primitive(let primitive) = node.origin else { continue }
      for (position, input) in node.inputs.enumerated() where isWanted[input] {
        arrivals[input] += 1
        count += primitive.vjpCost(
          of: shapes(of: node), output: node.value.shape, position: position)
      }
    }
    return count
  }

  private func shapes(of node: TapeNode<Scalar>) -> [Shape] {
    node.inputs.map { tape.nodes[$0].value.shape }
  }
}
