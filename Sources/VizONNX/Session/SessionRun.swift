import VizAutodiff
import VizBase
import VizTensor

/// A session at work: what names stand for so far.
struct SessionRun {
  let model: ONNXModel
  /// What holds in every run.
  let constants: [String: SessionValue]
  private(set) var values: [String: SessionValue]
  /// How many numbers may be computed, and how many were.
  private let most: Int
  private var computed = 0
  /// How many elements the largest tensor has.
  private var largest: Int

  init(_ model: ONNXModel, constants: [String: SessionValue], values: [String: SessionValue]) {
    (self.model, self.constants, self.values) = (model, constants, values)
    let given = (constants.values.map(\.shape) + values.values.map(\.shape)).reduce(0) {
      $0 + $1.elementCount
    }
    most = model.most(given: given)
    largest = constants.values.reduce(0) { max($0, $1.shape.elementCount) }
  }

  subscript(name: String) -> SessionValue? { values[name] ?? constants[name] }

  /// Computes what a step gives, and lets go of what nothing behind it uses.
  ///
  /// - Throws: ``ONNXError`` where it cannot be computed.
  mutating func perform(_ step: SessionStep) throws {
    let room = model.mostElements(largest: largest, room: most - computed)
    try Shape.allowing(room) { try compute(step) }
  }

  private mutating func compute(_ step: SessionStep) throws {
    guard computed < most else {
      throw ONNXError(
        .unsupported,
        "\(most) numbers were computed before the node \(ModelRun.name(step.node)), and no more are"
      )
    }
    var operands = try step.inputs.map { name in
      try name.isEmpty ? nil : value(name, for: step.node)
    }
    let captured = try Dictionary(
      uniqueKeysWithValues: step.captured.map { ($0, try value($0, for: step.node)) })
    for name in step.freed { values[name] = nil }
    let results: [SessionValue?]
    if let rule = OperatorTable.rule(domain: step.domain, name: step.node.opType),
      model.function(of: step.node) == nil
    {
      do {
        if let result = try single(step, &operands) {
          results = [result]
        } else {
          results = try general(step, operands, by: rule)
        }
      } catch let error as any Problem {
        if let gap = ModelRun.Gap(error) { throw refused(step.node, gap.reason) }
        throw ModelRun.told(error, of: step.node)
      }
    } else if step.node.isGradient {
      results = try gradients(step, operands)
    } else {
      results = try graph(step, operands, captured)
    }
    for case (let name, let result?) in zip(step.outputs, results) {
      computed += result.size
      largest = max(largest, result.shape.elementCount)
      if !name.isEmpty { values[name] = result }
    }
  }

  private func value(_ name: String, for node: ONNXNodeProto) throws -> SessionValue {
    guard let value = self[name] else {
      throw ONNXError(
        .damaged,
        "the node \(ModelRun.name(node)) uses \(name.quoted()), which nothing before it computes")
    }
    return value
  }

  private func refused(_ node: ONNXNodeProto, _ reason: String?) -> ONNXError {
    ONNXError(
      .unsupported,
      "the node \(ModelRun.name(node)), \(node.opType.quoted()), is not computed",
      hint: reason)
  }

  // MARK: - In single precision

  /// What comes to one operation of the table on numbers of single precision; nil for all else.
  private func single(
    _ step: SessionStep, _ operands: inout [SessionValue?]
  ) throws -> SessionValue? {
    if step.isScaling { return try scaled(step, &operands) }
    guard let operation = try operation(step, operands),
      let type = operands[operation.typed]?.type
    else { return nil }
    var tensors = operation.operands.compactMap { operands[$0]?.single }
    let primitive = try Primitive<Float>.make(op: operation.op, attributes: operation.attributes)
    guard tensors.count == operation.operands.count,
      primitive.arity?.contains(tensors.count) ?? true
    else { return nil }
    // What is worked on in its place is held by nobody else.
    operands = []
    let function: ElementwiseFunction? = step.isRectified ? .relu : nil
    switch operation.op {
    case "conv2d":
      return SessionValue(
        single: try .conv2d(tensors, attributes: operation.attributes, then: function), type)
    case "add" where tensors.count == 2 && tensors[0].shape == tensors[1].shape:
      if !step.freed.contains(step.inputs[0]) { tensors.swapAt(0, 1) }
      let other = tensors.removeLast()
      var sum = tensors.removeLast()
      sum.add(other, then: function)
      return SessionValue(single: sum, type)
    case "relu":
      var result = tensors.removeLast()
      result.apply(.relu)
      return SessionValue(single: result, type)
    default:
      var result = try primitive.value(tensors)
      tensors = []
      if let function { result.apply(function) }
      return SessionValue(single: result, type)
    }
  }

