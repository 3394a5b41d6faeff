public import VizTensor

/// A recorded computation that runs again, forward and backward, with other values at its leaves.
///
/// Recording decides what is computed; the program keeps that and a place for every value and
/// every cotangent, so that running it looks nothing up and allocates nothing. It computes what the
/// tape would, to the last bit:
///
///     let tape = Tape<Float>()
///     let x = tape.input(points), w = tape.parameter(weights)
///     let loss = try mean(square(matmul(x, w)))
///     let program = try TapeProgram(of: loss, withRespectTo: [w])
///     for batch in batches {
///       try program.set(x, to: batch)
///       try program.forward()
///       try program.backward()
///       try program.update(w) { weights, gradient in weights.add(gradient, times: -0.1) }
///     }
///
/// Shapes stay as they were recorded, and so does everything that the recording decided by looking
/// at values. An operation that has no kernel of its own runs by its rules on tensors, which does
/// allocate.
///
/// Griewank and Walther, "Evaluating Derivatives", 2nd edition, 2008, section 6.1, on tapes that are
/// run again.
public final class TapeProgram<Scalar: TensorScalar> {
  /// The variable whose value the program computes.
  public let output: Variable<Scalar>
  /// Counts the runs for what is drawn at random, such as dropout: a step has its own masks, the
  /// same for the same step. At 0 they are those of the tape.
  public var step = 0

  /// How often it was run forward.
  package private(set) var runs = 0

  private let workspace: Workspace<Scalar>
  private let offsets: ProgramOffsets
  /// How many elements each node has.
  private let counts: [Int]
  private let forwardSteps, backwardSteps: [ProgramStep]
  private var tape: Tape<Scalar> { output.tape }

  /// What computes `output` from the leaves that it depends on, and its gradient with respect to
  /// `variables`, or to every value where these are left out; with the values that the tape has.
  ///
  /// `others` are values to be computed beside it, such as scores of which the output is the loss.
  /// Unless it `keepsAll`, it leaves out of memory what can pass from one operation to the next:
  /// the values of leaves, `output` and `others`, and the gradients asked for (of leaves, where all
  /// are), are then the only ones that can be had.
  /// Throws ``AutodiffError`` where a variable is another tape's, and `ShapeError` where there are
  /// more numbers than a program holds.
  public init(
    of output: Variable<Scalar>, withRespectTo variables: [Variable<Scalar>]? = nil,
    computing others: [Variable<Scalar>] = [], keepsAll: Bool = true
  ) throws {
    guard ((variables ?? []) + others).allSatisfy({ $0.tape === output.tape }) else {
      throw AutodiffError.otherTape(op: "program")
    }
    self.output = output
    var compiler = ProgramCompiler(output.tape)
    try compiler.compileForward([output] + others)
    try compiler.compileBackward(from: output, withRespectTo: variables)
    if !keepsAll {
      let leaves = output.tape.nodes.indices.filter { output.tape.nodes[$0].leafKind != nil }
        .map { Variable(tape: output.tape, index: $0) }
      compiler.leaveOut(
        allBut: [output] + others, gradients: (variables ?? leaves) + [output])
    }
    offsets = compiler.offsets
    counts = output.tape.nodes.map(\.value.shape.elementCount)
    forwardSteps = compiler.forward
    backwardSteps = compiler.backward
    workspace = Workspace(count: try compiler.checkedCount())
    for (offset, constant) in compiler.constants { workspace.elements[offset] = Scalar(constant) }
    for (index, offset) in offsets.values.enumerated() where offset >= 0 {
      workspace.set(output.tape.nodes[index].value, at: Int(offset))
    }
    for case .plan(let plan, let offsets) in forwardSteps {
      plan.keep(offsets.operands(on: workspace.elements))
    }
  }

  // MARK: - Running

