import VizTensor

// The way back: what Tape+Gradient.swift does, decided beforehand.
extension ProgramCompiler {
  mutating func compileBackward(
    from output: Variable<Scalar>, withRespectTo variables: [Variable<Scalar>]?
  ) throws {
    isBackward = true
    let isWanted = wanted(variables, upTo: output.index)
    // How many contributions arrive at each node.
    var arrivals = [Int](repeating: 0, count: output.index + 1)
    var isReached = [Bool](repeating: false, count: output.index + 1)
    isReached[output.index] = true
    for index in isReached.indices.reversed() where isReached[index] && isWanted[index] {
      for input in tape.nodes[index].inputs where isWanted[input] {
        isReached[input] = true
        arrivals[input] += 1
      }
    }
    offsets.cotangents[output.index] = allocate(output.shape.elementCount)
    for index in isReached.indices.reversed() where isReached[index] && isWanted[index] {
      let positions = tape.nodes[index].inputs.indices.filter {
        isWanted[tape.nodes[index].inputs[$0]]
      }
      if positions.isEmpty { continue }
      try compileCotangents(of: index, to: positions, arrivals)
    }
    flush()
  }

  /// Which nodes depend on any of `variables`; all where there are none.
  private func wanted(_ variables: [Variable<Scalar>]?, upTo last: Int) -> [Bool] {
    guard let variables else { return [Bool](repeating: true, count: last + 1) }
    var isWanted = [Bool](repeating: false, count: last + 1)
    for variable in variables where variable.index <= last { isWanted[variable.index] = true }
    for index in isWanted.indices where !isWanted[index] {
      isWanted[index] = tape.nodes[index].inputs.contains { isWanted[$0] }
    }
    return isWanted
  }

  private mutating func compileCotangents(
    of index: Int, to positions: [Int], _ arrivals: [Int]
  ) throws {
    let node = tape.nodes[index]
    guard case .primitive(let primitive) = node.origin else { return }
    switch primitive.kernel {
    case .elementwise(_, let cotangents):
      if joinCotangents(cotangents, of: index, to: positions, arrivals) { return }
    case .loss(let terms, let reduction):
      if joinLossBack(terms.slopes, reduction, of: index, to: positions) { return }
    case .reshape:
      if passOn(index, to: node.inputs[0], arrivals) { return }
      if joinCotangents([.g], of: index, to: positions, arrivals) { return }
    case .sum(let over):
      if try joinSpread(over, isMean: false, of: index, arrivals) { return }
    case .mean(let over):
      if try joinSpread(over, isMean: true, of: index, arrivals) { return }
    case .matmul: if try multiplyBack(index, to: positions) { return }
    case .plan: if planBack(index, to: positions) { return }
    case nil: break
    }
    var contributions: [SentCotangent] = []
    for position in positions {
      let (offset, isFirst) = arrive(at: node.inputs[position])
      contributions.append(SentCotangent(position: position, offset: Int(offset), isFirst: isFirst))
    }
    append(.cotangents(index, contributions))
  }

  /// Where a contribution to the node's cotangent goes, and whether it is the first.
  private mutating func arrive(at index: Int) -> (offset: Int32, isFirst: Bool) {
    if offsets.cotangents[index] >= 0 { return (offsets.cotangents[index], false) }
    offsets.cotangents[index] = allocate(shape(index).elementCount)
    return (offsets.cotangents[index], true)
  }

  /// What comes back alone and unchanged needs no place of its own.
  private mutating func passOn(_ index: Int, to input: Int, _ arrivals: [Int]) -> Bool {
    guard arrivals[input] == 1, shape(index).elementCount == shape(input).elementCount else {
      return false
    }
    offsets.cotangents[input] = offsets.cotangents[index]
    return true
  }

  private mutating func joinCotangents(
    _ cotangents: [ElementwiseTerm], of index: Int, to positions: [Int], _ arrivals: [Int]
  ) -> Bool {
    let node = tape.nodes[index]
    let g = Source(offset: offsets.cotangents[index], shape: node.value.shape)
    let narrow = positions.map { node.inputs[$0] }.filter {
      shape($0).elementCount != node.value.shape.elementCount
    }
    // Where each goes is not decided before it is clear that all can.
    guard
      begin(
        node.value.shape, reading: node.inputs.map { source($0) } + [g],
        addingTo: narrow.map { Source(offset: -1, shape: shape($0)) })
    else { return false }
    for position in positions {
      let (input, term) = (node.inputs[position], cotangents[position])
      if case .g = term, passOn(index, to: input, arrivals) { continue }
      let (offset, isFirst) = arrive(at: input)
      let target = Source(offset: offset, shape: shape(input))
      guard shape(input).elementCount == node.value.shape.elementCount else {
        addUp(emit(term, for: index), to: target, isFirst: isFirst)
        continue
      }
      if isFirst {
        emit(term, for: index, into: offset)
      } else if case .operation(.mul, let a, let b) = term {
        let (left, right) = (emit(a, for: index), emit(b, for: index))
        instruct(.addProduct, .init(offset, .full), left, right)
      } else {
        instruct(.add, .init(offset, .full), emit(term, for: index))
      }
    }
    finishNode()
    return true
  }

