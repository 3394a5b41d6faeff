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

  /// The most turns of a loop that are run.
  private static let mostTurns = 10_000

  private func loop(_ node: ONNXNodeProto, in scope: ModelScope, level: Int) throws -> Bool {
    let operands = try operands(node, in: scope)
    guard let body = graph("body", of: node), operands.count >= 2,
      operands.allSatisfy({ $0 == nil || $0?.value != nil })
    else { return try sketch(node, in: scope, level: level) }
    let turns = operands[0]?.value?.integers.first ?? .max
    var goesOn = (operands[1]?.value?.tensor.elements.first ?? 1) != 0
    var states = operands.dropFirst(2).compactMap { $0 }
    guard states.count == operands.count - 2, body.input.count == states.count + 2,
      body.output.count > states.count
    else { throw ONNXError(.damaged, "the loop \(Self.name(node)) does not fit its graph") }
    var collected = [[ModelScope.Entry]](
      repeating: [], count: body.output.count - 1 - states.count)
    var turn = 0
    while goesOn, turn < turns {
      guard turn < Self.mostTurns else {
        throw ONNXError(.damaged, "the loop \(Self.name(node)) takes more than \(turn) turns")
      }
      let inner = ModelScope(
        path: "\(path(of: node, in: scope, "Loop"))/turn \(turn + 1)", opsets: scope.opsets,
        initializers: body.initializer, parent: scope)
      inner[body.input[0].name] = constant(Double(turn), .int64, "turn", inner.path)
      inner[body.input[1].name] = constant(1, .bool, "condition", inner.path)
      for (input, state) in zip(body.input.dropFirst(2), states) { inner[input.name] = state }
      try run(body.node, in: inner, level: level + 1)
      let results = try body.output.map { try entry($0.name, in: inner, node) }
      guard let next = results[0].value?.tensor.elements.first else { return false }
      goesOn = next != 0
      states = Array(results[1..<1 + states.count])
      for (index, result) in results[(1 + states.count)...].enumerated() {
        collected[index].append(result)
      }
      turn += 1
    }
    try finish(node, states, collected, axes: collected.map { _ in 0 }, in: scope)
    return true
  }

  private func scan(_ node: ONNXNodeProto, in scope: ModelScope, level: Int) throws -> Bool {
    let operands = try operands(node, in: scope)
    let told = OperatorCall(
      node: node, inputs: [], opset: scope.opsets[""] ?? 1, tape: tape, folder: nil)
    let width = told.int("num_scan_inputs", 0)
    guard let body = graph("body", of: node), told.opset >= 9,
      operands.allSatisfy({ $0?.value != nil })
    else { return try sketch(node, in: scope, level: level) }
    let all = operands.compactMap { $0 }
    guard width > 0, width <= all.count, body.input.count == all.count,
      body.output.count >= all.count - width
    else { throw ONNXError(.damaged, "the scan \(Self.name(node)) does not fit its graph") }
    var states = Array(all[..<(all.count - width)])
    let sequences = Array(all[(all.count - width)...])
    let outputs = body.output.count - states.count
    let axes = told.ints("scan_input_axes") ?? [Int](repeating: 0, count: width)
    let directions = told.ints("scan_input_directions") ?? [Int](repeating: 0, count: width)
    let outputAxes = told.ints("scan_output_axes") ?? [Int](repeating: 0, count: outputs)
    let outputDirections =
      told.ints("scan_output_directions") ?? [Int](repeating: 0, count: outputs)
    guard axes.count == width, directions.count == width, outputAxes.count == outputs,
      outputDirections.count == outputs
    else { throw ONNXError(.damaged, "the scan \(Self.name(node)) does not fit its axes") }
    var collected = [[ModelScope.Entry]](repeating: [], count: outputs)
    var lengths: Set<Int> = []
    for (sequence, axis) in zip(sequences, axes) {
      guard let shape = sequence.value?.shape else { return false }
      lengths.insert(shape.extents[try told.axis(axis, rank: shape.rank)])
    }
    guard lengths.count == 1, let length = lengths.first, length <= Self.mostTurns else {
      throw ONNXError(.damaged, "the sequences of the scan \(Self.name(node)) are not equally long")
    }
    for turn in 0..<length {
      let inner = ModelScope(
        path: "\(path(of: node, in: scope, "Scan"))/turn \(turn + 1)", opsets: scope.opsets,
        initializers: body.initializer, parent: scope)
      for (input, state) in zip(body.input, states) { inner[input.name] = state }
      for (index, input) in body.input[states.count...].enumerated() {
        guard let value = sequences[index].value else { return false }
        let axis = try told.axis(axes[index], rank: value.shape.rank)
        let step = directions[index] == 0 ? turn : length - 1 - turn
        var extents = value.shape.extents
        extents.remove(at: axis)
        let part = try Selection(of: value.shape).taking([step], along: axis)
          .reshaped(to: extents).of(value.variable)
        inner[input.name] = card(
          "slice", [sequences[index].source], ModelValue(variable: part, type: value.type),
          input.name, inner.path)
      }
      try run(body.node, in: inner, level: level + 1)
      let results = try body.output.map { try entry($0.name, in: inner, node) }
      states = Array(results[..<states.count])
      for (index, result) in results[states.count...].enumerated() {
        if outputDirections[index] == 0 {
          collected[index].append(result)
        } else {
          collected[index].insert(result, at: 0)
        }
      }
    }
    try finish(node, states, collected, axes: outputAxes, in: scope)
    return true
  }

  /// What a loop leaves: its last states, and what its turns gave, one after the other.
  private func finish(
    _ node: ONNXNodeProto, _ states: [ModelScope.Entry], _ collected: [[ModelScope.Entry]],
    axes: [Int], in scope: ModelScope
  ) throws {
    for (state, output) in zip(states, node.output) where !output.isEmpty {
      scope[output] = state
    }
    for (index, output) in node.output.dropFirst(states.count).enumerated()
    where !output.isEmpty && collected.indices.contains(index) {
      let parts = collected[index].compactMap(\.value)
      guard parts.count == collected[index].count, let first = parts.first else {
        throw ONNXError(
          .unsupported, "the loop \(Self.name(node)) gives \(output.quoted()) without a turn")
      }
      let rank = first.shape.rank + 1
      let axis = axes[index] < 0 ? axes[index] + rank : axes[index]
      guard 0..<rank ~= axis else {
        throw ONNXError(.damaged, "the loop \(Self.name(node)) joins along the axis \(axes[index])")
      }
      let all = try concat(
        parts.map { part in
          var extents = part.shape.extents
          extents.insert(1, at: axis)
          return try reshape(part.variable, to: extents)
        }, axis: axis)
      scope[output] = card(
        "stack", collected[index].map(\.source), ModelValue(variable: all, type: first.type),
        output, scope.path, attributes: ["dim": .number("\(axis)")])
    }
  }

  private func constant(
    _ number: Double, _ type: ElementType, _ name: String, _ path: String
  ) -> ModelScope.Entry {
    let value = ModelValue(variable: tape.constant(Tensor(number)), type: type)
    return card("constant", [], value, name, path)
  }

  private func card(
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
