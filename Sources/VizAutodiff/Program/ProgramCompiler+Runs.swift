import VizTensor

// Elementwise work, which nodes join in runs.
extension ProgramCompiler {
  typealias Operand = ElementwiseInstruction.Operand

  /// Makes a run over the elements of `shape` the one at hand, that may read `sources` and add up
  /// to `targets`; false where one of these is neither as long, nor a row, nor a single number.
  mutating func begin(
    _ shape: Shape, reading sources: [Source], addingTo targets: [Source] = []
  ) -> Bool {
    guard shape.elementCount > 0 else { return false }
    var columns: Int?
    for source in sources + targets
    where source.shape.elementCount != shape.elementCount && source.shape.elementCount != 1 {
      guard let row = source.shape.rowCount(in: shape), columns ?? row == row else { return false }
      columns = row
    }
    if let run, !fits(run, shape.elementCount, columns, sources) { flush() }
    if run == nil { run = RunBuilder(run: ElementwiseRun(count: shape.elementCount)) }
    if let columns {
      run?.run.columns = columns
      run?.hasRows = true
    }
    return true
  }

  func fits(
    _ run: RunBuilder, _ count: Int, _ columns: Int?, _ sources: [Source]
  ) -> Bool {
    guard run.count == count, !sources.contains(where: { run.sums.contains($0.offset) }) else {
      return false
    }
    guard let columns else { return true }
    // Longer rows would make the blocks longer than the registers that the run has already.
    return run.hasRows ? run.run.columns == columns : columns <= ElementwiseRun.aim / 8
  }

  mutating func finishNode() {
    for temporary in run?.temporaries ?? [] {
      run?.idle[temporary.count, default: []].append(temporary.offset)
    }
    run?.temporaries = []
  }

  mutating func instruct(
    _ code: ElementwiseInstruction.Code, _ output: Operand, _ left: Operand, _ right: Operand? = nil
  ) {
    run?.run.body.append(ElementwiseInstruction(code, output, left, right))
  }

  /// How the run at hand reads `source`.
  mutating func operand(_ source: Source) -> Operand {
    guard let run, source.shape.elementCount != run.count else {
      return Operand(source.offset, .full)
    }
    if source.shape.elementCount == 1 { return Operand(source.offset, .scalar) }
    if let register = run.repeated[source.offset] { return register }
    let register = Operand(take(run.registerCount), .register)
    self.run?.registers.append((run.registerCount, register.offset))
    self.run?.repeated[source.offset] = register
    self.run?.run.prologue.append(
      ElementwiseInstruction(.repeatRow, register, Operand(source.offset, .row)))
    return register
  }

  /// Computes the formula for the node at `index`; answers where.
  mutating func emit(_ term: ElementwiseTerm, for index: Int) -> Operand {
    let node = tape.nodes[index]
    switch term {
    case .g: return Operand(offsets.cotangents[index], .full)
    case .f: return Operand(offsets.values[index], .full)
    case .x: return operand(source(node.inputs[0]))
    case .y: return operand(source(node.inputs[1]))
    case .z: return operand(source(node.inputs[2]))
    case .w: return operand(source(node.inputs[3]))
    case .constant(let value): return constant(value)
    case .function(let function, let a):
      return compute(.function(function), emit(a, for: index))
    case .operation(let operation, let a, let b):
      let left = emit(a, for: index)
      return compute(.operation(operation), left, emit(b, for: index))
    }
  }

  /// Computes the formula for the node at `index` into the numbers at `target`.
  mutating func emit(_ term: ElementwiseTerm, for index: Int, into target: Int32) {
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
  mutating func compute(
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
  mutating func addUp(
    _ terms: Operand, to target: Source, isFirst: Bool
  ) -> Operand {
    let sum = Operand(target.offset, target.shape.elementCount == 1 ? .scalar : .row)
    var terminal = sum
    if !isFirst {
      // What was there before may not be added to term by term: it would round differently.
      terminal.offset = take(target.shape.elementCount)
      run?.registers.append((target.shape.elementCount, terminal.offset))
      run?.run.epilogue.append(ElementwiseInstruction(.add, sum, terminal))
    }
    let zero = constant(0)
    run?.run.prologue.append(ElementwiseInstruction(.copy, terminal, zero))
    instruct(sum.kind == .scalar ? .sum : .sumRows, terminal, terms)
    run?.sums.insert(target.offset)
    return sum
  }
}