  /// Each loss's share of the cotangent times its slope.
  private mutating func joinLossBack(
    _ slopes: [ElementwiseTerm], _ reduction: LossReduction, of index: Int, to positions: [Int]
  ) -> Bool {
    let inputs = tape.nodes[index].inputs
    let g = Source(offset: offsets.cotangents[index], shape: shape(index))
    guard inputs.count == 2, shape(inputs[0]) == shape(inputs[1]),
      begin(shape(inputs[0]), reading: inputs.map { source($0) } + [g])
    else { return false }
    var share = operand(g)
    if reduction == .mean {
      let count = constant(Double(shape(inputs[0]).elementCount))
      share = compute(.operation(.div), share, count)
    }
    for position in positions {
      let slope = emit(slopes[position], for: index)
      let (offset, isFirst) = arrive(at: inputs[position])
      instruct(
        isFirst ? .operation(.mul) : .addProduct, Operand(offset, .full), share, slope)
    }
    finishNode()
    return true
  }

  /// The cotangent of a sum or a mean goes to each of the elements that it is of.
  private mutating func joinSpread(
    _ over: Reduction, isMean: Bool, of index: Int, _ arrivals: [Int]
  ) throws -> Bool {
    let input = tape.nodes[index].inputs[0]
    let kept = try over.shapes(of: shape(input)).kept
    let g = Source(offset: offsets.cotangents[index], shape: kept)
    if !isMean, passOn(index, to: input, arrivals) { return true }
    guard begin(shape(input), reading: [g]) else { return false }
    var share = operand(g)
    if isMean {
      let count = constant(Double(shape(input).elementCount / max(kept.elementCount, 1)))
      share = compute(.operation(.div), share, count)
    }
    let (offset, isFirst) = arrive(at: input)
    instruct(isFirst ? .copy : .add, .init(offset, .full), share)
    finishNode()
    return true
  }

  /// `Ā = Ȳ Bᵀ` and `B̄ = Aᵀ Ȳ`, where no batch is broadcast.
  private mutating func multiplyBack(_ index: Int, to positions: [Int]) throws -> Bool {
    let inputs = tape.nodes[index].inputs
    let product = try MatrixProduct(shape(inputs[0]), shape(inputs[1]))
    let plans = try positions.map { try product.cotangent($0) }
    guard
      zip(positions, plans).allSatisfy({ $1.shape.elementCount == shape(inputs[$0]).elementCount })
    else {
      return false
    }
    for (position, plan) in zip(positions, plans) {
      let (offset, isFirst) = arrive(at: inputs[position])
      let count = shape(inputs[position]).elementCount
      let target = isFirst ? offset : take(count)
      let (g, other) = (Int(offsets.cotangents[index]), Int(offsets.values[inputs[1 - position]]))
      append(
        position == 0
          ? .multiply(plan, g, other, to: Int(target)) : .multiply(plan, other, g, to: Int(target)))
      if !isFirst { add(target, count, to: offset, of: inputs[position]) }
    }
    return true
  }

  private mutating func planBack(_ index: Int, to positions: [Int]) -> Bool {
    guard let (plan, own) = plans[index] else { return false }
    let inputs = tape.nodes[index].inputs
    flush()
    // The way back has its room beside that of others that are at work then.
    var back = own
    let roomCount = plan.roomCount(of: Scalar.self)
    let room = take(roomCount)
    back.room = Int(room)
    for position in positions {
      let (offset, isFirst) = arrive(at: inputs[position])
      let count = shape(inputs[position]).elementCount
      let target = isFirst ? offset : take(count)
      append(
        .planBack(
          plan, back, Int(offsets.cotangents[index]), position: position, to: Int(target)))
      if !isFirst { add(target, count, to: offset, of: inputs[position]) }
    }
    giveBack(roomCount, at: room)
    return true
  }

  /// Adds a contribution that was computed by itself to those that have arrived at a node.
  private mutating func add(_ source: Int32, _ count: Int, to offset: Int32, of index: Int) {
    guard begin(shape(index), reading: []) else { return }
    instruct(.add, .init(offset, .full), .init(source, .full))
    run?.registers.append((count, source))
    finishNode()
  }
}
