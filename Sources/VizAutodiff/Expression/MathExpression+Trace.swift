import VizBase
public import VizTensor

extension MathExpression {
  /// Computes the expression for the given inputs and records every step on a new tape.
  ///
  /// Throws ``ExpressionError`` where a name has no value, a value is for no name, or shapes do not
  /// fit at some operator.
  public func trace(
    inputs: [String: Tensor<Double>], granularity: Granularity = .asWritten
  ) throws(ExpressionError) -> ExpressionTrace<Double> {
    try trace(on: Tape(), inputs: inputs, granularity: granularity)
  }

  /// As ``trace(inputs:granularity:)``, onto a tape of any scalar type.
  public func trace<Scalar: TensorScalar>(
    on tape: Tape<Scalar>, inputs: [String: Tensor<Scalar>],
    granularity: Granularity = .asWritten
  ) throws(ExpressionError) -> ExpressionTrace<Scalar> {
    try checkNames(given: Set(inputs.keys))
    var variables: [String: Variable<Scalar>] = [:]
    // The inputs come first, in the order in which they appear.
    for name in freeNames.map(\.name) {
      if let value = inputs[name] { variables[name] = tape.input(value, named: name) }
    }
    return try trace(on: tape, variables: variables, granularity: granularity)
  }

  /// As ``trace(inputs:granularity:)``, with variables that are on `tape` already.
  public func trace<Scalar: TensorScalar>(
    on tape: Tape<Scalar>, variables: [String: Variable<Scalar>],
    granularity: Granularity = .asWritten
  ) throws(ExpressionError) -> ExpressionTrace<Scalar> {
    try checkNames(given: Set(variables.keys))
    var environment = variables
    let syntax =
      granularity == .coarse ? fusedSyntax(eIsGiven: isComputedOrGiven("e", variables)) : syntax
    var values = [Variable<Scalar>?](repeating: nil, count: syntax.count)
    var output: Variable<Scalar>?
    for statement in statements {
      for index in statement.nodes {
        let node = syntax[index]
        let operands = node.operands.compactMap { values[$0] }
        do {
          values[index] = try lower(node, operands, on: tape, environment, granularity)
        } catch {
          throw ExpressionError(
            String(describing: error).escaped(limit: 300), at: node.offset, in: source)
        }
      }
      output = values[statement.root]
      if let name = statement.name, let value = output {
        // A second name for one value is an alias: it keeps its first.
        if value.name == nil { value.named(name) }
        environment[name] = value
      }
    }
    guard let output else { throw ExpressionError("there is no expression") }
    return ExpressionTrace(
      tape: tape, output: output, inputs: variables, names: freeNames.map(\.name))
  }

  private func isComputedOrGiven(_ name: String, _ inputs: [String: some Any]) -> Bool {
    inputs[name] != nil || statementNames.contains(name)
  }

  /// Records one node; nil for those that became part of another.
  private func lower<Scalar: TensorScalar>(
    _ node: ExpressionSyntax, _ operands: [Variable<Scalar>], on tape: Tape<Scalar>,
    _ environment: [String: Variable<Scalar>], _ granularity: Granularity
  ) throws -> Variable<Scalar>? {
    switch node.kind {
    case .merged: return nil
    case .number(let value): return tape.constant(Tensor(Scalar(value)))
    case .tensor(let tensor): return tape.constant(tensor.converted(to: Scalar.self))
    case .name(let name):
      if let variable = environment[name] { return variable }
      // Names were checked: what is left is a constant. Each use is its own leaf.
      return tape.constant(Tensor(Scalar(Self.constants[name] ?? .nan)))
    case .negate: return try tape.apply(.named("neg", on: tape), operands)
    case .infix(let infix): return try tape.apply(.named(infix.rawValue, on: tape), operands)
    case .stack(let shape): return try stack(operands, shape, on: tape)
    case .call(let call):
      if call.op == ExpressionFunction.square { return try .pow(operands[0], 2) }
      let primitive =
        call.attributes.isEmpty
        ? try Primitive.named(call.op, on: tape)
        : try Primitive.make(op: call.op, attributes: call.attributes)
      // A definition is of the operation whose attributes have their defaults.
      if granularity == .fine, primitive.attributes.isEmpty,
        let definition = PrimitiveTable<Scalar>.shared.standardByName[call.op]?.definition
      {
        return try definition(operands)
      }
      return try tape.apply(primitive, operands)
    case .index(let index): return try take(index, operands, on: tape)
    }
  }

  /// The elements that brackets name: a slice, and along the axis that an operand chooses from, if
  /// there is one, what that numbers.
  private func take<Scalar: TensorScalar>(
    _ index: ExpressionIndex, _ operands: [Variable<Scalar>], on tape: Tape<Scalar>
  ) throws -> Variable<Scalar> {
    let plan = try index.plan(on: operands[0].shape)
    var taken = operands[0]
    if let slice = plan.slice {
      taken = try tape.apply(.slice(slice, squeezing: plan.squeezed), [taken])
    }
    guard let axis = plan.gathered else { return taken }
    let others = (0..<taken.shape.rank).filter { $0 != axis }
    if axis > 0 { taken = try tape.apply(.transpose([axis] + others), [taken]) }
    taken = try tape.apply(.named("gather", on: tape), [taken, operands[1]])
    if axis > 0 {
      // What was chosen stands first, and belongs where the axis was.
      let chosen = operands[1].shape.rank
      let (before, after) = (chosen..<chosen + axis, chosen + axis..<taken.shape.rank)
      taken = try tape.apply(.transpose(Array(before) + Array(0..<chosen) + Array(after)), [taken])
    }
    return taken
  }

  /// The elements joined, then folded into the rows that the brackets give.
  private func stack<Scalar: TensorScalar>(
    _ elements: [Variable<Scalar>], _ brackets: [Int], on tape: Tape<Scalar>
  ) throws -> Variable<Scalar> {
    let shape = elements.first?.shape ?? .scalar
    if let odd = elements.first(where: { $0.shape != shape }) {
      throw ShapeError(
        op: "brackets", shapes: [shape, odd.shape], reason: "all elements must have one shape")
    }
    let joined = try tape.apply(.named("concat", on: tape), elements)
    let whole = try Shape(brackets + shape.extents)
    return joined.shape == whole ? joined : try tape.apply(.reshape(to: whole), [joined])
  }
}

extension Primitive {
  /// The tape's primitive of the name; throws ``AutodiffError`` where it has none.
  static func named(_ name: String, on tape: Tape<Scalar>) throws -> Primitive {
    guard let primitive = tape.primitives[name] else {
      throw AutodiffError.missingRule(op: name, mode: nil)
    }
    return primitive
  }
}
