public import VizTensor

// What the primitives cost, from the shapes alone: what the engine does when the tape computes
// them. The shapes are those of a call that can be computed. Where a branch decides, the costlier
// one counts.
extension Primitive {
  /// The cost of the value.
  public func cost(of inputs: [Shape], output: Shape) -> OperationCount {
    let read = inputs.reduce(0) { $0 + $1.count }
    var count = use(inputs, output).value
    count.bytes = (read + output.count) * MemoryLayout<Scalar>.stride
    return count
  }

  /// The cost of the cotangent for the input at `position`, with the sum over the axes that
  /// broadcasting repeated.
  public func vjpCost(of inputs: [Shape], output: Shape, position: Int) -> OperationCount {
    guard inputs.indices.contains(position) else { return OperationCount() }
    let read = inputs.reduce(0) { $0 + $1.count }
    var count = OperationCount()
    if !choices(inputs).contains(position) {
      count = use(inputs, output).cotangent(position)
      if case .elementwise = kernel {
        count.additions += PrimitiveUse.additions(output, inputs[position])
      }
    }
    count.bytes = (read + 2 * output.count + inputs[position].count) * MemoryLayout<Scalar>.stride
    return count
  }

  /// The cost of the tangent when all inputs move: each slope once, and the sum of the terms.
  public func jvpCost(of inputs: [Shape], output: Shape) -> OperationCount {
    var count = OperationCount()
    let moving = Set(inputs.indices).subtracting(choices(inputs))
    for position in moving { count += use(inputs, output).cotangent(position) }
    count.additions += max(0, moving.count - 1) * output.count
    let read = inputs.reduce(0) { $0 + $1.count }
    count.bytes = (2 * read + 2 * output.count) * MemoryLayout<Scalar>.stride
    return count
  }

  private func use(_ inputs: [Shape], _ output: Shape) -> PrimitiveUse {
    PrimitiveUse(
      name: name, attributes: attributes, kernel: kernel, inputs: inputs, output: output)
  }
}
