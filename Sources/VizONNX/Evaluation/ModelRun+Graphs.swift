import VizAutodiff
import VizBase
import VizTensor
import VizTrace

/// Graphs inside of nodes: functions of the model, branches and loops.
extension ModelRun {
  /// Runs a function of the model in a scope of its own.
  func call(
    _ function: ONNXFunctionProto, _ node: ONNXNodeProto, in scope: ModelScope, level: Int
  ) throws {
    let operands = try operands(node, in: scope)
    let inner = ModelScope(
      path: path(of: node, in: scope, function.name),
      opsets: scope.opsets.merging(ONNXModel.versions(function.opsetImport)) { $1 },
      initializers: [], parent: nil)
    for (name, operand) in zip(function.input, operands) { inner[name] = operand }
    var told: [String: ONNXAttributeProto] = [:]
    for attribute in function.attributeProto { told[attribute.name] = attribute }
    for attribute in node.attribute { told[attribute.name] = attribute }
    try run(function.node.map { Self.substituted($0, told) }, in: inner, level: level + 1)
    for (name, output) in zip(function.output, node.output) where !output.isEmpty {
      guard let entry = inner[name] else { throw missing(name, node) }
      scope[output] = entry
    }
  }

  /// A function's node with what its caller says for the attributes that refer to that.
  private static func substituted(
    _ node: ONNXNodeProto, _ told: [String: ONNXAttributeProto]
  ) -> ONNXNodeProto {
    var node = node
    node.attribute = node.attribute.compactMap { attribute in
      var attribute = attribute
      if !attribute.refAttrName.isEmpty {
        guard var value = told[attribute.refAttrName] else { return nil }
        value.name = attribute.name
        return value
      }
      attribute.g.node = attribute.g.node.map { substituted($0, told) }
      return attribute
    }
    return node
  }

  /// Runs the graphs of a branch or a loop; false where the node is no such, or cannot be run.
  func runGraphs(of node: ONNXNodeProto, in scope: ModelScope, level: Int) throws -> Bool {
    if node.domain == "ai.onnx.preview", node.opType == "FlexAttention" {
      return try attention(node, in: scope, level: level)
    }
    if node.isGradient { return try gradient(node, in: scope) }
    guard node.domain.isEmpty || node.domain == "ai.onnx" else { return false }
    switch node.opType {
    case "If":
      guard let choice = try operands(node, in: scope).first??.value?.tensor.elements.first else {
        return try sketch(node, in: scope, level: level)
      }
      let name = choice != 0 ? "then_branch" : "else_branch"
      guard let branch = graph(name, of: node) else { return false }
      let inner = ModelScope(
        path: path(of: node, in: scope, choice != 0 ? "If: then" : "If: else"),
        opsets: scope.opsets, initializers: branch.initializer, parent: scope)
      try run(branch.node, in: inner, level: level + 1)
      for (result, output) in zip(branch.output, node.output) where !output.isEmpty {
        scope[output] = try entry(result.name, in: inner, node)
      }
      return true
    case "Loop": return try loop(node, in: scope, level: level)
    case "Scan": return try scan(node, in: scope, level: level)
    case "SequenceMap": return try map(node, in: scope, level: level)
    default: return false
    }
  }

  func graph(_ name: String, of node: ONNXNodeProto) -> ONNXGraphProto? {
    node.attribute.first { $0.name == name }?.g
  }

  func path(of node: ONNXNodeProto, in scope: ModelScope, _ standard: String) -> String {
    let name = node.name.isEmpty ? standard : node.name.split(separator: "/").joined(separator: "/")
    return scope.path.isEmpty ? name : "\(scope.path)/\(name)"
  }

  private func missing(_ name: String, _ node: ONNXNodeProto) -> ONNXError {
    ONNXError(
      .damaged,
      "a graph in the node \(Self.name(node)) gives \(name.quoted()), which nothing computes")
  }

