import VizTensor

// Graphs of single numbers, which have a node for each: the walk of `Backpropagation/` with the
// cotangents in one flat list, and the rules computed on numbers in place of tensors. It gives the
// same, to the last bit.
extension Tape {
  /// As ``cotangents(from:seed:where:)``, for a tape that has only numbers.
  ///
  /// - Returns: The cotangent of each node, and which nodes the walk reached; the others have 0.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func numberCotangents(
    from output: Int, seed: Scalar, where isWanted: [Bool]? = nil
  ) throws -> (numbers: [Scalar], isReached: [Bool]) {
    // Not through the class at every step.
    let nodes = self.nodes
    var numbers = [Scalar](repeating: 0, count: nodes.count)
    var isReached = [Bool](repeating: false, count: nodes.count)
    numbers[output] = seed
    isReached[output] = true
    for index in (0...output).reversed() where isReached[index] && isWanted?[index] ?? true {
      let inputs = nodes[index].inputs
      for position in inputs.indices {
        let input = inputs[position]
        guard isWanted?[input] ?? true else { continue }
        let contribution = try contribution(numbers[index], of: index, to: position, nodes)
        numbers[input] = isReached[input] ? numbers[input] + contribution : contribution
        isReached[input] = true
      }
    }
    return (numbers, isReached)
  }

  /// What the node at `index` sends back to its input at `position`.
  @inline(__always)
  private func contribution(
    _ upstream: Scalar, of index: Int, to position: Int, _ nodes: [TapeNode<Scalar>]
  ) throws -> Scalar {
    guard case .primitive(let primitive) = nodes[index].origin, primitive.vjp != nil,
      case .elementwise(_, let cotangents) = primitive.kernel
    else { return try vjp(Tensor(upstream), of: index, to: position).elements[0] }
    if case .g = cotangents[position] { return upstream }
    let inputs = nodes[index].inputs
    let last = inputs.count - 1
    func value(_ position: Int) -> Scalar {
      nodes[inputs[min(position, last)]].value.elements[0]
    }
    return cotangents[position](
      number: upstream, x: value(0), y: value(1), z: value(2), w: value(3),
      f: nodes[index].value.elements[0])
  }
}