  /// The operation that a step comes to, where its result has a fraction and all its operands are there.
  private func operation(
    _ step: SessionStep, _ operands: [SessionValue?]
  ) throws -> TableOperation? {
    let rule = OperatorTable.operation(domain: step.domain, name: step.node.opType)
    guard let operation = try rule?(call(step, operands)),
      (operation.operands + [operation.typed]).allSatisfy(operands.indices.contains),
      operands[operation.typed]?.type.isFloating == true,
      operands.allSatisfy({ $0?.isTensor ?? true })
    else { return nil }
    return operation
  }

  private func scaled(
    _ step: SessionStep, _ operands: inout [SessionValue?]
  ) throws -> SessionValue? {
    guard operands.count == 3, var result = operands[0]?.single, let type = operands[0]?.type,
      let scale = operands[1]?.single, let shift = operands[2]?.single
    else { return nil }
    operands = []
    try result.scaleChannels(by: scale, adding: shift, then: step.isRectified ? .relu : nil)
    return SessionValue(single: result, type)
  }

  // MARK: - As the tape does it

  private func call(_ step: SessionStep, _ operands: [SessionValue?]) -> OperatorCall {
    let tape = Tape<Double>()
    return OperatorCall(
      node: step.node, inputs: operands.map { $0.map { ModelValue($0, on: tape) } },
      opset: model.opsets[step.domain] ?? 1, tape: tape, folder: model.folder)
  }

  /// By the operator's rule, in double precision on a tape of its own.
  private func general(
    _ step: SessionStep, _ operands: [SessionValue?], by rule: OperatorRule
  ) throws -> [SessionValue] {
    try rule(call(step, operands)).map { value in
      guard step.isRectified else { return SessionValue(value) }
      guard value.isTensor else {
        throw ONNXError(.damaged, "what behind it takes a tensor is given none")
      }
      return SessionValue(relu(value.tensor), value.type)
    }
  }

  private mutating func gradients(
    _ step: SessionStep, _ operands: [SessionValue?]
  ) throws -> [SessionValue?] {
    do {
      let found = try model.gradients(
        step.node, at: operands.map { $0.map { ($0.tensor, $0.type) } })
      computed += found.computed
      return zip(found.tensors, operands).map { tensor, operand in
        operand.map { SessionValue(tensor, $0.type) }
      }
    } catch let error as any Problem {
      if let gap = ModelRun.Gap(error) { throw refused(step.node, gap.reason) }
      throw ModelRun.told(error, of: step.node)
    }
  }

  /// A function, a branch or a loop: a model of that one node, in double precision.
  private mutating func graph(
    _ step: SessionStep, _ operands: [SessionValue?], _ captured: [String: SessionValue]
  ) throws -> [SessionValue?] {
    var given = captured
    for (name, operand) in zip(step.inputs, operands) where !name.isEmpty { given[name] = operand }
    var graph = ONNXGraphProto()
    graph.node = [step.node]
    graph.input = given.sorted { $0.key < $1.key }.map { name, value in
      var input = ONNXValueInfoProto()
      input.name = name
      input.type.tensorType.elemType = value.type.rawValue
      return input
    }
    var small = ONNXModel(graph, of: model)
    small.mostNumbers = most - computed
    let run = try ModelRun(
      small, given: given.mapValues(\.tensor), others: given.filter { !$0.value.isTensor })
    computed += run.numbers.computed
    return try step.outputs.map { name in
      if name.isEmpty { return nil }
      guard let value = try run.operand(name)?.value else {
        throw refused(step.node, run.gapWords.joined(separator: ", "))
      }
      return SessionValue(value)
    }
  }
}
