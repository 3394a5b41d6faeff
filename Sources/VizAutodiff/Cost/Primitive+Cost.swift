public import VizTensor

// What the primitives cost, from the shapes alone: what the engine does when the tape computes
// them. Their entries in the table say it; here come the bytes, and the sums over what broadcasting
// repeated.
extension Primitive {
  /// The cost of the value.
  public func cost(of inputs: [Shape], output: Shape) -> OperationCount {
    let read = inputs.reduce(0) { $0 + $1.elementCount }
    var count = rule(inputs).value(CallShapes(inputs: inputs, output: output))
    count.bytes = (read + output.elementCount) * MemoryLayout<Scalar>.stride
    return count
  }

  /// The cost of the cotangent for the input at `position`, with the sum over the axes that
  /// broadcasting repeated.
  public func vjpCost(of inputs: [Shape], output: Shape, position: Int) -> OperationCount {
    guard inputs.indices.contains(position) else { return OperationCount() }
    let read = inputs.reduce(0) { $0 + $1.elementCount }
    var count = OperationCount()
    if !choices(inputs).contains(position) {
      count = rule(inputs).cotangent(CallShapes(inputs: inputs, output: output), position)
      if case .elementwise = kernel {
        count.additions += OperationCount.additions(output, to: inputs[position])
      }
    }
    count.bytes =
      (read + 2 * output.elementCount + inputs[position].elementCount) * MemoryLayout<Scalar>.stride
    return count
  }

  /// The cost of the tangent when all inputs move: each slope once, and the sum of the terms.
  public func jvpCost(of inputs: [Shape], output: Shape) -> OperationCount {
    var count = OperationCount()
    let moving = Set(inputs.indices).subtracting(choices(inputs))
    let call = CallShapes(inputs: inputs, output: output)
    for position in moving { count += rule(inputs).cotangent(call, position) }
    count.additions += max(0, moving.count - 1) * output.elementCount
    let read = inputs.reduce(0) { $0 + $1.elementCount }
    count.bytes = (2 * read + 2 * output.elementCount) * MemoryLayout<Scalar>.stride
    return count
  }

  /// That of the table for inputs of the right number.
  private func rule(_ inputs: [Shape]) -> CostRule {
    guard let cost, arity?.contains(inputs.count) ?? !inputs.isEmpty else { return .unknown }
    return cost
  }
}
