import VizAutodiff
import VizBase
import VizTensor
import VizTrace

/// Loops, scans and what is done with each element of a sequence: their graph runs at each turn, and each
/// turn is drawn.
extension ModelRun {
  /// The most turns of a loop that are run.
  private static let mostTurns = 10_000

  func loop(_ node: ONNXNodeProto, in scope: ModelScope, level: Int) throws -> Bool {
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

  /// What a scan is told, and what it goes over.
  private struct Scan {
    var body: ONNXGraphProto
    var states, sequences: [ModelScope.Entry]
    var axes, directions, outputAxes, outputDirections: [Int]
    /// The scope of its turns.
    var path: String

    /// Nil where the numbers do not fit each other.
    init?(
      _ body: ONNXGraphProto, _ operands: [ModelScope.Entry], _ told: OperatorCall, path: String
    ) {
      let width = told.int("num_scan_inputs", 0)
      guard width > 0, width <= operands.count, body.input.count == operands.count,
        body.output.count >= operands.count - width
      else { return nil }
      self.body = body
      self.path = path
      states = Array(operands[..<(operands.count - width)])
      sequences = Array(operands[(operands.count - width)...])
      let zeros = [Int](repeating: 0, count: width)
      let outputs = [Int](repeating: 0, count: body.output.count - states.count)
      axes = told.ints("scan_input_axes") ?? zeros
      directions = told.ints("scan_input_directions") ?? told.ints("directions") ?? zeros
      outputAxes = told.ints("scan_output_axes") ?? outputs
      outputDirections = told.ints("scan_output_directions") ?? outputs
      guard axes.count == width, directions.count == width, outputAxes.count == outputs.count,
        outputDirections.count == outputs.count
      else { return nil }
    }
  }

  func scan(_ node: ONNXNodeProto, in scope: ModelScope, level: Int) throws -> Bool {
    let operands = try operands(node, in: scope)
    let told = OperatorCall(
      node: node, inputs: [], opset: scope.opsets[""] ?? 1, tape: tape, folder: nil)
    // Before version 9 it goes over batches, and begins with how long each sequence is.
    let isOld = told.opset < 9
    guard let body = graph("body", of: node),
      operands.dropFirst(isOld ? 1 : 0).allSatisfy({ $0?.value != nil })
    else { return try sketch(node, in: scope, level: level) }
    let all = operands.dropFirst(isOld ? 1 : 0).compactMap { $0 }
    guard let scan = Scan(body, all, told, path: path(of: node, in: scope, "Scan")) else {
      throw ONNXError(.damaged, "the scan \(Self.name(node)) does not fit its graph")
    }
    if isOld { return try scanBatch(scan, operands[0]?.value, node, in: scope, level) }
    let (states, collected) = try turns(of: scan, node, in: scope, level)
    try finish(node, states, collected, axes: scan.outputAxes, in: scope)
    return true
  }

  /// Runs the turns of a scan: its last states, and what each turn gave.
  private func turns(
    of scan: Scan, _ node: ONNXNodeProto, in scope: ModelScope, _ level: Int
  ) throws -> (states: [ModelScope.Entry], collected: [[ModelScope.Entry]]) {
    var states = scan.states
    var collected = [[ModelScope.Entry]](repeating: [], count: scan.outputAxes.count)
    let told = OperatorCall(node: node, inputs: [], opset: 1, tape: tape, folder: nil)
    let axes = try zip(scan.sequences, scan.axes).map { sequence, axis in
      try told.axis(axis, rank: sequence.value?.shape.rank ?? 0)
    }
    let lengths = Set(
      zip(scan.sequences, axes).compactMap { $0.value?.shape.extents[$1] })
    guard lengths.count == 1, let length = lengths.first, length <= Self.mostTurns else {
      throw ONNXError(.damaged, "the sequences of the scan \(Self.name(node)) are not equally long")
    }
    for turn in 0..<length {
      let inner = ModelScope(
        path: "\(scan.path)/turn \(turn + 1)", opsets: scope.opsets,
        initializers: scan.body.initializer, parent: scope)
      for (input, state) in zip(scan.body.input, states) { inner[input.name] = state }
      for (index, input) in scan.body.input[states.count...].enumerated() {
        let step = scan.directions[index] == 0 ? turn : length - 1 - turn
        inner[input.name] = try part(
          step, of: scan.sequences[index], along: axes[index], input.name, inner.path)
      }
      try run(scan.body.node, in: inner, level: level + 1)
      let results = try scan.body.output.map { try entry($0.name, in: inner, node) }
      states = Array(results[..<states.count])
      for (index, result) in results[states.count...].enumerated() {
        if scan.outputDirections[index] == 0 {
          collected[index].append(result)
        } else {
          collected[index].insert(result, at: 0)
        }
      }
    }
    return (states, collected)
  }

  /// A scan of version 8: the first axis of everything is that of the examples, each of which is scanned.
  private func scanBatch(
    _ scan: Scan, _ lengths: ModelValue?, _ node: ONNXNodeProto, in scope: ModelScope, _ level: Int
  ) throws -> Bool {
    let all = scan.states + scan.sequences
    let counts = Set(all.map { $0.value?.shape.extents.first ?? 0 })
    guard counts.count == 1, let count = counts.first, 1...Self.mostTurns ~= count,
      scan.sequences.allSatisfy({ ($0.value?.shape.rank ?? 0) >= 2 })
    else { throw ONNXError(.damaged, "the batches of the scan \(Self.name(node)) do not fit") }
    let extents = Set(scan.sequences.map { $0.value?.shape.extents[1] ?? 0 })
    guard lengths?.integers.allSatisfy({ extents == [$0] }) ?? true else {
      note(node.opType, "sequences of several lengths are not computed")
      add(node, all, nil, tape.nodes.count, in: scope)
      return true
    }
    var states = [[ModelScope.Entry]](repeating: [], count: scan.states.count)
    var outputs = [[ModelScope.Entry]](repeating: [], count: scan.outputAxes.count)
    for example in 0..<count {
      var one = scan
      one.path += "/example \(example + 1)"
      func taken(_ entry: ModelScope.Entry, _ index: Int) throws -> ModelScope.Entry {
        try part(example, of: entry, along: 0, scan.body.input[index].name, one.path)
      }
      one.states = try scan.states.enumerated().map { try taken($1, $0) }
      one.sequences = try scan.sequences.enumerated().map { try taken($1, $0 + states.count) }
      let (last, collected) = try turns(of: one, node, in: scope, level)
      for (index, state) in last.enumerated() { states[index].append(state) }
      for (index, parts) in collected.enumerated() {
        let name = scan.body.output[states.count + index].name
        outputs[index].append(try stack(parts, axis: 0, name, one.path, node))
      }
    }
    try finish(
      node, [], states + outputs, axes: scan.states.map { _ in 0 } + scan.outputAxes, in: scope)
    return true
  }

  /// A part of a tensor, of one element along an axis that it has no more.
  private func part(
    _ index: Int, of entry: ModelScope.Entry, along axis: Int, _ name: String, _ path: String
  ) throws -> ModelScope.Entry {
    guard let value = entry.value, value.shape.extents.indices.contains(axis) else {
      throw ONNXError(.damaged, "what a scan takes for \(name.quoted()) has no axis \(axis)")
    }
    var extents = value.shape.extents
    extents.remove(at: axis)
    let part = try Selection(of: value.shape).taking([index], along: axis)
      .reshaped(to: extents).of(value.variable)
    return card(
      "slice", [entry.source], ModelValue(variable: part, type: value.type), name, path)
  }

  /// Runs a graph for each element of a sequence; what it gives are sequences.
  func map(_ node: ONNXNodeProto, in scope: ModelScope, level: Int) throws -> Bool {
    let operands = try operands(node, in: scope).compactMap { $0 }
    guard let body = graph("body", of: node), operands.count == body.input.count,
      operands.count == node.input.count, operands.allSatisfy({ $0.value != nil })
    else { return false }
    guard let count = operands.first?.value?.elements?.count, count <= Self.mostTurns,
      operands.allSatisfy({ $0.value?.elements?.count ?? count == count })
    else { throw ONNXError(.damaged, "the sequences of \(Self.name(node)) are not equally long") }
    var results = [[ModelScope.Entry]](repeating: [], count: body.output.count)
    for turn in 0..<count {
      let inner = ModelScope(
        path: "\(path(of: node, in: scope, node.opType))/turn \(turn + 1)", opsets: scope.opsets,
        initializers: body.initializer, parent: scope)
      for (input, operand) in zip(body.input, operands) {
        inner[input.name] =
          operand.value?.elements.map {
            card("sequence_at", [operand.source], $0[turn], input.name, inner.path)
          } ?? operand
      }
      try run(body.node, in: inner, level: level + 1)
      for (index, output) in body.output.enumerated() {
        results[index].append(try entry(output.name, in: inner, node))
      }
    }
    for (result, output) in zip(results, node.output) where !output.isEmpty {
      let elements = result.compactMap(\.value)
      guard elements.count == result.count, elements.allSatisfy(\.isTensor) else { return false }
      self.count(computed: elements.count * 8)
      scope[output] = card(
        "sequence_map", result.map(\.source), ModelValue(sequence: elements, on: tape), output,
        scope.path)
    }
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
      scope[output] = try stack(collected[index], axis: axes[index], output, scope.path, node)
    }
  }

  /// Tensors of one shape, one after the other along a new axis.
  private func stack(
    _ entries: [ModelScope.Entry], axis: Int, _ name: String, _ path: String, _ node: ONNXNodeProto
  ) throws -> ModelScope.Entry {
    let parts = entries.compactMap(\.value)
    guard parts.count == entries.count, let first = parts.first else {
      throw ONNXError(
        .unsupported, "the loop \(Self.name(node)) gives \(name.quoted()) without a turn")
    }
    let rank = first.shape.rank + 1
    let index = axis < 0 ? axis + rank : axis
    guard 0..<rank ~= index, parts.allSatisfy(\.isTensor) else {
      throw ONNXError(.damaged, "the loop \(Self.name(node)) joins along the axis \(axis)")
    }
    let all = try concat(
      parts.map { part in
        var extents = part.shape.extents
        guard index <= extents.count else {
          throw ONNXError(.damaged, "the turns of the loop \(Self.name(node)) do not fit")
        }
        extents.insert(1, at: index)
        return try reshape(part.variable, to: extents)
      }, axis: index)
    return card(
      "stack", entries.map(\.source), ModelValue(variable: all, type: first.type), name, path,
      attributes: ["dim": .number("\(index)")])
  }
}