  /// Computes every value from the leaves. Throws what the primitives throw, such as `ShapeError`
  /// for a label that is no class.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func forward() throws {
    runs += 1
    for step in forwardSteps { try execute(step) }
  }

  /// Computes the gradient at the values that ``forward()`` left.
  ///
  /// `seed` is the cotangent of the output, of its shape; a scalar's may be left out and is 1.
  /// Throws ``AutodiffError``.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func backward(seed: Tensor<Scalar>? = nil) throws {
    if let seed {
      guard seed.shape == output.shape else {
        throw AutodiffError.seedShape(seed: seed.shape, value: output.shape)
      }
      workspace.set(seed, at: Int(offsets.cotangents[output.index]))
    } else {
      guard output.shape.isScalar else { throw AutodiffError.noSeed(output: output.shape) }
      workspace.elements[Int(offsets.cotangents[output.index])] = 1
    }
    for step in backwardSteps { try execute(step) }
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  private func execute(_ step: ProgramStep) throws {
    let base = workspace.elements
    switch step {
    case .elementwise(let run): run.execute(on: base)
    case .multiply(let plan, let a, let b, let c): plan.multiply(base + a, base + b, to: base + c)
    case .plan(let plan, let offsets): plan.value(of: offsets.operands(on: base))
    case .planBack(let plan, let offsets, let g, let position, let target):
      plan.cotangent(
        base + g, at: position, offsets.operands(on: base), to: base + target)
    case .value(let index): try computeValue(of: index)
    case .cotangents(let index, let contributions):
      try computeCotangents(of: index, contributions)
    }
  }

  // MARK: - By the rules on tensors

  private func computeValue(of index: Int) throws {
    let node = tape.nodes[index]
    let value = try primitive(of: node).value(inputs(of: node))
    guard value.shape == node.value.shape else {
      throw ShapeError(
        op: node.op, shapes: [value.shape], reason: "it was recorded with \(node.value.shape)")
    }
    workspace.set(value, at: Int(offsets.values[index]))
  }

  private func computeCotangents(of index: Int, _ contributions: [SentCotangent]) throws {
    let node = tape.nodes[index]
    let primitive = try primitive(of: node)
    guard let vjp = primitive.vjp else {
      throw AutodiffError.missingRule(op: node.op, mode: .reverse)
    }
    let call = Call(
      inputs: inputs(of: node),
      output: workspace.tensor(at: Int(offsets.values[index]), shape: node.value.shape))
    let cotangent = workspace.tensor(
      at: Int(offsets.cotangents[index]), shape: node.value.shape)
    for contribution in contributions {
      let shape = call.inputs[contribution.position].shape
      let term = try vjp(cotangent, call, contribution.position).sum(to: shape)
      if contribution.isFirst {
        workspace.set(term, at: contribution.offset)
      } else {
        workspace.add(term, at: contribution.offset)
      }
    }
  }

  private func primitive(of node: TapeNode<Scalar>) throws -> Primitive<Scalar> {
    guard case .primitive(let primitive) = node.origin else {
      throw AutodiffError.missingRule(op: node.op, mode: nil)
    }
    return try step == 0 ? primitive : primitive.atStep?(step) ?? primitive
  }

  private func inputs(of node: TapeNode<Scalar>) -> [Tensor<Scalar>] {
    node.inputs.map {
      workspace.tensor(at: Int(offsets.values[$0]), shape: tape.nodes[$0].value.shape)
    }
  }

  // MARK: - Values and gradients

  /// Gives a leaf another value, of the same shape; throws ``AutodiffError`` or `ShapeError`.
  public func set(_ leaf: Variable<Scalar>, to value: Tensor<Scalar>) throws {
    guard value.shape == leaf.shape else {
      throw ShapeError(
        op: "set", shapes: [value.shape], reason: "the value was recorded with \(leaf.shape)")
    }
    workspace.set(value, at: try offset(ofLeaf: leaf))
  }

  /// Lets `body` write a leaf's elements where they lie, in row-major order.
  ///
  /// Throws ``AutodiffError`` where the program does not read the leaf, and what `body` throws.
  public func withMutableElements<Result>(
    of leaf: Variable<Scalar>,
    _ body: (_ elements: UnsafeMutableBufferPointer<Scalar>) throws -> Result
  ) throws -> Result {
    let offset = try offset(ofLeaf: leaf)
    return try body(
      UnsafeMutableBufferPointer(start: workspace.elements + offset, count: leaf.shape.elementCount)
    )
  }

  /// Lets `body` write a leaf's elements beside its gradient: a step of an optimiser.
  ///
  /// Throws ``AutodiffError`` where the program does not read the leaf, or no gradient reaches it,
  /// and what `body` throws.
  public func update<Result>(
    _ leaf: Variable<Scalar>,
    _ body: (
      _ elements: UnsafeMutableBufferPointer<Scalar>, _ gradient: UnsafeBufferPointer<Scalar>
    ) throws -> Result
  ) throws -> Result {
    let gradient = offsets.cotangents[leaf.index]
    return try withMutableElements(of: leaf) { elements in
      guard gradient >= 0 else {
        throw AutodiffError.program(reason: "\(leaf.called) has no gradient: none was asked for")
      }
      return try body(
        elements,
        UnsafeBufferPointer(start: workspace.elements + Int(gradient), count: elements.count))
    }
  }

  /// The value that ``forward()`` left; throws ``AutodiffError`` where none was asked for.
  public func value(of variable: Variable<Scalar>) throws -> Tensor<Scalar> {
    try check(variable)
    guard offsets.values[variable.index] >= 0 else {
      throw AutodiffError.program(reason: "\(variable.called) is not among what it computes")
    }
    return workspace.tensor(at: Int(offsets.values[variable.index]), shape: variable.shape)
  }

  /// The gradient that ``backward(seed:)`` left; nil where nothing reached the variable, or none
  /// was asked for. Throws ``AutodiffError`` for another tape's.
  public func gradient(of variable: Variable<Scalar>) throws -> Tensor<Scalar>? {
    try check(variable)
    let offset = offsets.cotangents[variable.index]
    return offset >= 0 ? workspace.tensor(at: Int(offset), shape: variable.shape) : nil
  }

  /// Shows `body` the value of the node at `index` of the tape, without a copy; nil where the
  /// program does not compute it.
  public func withValue<Result>(
    of index: Int, _ body: (_ elements: UnsafeBufferPointer<Scalar>) throws -> Result
  ) rethrows -> Result? {
    try with(offsets.values, index, body)
  }

  /// Shows `body` the cotangent of the node at `index` of the tape, without a copy; nil where the
  /// program does not compute it.
  public func withGradient<Result>(
    of index: Int, _ body: (_ elements: UnsafeBufferPointer<Scalar>) throws -> Result
  ) rethrows -> Result? {
    try with(offsets.cotangents, index, body)
  }

  /// Where the value of the node at `index` lies as long as the program lives, whatever it computes;
  /// nil where it computes none.
  package func valueElements(of index: Int) -> UnsafeBufferPointer<Scalar>? {
    with(offsets.values, index) { $0 }
  }

  /// Where its cotangent lies.
  package func gradientElements(of index: Int) -> UnsafeBufferPointer<Scalar>? {
    with(offsets.cotangents, index) { $0 }
  }

  private func with<Result>(
    _ offsets: [Int32], _ index: Int,
    _ body: (_ elements: UnsafeBufferPointer<Scalar>) throws -> Result
  ) rethrows -> Result? {
    guard offsets.indices.contains(index), offsets[index] >= 0 else { return nil }
    return try body(
      UnsafeBufferPointer(
        start: workspace.elements + Int(offsets[index]), count: counts[index]))
  }

  private func offset(ofLeaf leaf: Variable<Scalar>) throws -> Int {
    try check(leaf)
    guard leaf.node.leafKind != nil else {
      throw AutodiffError.program(reason: "\(leaf.called) is computed, and cannot be given")
    }
    guard offsets.values[leaf.index] >= 0 else {
      throw AutodiffError.program(reason: "the output does not depend on \(leaf.called)")
    }
    return Int(offsets.values[leaf.index])
  }

  /// The tape may have grown since.
  private func check(_ variable: Variable<Scalar>) throws {
    guard variable.tape === tape else { throw AutodiffError.otherTape(op: "program") }
    guard offsets.values.indices.contains(variable.index) else {
      throw AutodiffError.program(reason: "\(variable.called) was recorded later")
    }
  }
}

extension Variable {
  /// How an error calls it.
  fileprivate var called: String { name ?? "value \(index), \(node.op)," }
}
