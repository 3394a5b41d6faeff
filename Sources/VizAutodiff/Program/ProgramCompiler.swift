import VizTensor

/// Turns a tape into the steps of a ``TapeProgram``.
struct ProgramCompiler<Scalar: TensorScalar> {
  let tape: Tape<Scalar>
  var offsets: ProgramOffsets
  private(set) var forward: [ProgramStep] = []
  private(set) var backward: [ProgramStep] = []
  private(set) var constants: [(offset: Int, value: Double)] = []
  private var count = 0
  private var constantOffsets: [UInt64: Int32] = [:]
  var run: RunBuilder?
  /// The plans of nodes that have one, and where they work.
  var plans: [Int: (plan: any OperationPlan, offsets: PlanOffsets)] = [:]
  var isBackward = false
  /// Numbers that earlier runs used on their way, by how many there are.
  private var free: [Int: [Int32]] = [:]

  init(_ tape: Tape<Scalar>) {
    self.tape = tape
    let none = [Int32](repeating: -1, count: tape.nodes.count)
    offsets = ProgramOffsets(values: none, cotangents: none)
  }

  /// How many numbers the program works on; throws `ShapeError` where positions do not fit.
  func checkedCount() throws -> Int {
    guard count <= Int(Int32.max) else {
      throw ShapeError(
        op: "program", reason: "it works on \(count) numbers; at most \(Int32.max) fit")
    }
    return count
  }

  // MARK: - Steps

  mutating func append(_ step: ProgramStep) {
    flush()
    if isBackward { backward.append(step) } else { forward.append(step) }
  }

  /// Ends the run at hand, which gives back what it used on its way.
  mutating func flush() {
    guard let ended = run else { return }
    run = nil
    for register in ended.registers { free[register.count, default: []].append(register.offset) }
    if !ended.run.body.isEmpty { append(.elementwise(ended.run)) }
  }

  // MARK: - Places

  /// Numbers in the workspace, and the shape that they have.
  struct Source {
    var offset: Int32
    var shape: Shape
  }

  func shape(_ index: Int) -> Shape { tape.nodes[index].value.shape }

  func source(_ index: Int) -> Source {
    Source(offset: offsets.values[index], shape: shape(index))
  }

  mutating func allocate(_ numbers: Int) -> Int32 {
    // What is long begins at a line of the cache; single numbers lie close together.
    if numbers >= 16 { count = (count + 15) / 16 * 16 }
    defer { count += numbers }
    // Where it does not fit, the count says so in the end.
    return Int32(clamping: count)
  }

  /// Numbers to be given back.
  mutating func take(_ numbers: Int) -> Int32 {
    free[numbers]?.popLast() ?? allocate(numbers)
  }

  /// Gives numbers back that only the step at hand works in.
  mutating func giveBack(_ numbers: Int, at offset: Int32) {
    free[numbers, default: []].append(offset)
  }

  /// Numbers that the run gives back, or other nodes of it have done with.
  mutating func takeTemporarily(_ numbers: Int) -> Int32 {
    if let offset = run?.idle[numbers]?.popLast() { return offset }
    let offset = take(numbers)
    run?.registers.append((numbers, offset))
    return offset
  }

  mutating func constant(_ value: Double) -> Operand {
    let offset = constantOffsets[value.bitPattern] ?? allocate(1)
    if constantOffsets.updateValue(offset, forKey: value.bitPattern) == nil {
      constants.append((Int(offset), value))
    }
    return Operand(offset, run?.count == 1 ? .full : .scalar)
  }
}
