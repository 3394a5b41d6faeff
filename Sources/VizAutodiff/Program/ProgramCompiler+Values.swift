import VizTensor

// The way forward.
extension ProgramCompiler {
  mutating func compileForward(_ outputs: [Variable<Scalar>]) throws {
    var isNeeded = [Bool](repeating: false, count: tape.nodes.count)
    for output in outputs { isNeeded[output.index] = true }
    for index in tape.nodes.indices.reversed() where isNeeded[index] {
      for input in tape.nodes[index].inputs { isNeeded[input] = true }
    }
    for index in tape.nodes.indices where isNeeded[index] { try compileValue(of: index) }
    flush()
  }

  private mutating func compileValue(of index: Int) throws {
    let node = tape.nodes[index]
    guard case .primitive(let primitive) = node.origin else {
      offsets.values[index] = allocate(node.value.shape.elementCount)
      return
    }
    if case .reshape = primitive.kernel {
      offsets.values[index] = offsets.values[node.inputs[0]]
      return
    }
    offsets.values[index] = allocate(node.value.shape.elementCount)
    switch primitive.kernel {
    case .elementwise(let value, _): if joinValue(value, of: index) { return }
    case .loss(let terms, let reduction): if joinLoss(terms.value, reduction, of: index) { return }
    case .sum(let over): if try joinSum(over, isMean: false, of: index) { return }
    case .mean(let over): if try joinSum(over, isMean: true, of: index) { return }
    case .matmul:
      let (a, b) = (node.inputs[0], node.inputs[1])
      let plan = try MatrixPlan(shape(a), shape(b))
      append(
        .multiply(
          plan, Int(offsets.values[a]), Int(offsets.values[b]), to: Int(offsets.values[index])))
      return
    case .plan(let make):
      if let plan = try make(node.inputs.map(shape)) {
        let own = makeOffsets(of: plan, at: index)
        plans[index] = (plan, own)
        return append(.plan(plan, own))
      }
    case .reshape, nil: break
    }
    append(.value(index))
  }

  /// Where an operation works; its room is free for others as soon as it is done.
  private mutating func makeOffsets(
    of plan: any OperationPlan, at index: Int
  ) -> PlanOffsets {
    // What the run at hand gives back is not taken from under it.
    flush()
    let inputs = tape.nodes[index].inputs.map { Int(offsets.values[$0]) }
    let roomCount = plan.roomCount(of: Scalar.self)
    let (kept, room) = (allocate(plan.keptCount(of: Scalar.self)), take(roomCount))
    giveBack(roomCount, at: room)
    return PlanOffsets(
      inputs: inputs, output: Int(offsets.values[index]), kept: Int(kept), room: Int(room))
  }

  /// Whether the run at hand, or a new one, takes the node in.
  private mutating func joinValue(_ value: ElementwiseTerm, of index: Int) -> Bool {
    let node = tape.nodes[index]
    guard begin(node.value.shape, reading: node.inputs.map { source($0) }) else { return false }
    emit(value, for: index, into: offsets.values[index])
    finishNode()
    return true
  }

  private mutating func joinSum(_ over: Reduction, isMean: Bool, of index: Int) throws -> Bool {
    let input = tape.nodes[index].inputs[0]
    let kept = try over.shapes(of: shape(input)).kept
    let target = Source(offset: offsets.values[index], shape: kept)
    guard begin(shape(input), reading: [source(input)], addingTo: [target]) else { return false }
    let x = operand(source(input))
    let count = constant(Double(shape(input).elementCount / max(kept.elementCount, 1)))
    if kept.elementCount == shape(input).elementCount {
      let sum = Operand(target.offset, .full)
      if isMean {
        instruct(.operation(.div), sum, x, count)
      } else {
        instruct(.copy, sum, x)
      }
    } else {
      let sum = addUp(x, to: target, isFirst: true)
      if isMean {
        run?.run.epilogue.append(ElementwiseInstruction(.operation(.div), sum, sum, count))
      }
    }
    finishNode()
    return true
  }

  /// The losses, and their sum or mean, where there are no labels.
  private mutating func joinLoss(
    _ value: ElementwiseTerm, _ reduction: LossReduction, of index: Int
  ) -> Bool {
    let inputs = tape.nodes[index].inputs.map { source($0) }
    let target = source(index)
    guard inputs.count == 2, inputs[0].shape == inputs[1].shape,
      begin(inputs[0].shape, reading: inputs, addingTo: reduction == .none ? [] : [target])
    else { return false }
    switch (reduction, inputs[0].shape.elementCount) {
    case (.none, _): emit(value, for: index, into: target.offset)
    case (_, 1):
      // Sums begin at 0, and a mean of one divides by 1.
      let output = Operand(target.offset, .full)
      let zero = constant(0)
      instruct(.operation(.add), output, zero, emit(value, for: index))
    case (_, let count):
      let sum = addUp(emit(value, for: index), to: target, isFirst: true)
      if reduction == .mean {
        let count = constant(Double(count))
        run?.run.epilogue.append(ElementwiseInstruction(.operation(.div), sum, sum, count))
      }
    }
    finishNode()
    return true
  }
}