  func entry(
    _ name: String, in scope: ModelScope, _ node: ONNXNodeProto
  ) throws -> ModelScope.Entry {
    var asking = ONNXNodeProto()
    asking.input = [name]
    asking.name = node.name
    guard let entry = try operands(asking, in: scope).first ?? nil else {
      throw missing(name, node)
    }
    return entry
  }

  /// Attention whose scores and weights go through graphs of the node.
  ///
  /// Dong et al., "Flex Attention", 2024.
  private func attention(_ node: ONNXNodeProto, in scope: ModelScope, level: Int) throws -> Bool {
    let operands = try operands(node, in: scope).compactMap { $0 }
    let values = operands.compactMap(\.value)
    let told = OperatorCall(node: node, inputs: values, opset: 1, tape: tape, folder: nil)
    guard values.count == 3, operands.count == 3, !node.output.isEmpty else { return false }
    guard values.allSatisfy({ $0.shape.rank == 4 }) else {
      throw ONNXError(.damaged, "the attention \(Self.name(node)) needs tensors of four axes")
    }
    let q = values[0].variable
    let (own, shared) = (q.shape.extents[1], values[1].shape.extents[1])
    guard shared > 0, own % shared == 0, values[2].shape.extents[1] == shared else {
      throw ONNXError(.damaged, "the heads of the attention \(Self.name(node)) do not fit")
    }
    let k = try OperatorTable.repeated(values[1].variable, for: own)
    let v = try OperatorTable.repeated(values[2].variable, for: own)
    let size = Double(max(1, q.shape.extents[3])).squareRoot()
    let path = path(of: node, in: scope, "FlexAttention")
    func modified(
      _ name: String, _ x: Variable<Double>, _ source: [Node.ID], _ op: String
    ) throws -> ModelScope.Entry {
      let entry = card(op, source, ModelValue(variable: x, type: values[0].type), op, path)
      guard let body = graph(name, of: node) else { return entry }
      guard body.input.count == 1, body.output.count == 1 else {
        throw ONNXError(.damaged, "the attention \(Self.name(node)) does not fit its graph")
      }
      let inner = ModelScope(
        path: "\(path)/\(name)", opsets: scope.opsets, initializers: body.initializer, parent: scope
      )
      inner[body.input[0].name] = entry
      try run(body.node, in: inner, level: level + 1)
      return try self.entry(body.output[0].name, in: inner, node)
    }
    do {
      let raw =
        try matmul(q, transpose(k, permutation: [0, 1, 3, 2])) * told.double("scale", 1 / size)
      let scores = try modified(
        "score_mod", raw, [operands[0].source, operands[1].source], "scores")
      guard let seen = scores.value?.variable else { return false }
      let weights = try modified("prob_mod", softmax(seen), [scores.source], "weights")
      guard let shares = weights.value?.variable else { return false }
      scope[node.output[0]] = card(
        "flex_attention", [weights.source, operands[2].source],
        ModelValue(variable: try matmul(shares, v), type: values[0].type), node.output[0],
        scope.path)
    } catch let error as ShapeError {
      throw ONNXError(.damaged, "the attention \(Self.name(node)): \(error.reason)")
    }
    return true
  }

  func constant(
    _ number: Double, _ type: ElementType, _ name: String, _ path: String
  ) -> ModelScope.Entry {
    let value = ModelValue(variable: tape.constant(Tensor(number)), type: type)
    return card("constant", [], value, name, path)
  }

  func card(
    _ op: String, _ inputs: [Node.ID], _ value: ModelValue, _ name: String, _ path: String,
    attributes: JSONObject = [:]
  ) -> ModelScope.Entry {
    let source = append(
      ModelCard(
        id: path.isEmpty ? name : "\(path)/\(name)", op: op, label: name,
        scope: path.isEmpty ? nil : path, inputs: inputs, attributes: attributes,
        role: inputs.isEmpty ? .constant : nil,
        outputs: [ModelCard.Output(name: name, value: value, dtype: value.type.dtype)]))
    return ModelScope.Entry(source: source, value: value)
  }
}
