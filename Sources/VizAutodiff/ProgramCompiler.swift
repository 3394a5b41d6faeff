import VizTensor

/// Turns a tape into the steps of a ``TapeProgram``.
struct ProgramCompiler<Scalar: TensorScalar> {
  let tape: Tape<Scalar>
  var places: ProgramPlaces
  private(set) var forward: [ProgramStep] = []
  private(set) var backward: [ProgramStep] = []
  private(set) var constants: [(offset: Int, value: Double)] = []
  private var count = 0
  private var constantOffsets: [UInt64: Int32] = [:]
  private var run: RunBuilder?
  private var isBackward = false
  /// Numbers that earlier runs used on their way, by how many there are.
  private var free: [Int: [Int32]] = [:]

  init(_ tape: Tape<Scalar>) {
    self.tape = tape
    let none = [Int32](repeating: -1, count: tape.nodes.count)
    places = ProgramPlaces(values: none, cotangents: none)
  }

  /// How many numbers the program works on; throws `ShapeError` where positions do not fit.
  func checkedCount() throws -> Int {
    guard count <= Int(Int32.max) else {
      throw ShapeError(
        op: "program", reason: "it works on \(count) numbers; at most \(Int32.max) fit")
    }
    return count
  }

  // MARK: - Forward

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
      places.values[index] = allocate(node.value.shape.count)
      return
    }
    if case .reshape = primitive.kernel {
      places.values[index] = places.values[node.inputs[0]]
      return
    }
    places.values[index] = allocate(node.value.shape.count)
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
          plan, Int(places.values[a]), Int(places.values[b]), to: Int(places.values[index])))
      return
    case .reshape, nil: break
    }
    append(.value(index))
  }

  /// Whether the run at hand, or a new one, takes the node in.
  private mutating func joinValue(_ value: ElementwiseTerm, of index: Int) -> Bool {
    let node = tape.nodes[index]
    guard begin(node.value.shape, reading: node.inputs.map { source($0) }) else { return false }
    emit(value, for: index, into: places.values[index])
    finishNode()
    return true
  }

  private mutating func joinSum(_ over: Reduction, isMean: Bool, of index: Int) throws -> Bool {
    let input = tape.nodes[index].inputs[0]
    let kept = try over.shapes(of: shape(input)).kept
    let target = Source(offset: places.values[index], shape: kept)
    guard begin(shape(input), reading: [source(input)], addingTo: [target]) else { return false }
    let x = operand(source(input))
    let count = constant(Double(shape(input).count / max(kept.count, 1)))
    if kept.count == shape(input).count {
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
    guard inputs[0].shape == inputs[1].shape,
      begin(inputs[0].shape, reading: inputs, addingTo: reduction == .none ? [] : [target])
    else { return false }
    switch (reduction, inputs[0].shape.count) {
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

  // MARK: - Backward

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
    places.cotangents[output.index] = allocate(output.shape.count)
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
    case nil: break
    }
    var contributions: [Contribution] = []
    for position in positions {
      let (offset, isFirst) = arrive(at: node.inputs[position])
      contributions.append(Contribution(position: position, offset: Int(offset), isFirst: isFirst))
    }
    append(.cotangents(index, contributions))
  }

  /// Where a contribution to the node's cotangent goes, and whether it is the first.
  private mutating func arrive(at index: Int) -> (offset: Int32, isFirst: Bool) {
    if places.cotangents[index] >= 0 { return (places.cotangents[index], false) }
    places.cotangents[index] = allocate(shape(index).count)
    return (places.cotangents[index], true)
  }

  /// What comes back alone and unchanged needs no place of its own.
  private mutating func passOn(_ index: Int, to input: Int, _ arrivals: [Int]) -> Bool {
    guard arrivals[input] == 1, shape(index).count == shape(input).count else { return false }
    places.cotangents[input] = places.cotangents[index]
    return true
  }

  private mutating func joinCotangents(
    _ cotangents: [ElementwiseTerm], of index: Int, to positions: [Int], _ arrivals: [Int]
  ) -> Bool {
    let node = tape.nodes[index]
    let g = Source(offset: places.cotangents[index], shape: node.value.shape)
    let narrow = positions.map { node.inputs[$0] }.filter {
      shape($0).count != node.value.shape.count
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
      guard shape(input).count == node.value.shape.count else {
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
    let g = Source(offset: places.cotangents[index], shape: shape(index))
    guard shape(inputs[0]) == shape(inputs[1]),
      begin(shape(inputs[0]), reading: inputs.map { source($0) } + [g])
    else { return false }
    var share = operand(g)
    if reduction == .mean {
      let count = constant(Double(shape(inputs[0]).count))
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
    let g = Source(offset: places.cotangents[index], shape: kept)
    if !isMean, passOn(index, to: input, arrivals) { return true }
    guard begin(shape(input), reading: [g]) else { return false }
    var share = operand(g)
    if isMean {
      let count = constant(Double(shape(input).count / max(kept.count, 1)))
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
    guard zip(positions, plans).allSatisfy({ $1.shape.count == shape(inputs[$0]).count }) else {
      return false
    }
    for (position, plan) in zip(positions, plans) {
      let (offset, isFirst) = arrive(at: inputs[position])
      let count = shape(inputs[position]).count
      let target = isFirst ? offset : take(count)
      let (g, other) = (Int(places.cotangents[index]), Int(places.values[inputs[1 - position]]))
      append(
        position == 0
          ? .multiply(plan, g, other, to: Int(target)) : .multiply(plan, other, g, to: Int(target)))
      if isFirst { continue }
      guard begin(shape(inputs[position]), reading: []) else { continue }
      instruct(.add, .init(offset, .full), .init(target, .full))
      run?.registers.append((count, target))
      finishNode()
    }
    return true
  }

  // MARK: - Steps

  private mutating func append(_ step: ProgramStep) {
    flush()
    if isBackward { backward.append(step) } else { forward.append(step) }
  }

  /// Ends the run at hand, which gives back what it used on its way.
  private mutating func flush() {
    guard let ended = run else { return }
    run = nil
    for register in ended.registers { free[register.count, default: []].append(register.offset) }
    if !ended.run.body.isEmpty { append(.elementwise(ended.run)) }
  }

  // MARK: - Places

  /// Numbers in the workspace, and the shape that they have.
  private struct Source {
    var offset: Int32
    var shape: Shape
  }

  private func shape(_ index: Int) -> Shape { tape.nodes[index].value.shape }

  private func source(_ index: Int) -> Source {
    Source(offset: places.values[index], shape: shape(index))
  }

  private mutating func allocate(_ numbers: Int) -> Int32 {
    // What is long begins at a line of the cache; single numbers lie close together.
    if numbers >= 16 { count = (count + 15) / 16 * 16 }
    defer { count += numbers }
    // Where it does not fit, the count says so in the end.
    return Int32(clamping: count)
  }

  /// Numbers to be given back.
  private mutating func take(_ numbers: Int) -> Int32 {
    free[numbers]?.popLast() ?? allocate(numbers)
  }

  /// Numbers that the run gives back, or other nodes of it have done with.
  private mutating func takeTemporarily(_ numbers: Int) -> Int32 {
    if let offset = run?.idle[numbers]?.popLast() { return offset }
    let offset = take(numbers)
    run?.registers.append((numbers, offset))
    return offset
  }

  private mutating func constant(_ value: Double) -> Operand {
    let offset = constantOffsets[value.bitPattern] ?? allocate(1)
    if constantOffsets.updateValue(offset, forKey: value.bitPattern) == nil {
      constants.append((Int(offset), value))
    }
    return Operand(offset, run?.count == 1 ? .full : .scalar)
  }

  // MARK: - Runs

  private typealias Operand = ElementwiseInstruction.Operand

  /// The run that nodes join while their shapes agree.
  private struct RunBuilder {
    var run: ElementwiseRun
    var hasRows = false
    /// The sums that are being added up, which are there when the run has ended.
    var sums: Set<Int32> = []
    /// Rows that are repeated over a block, by where they come from.
    var repeated: [Int32: Operand] = [:]
    /// What the run uses on its way.
    var registers: [(count: Int, offset: Int32)] = []
    /// What of that the node at hand does, and what other nodes have done with. The latter is not
    /// for what the prologue writes, which lasts for the whole run.
    var temporaries: [(count: Int, offset: Int32)] = []
    var idle: [Int: [Int32]] = [:]

    var count: Int { run.count }
    /// What a register takes.
    var registerCount: Int { run.mostBlockLength }
  }

  /// Makes a run over the elements of `shape` the one at hand, that may read `sources` and add up
  /// to `targets`; false where one of these is neither as long, nor a row, nor a single number.
  private mutating func begin(
    _ shape: Shape, reading sources: [Source], addingTo targets: [Source] = []
  ) -> Bool {
    guard shape.count > 0 else { return false }
    var columns: Int?
    for source in sources + targets
    where source.shape.count != shape.count && source.shape.count != 1 {
      guard let row = source.shape.rowCount(in: shape), columns ?? row == row else { return false }
      columns = row
    }
    if let run, !fits(run, shape.count, columns, sources) { flush() }
    if run == nil { run = RunBuilder(run: ElementwiseRun(count: shape.count)) }
    if let columns {
      run?.run.columns = columns
      run?.hasRows = true
    }
    return true
  }

  private func fits(
    _ run: RunBuilder, _ count: Int, _ columns: Int?, _ sources: [Source]
  ) -> Bool {
    guard run.count == count, !sources.contains(where: { run.sums.contains($0.offset) }) else {
      return false
    }
    guard let columns else { return true }
    // Longer rows would make the blocks longer than the registers that the run has already.
    return run.hasRows ? run.run.columns == columns : columns <= ElementwiseRun.aim / 8
  }

  private mutating func finishNode() {
    for temporary in run?.temporaries ?? [] {
      run?.idle[temporary.count, default: []].append(temporary.offset)
    }
    run?.temporaries = []
  }

  private mutating func instruct(
    _ code: ElementwiseInstruction.Code, _ output: Operand, _ left: Operand, _ right: Operand? = nil
  ) {
    run?.run.body.append(ElementwiseInstruction(code, output, left, right))
  }

  /// How the run at hand reads `source`.
  private mutating func operand(_ source: Source) -> Operand {
    guard let run, source.shape.count != run.count else { return Operand(source.offset, .full) }
    if source.shape.count == 1 { return Operand(source.offset, .scalar) }
    if let register = run.repeated[source.offset] { return register }
    let register = Operand(take(run.registerCount), .register)
    self.run?.registers.append((run.registerCount, register.offset))
    self.run?.repeated[source.offset] = register
    self.run?.run.prologue.append(
      ElementwiseInstruction(.repeatRow, register, Operand(source.offset, .row)))
    return register
  }

  /// Computes the formula for the node at `index`; answers where.
  private mutating func emit(_ term: ElementwiseTerm, for index: Int) -> Operand {
    let node = tape.nodes[index]
    switch term {
    case .g: return Operand(places.cotangents[index], .full)
    case .f: return Operand(places.values[index], .full)
    case .x: return operand(source(node.inputs[0]))
    case .y: return operand(source(node.inputs[1]))
    case .constant(let value): return constant(value)
    case .function(let function, let a):
      return compute(.function(function), emit(a, for: index))
    case .operation(let operation, let a, let b):
      let left = emit(a, for: index)
      return compute(.operation(operation), left, emit(b, for: index))
    }
  }

  /// Computes the formula for the node at `index` into the numbers at `target`.
  private mutating func emit(_ term: ElementwiseTerm, for index: Int, into target: Int32) {
    let output = Operand(target, .full)
    switch term {
    case .function(let function, let a):
      let a = emit(a, for: index)
      if a.kind != .scalar { return instruct(.function(function), output, a) }
      instruct(.copy, output, compute(.function(function), a))
    case .operation(let operation, let a, let b):
      let left = emit(a, for: index)
      instruct(.operation(operation), output, left, emit(b, for: index))
    default: instruct(.copy, output, emit(term, for: index))
    }
  }

  /// Into a register; into a single number where the operands are.
  private mutating func compute(
    _ code: ElementwiseInstruction.Code, _ left: Operand, _ right: Operand? = nil
  ) -> Operand {
    let isScalar = left.kind == .scalar && right?.kind ?? .scalar == .scalar
    let numbers = isScalar ? 1 : run?.registerCount ?? 1
    let kind: ElementwiseInstruction.Kind =
      isScalar ? .scalar : run?.count == 1 ? .full : .register
    let output = Operand(takeTemporarily(numbers), kind)
    run?.temporaries.append((numbers, output.offset))
    instruct(code, output, left, right)
    return output
  }

  /// Adds `terms` up to the fewer numbers of `target`; answers how a run's end reads them.
  @discardableResult
  private mutating func addUp(
    _ terms: Operand, to target: Source, isFirst: Bool
  ) -> Operand {
    let sum = Operand(target.offset, target.shape.count == 1 ? .scalar : .row)
    var terminal = sum
    if !isFirst {
      // What was there before may not be added to term by term: it would round differently.
      terminal.offset = take(target.shape.count)
      run?.registers.append((target.shape.count, terminal.offset))
      run?.run.epilogue.append(ElementwiseInstruction(.add, sum, terminal))
    }
    let zero = constant(0)
    run?.run.prologue.append(ElementwiseInstruction(.copy, terminal, zero))
    instruct(sum.kind == .scalar ? .sum : .sumRows, terminal, terms)
    run?.sums.insert(target.offset)
    return sum
  }
}
