import VizAutodiff
import VizTensor
public import VizTrace

extension Circuit {
  /// The most operations, and the most numbers of leaves, of a circuit.
  static let mostInstructions = 8_000
  static let mostInputs = 512

  /// Writes down what the rules of a graph's operations compute, by running them with symbols.
  ///
  /// - Throws: `CircuitError` where there is no such circuit, `GraphError` where the graph is none.
  public init(of graph: ComputationGraph) throws {
    guard !graph.isForwardMode else { throw CircuitError.forwardMode }
    // Before anything is computed: a large graph takes its time.
    let sizes = graph.nodes.map { ($0.extents ?? []).reduce(1.0) { $0 * Double($1) } }
    let leaves = zip(graph.nodes, sizes).filter { $0.0.inputs.isEmpty && !$0.0.isConstant }
    guard leaves.reduce(0, { $0 + $1.1 }) <= Double(Self.mostInputs),
      sizes.reduce(0, +) <= Double(Self.mostInstructions)
    else { throw CircuitError.tooLarge }
    var recording = try CircuitRecording(graph)
    let recorder = SymbolRecorder(largest: Self.mostInstructions)
    try recorder.record {
      try recording.recordForward(recorder)
      try recording.recordBackward(recorder)
    }
    self = try recording.circuit(recorder)
  }
}

/// A graph's passes while they are recorded.
private struct CircuitRecording {
  private let replay: GraphReplay
  private let graph: ComputationGraph
  private var leaves: [Circuit.Leaf] = []
  private var values: [Tensor<Symbol>?]
  private var gradients: [Tensor<Symbol>?]
  private var flows: [(use: Use, contribution: Tensor<Symbol>, local: Symbol?)] = []
  private let output: Int

  init(_ graph: ComputationGraph) throws {
    replay = try GraphReplay(graph)
    self.graph = graph
    guard let output = replay.outputs.first else { throw CircuitError.noGradient }
    self.output = output
    values = Array(repeating: nil, count: replay.nodes.count)
    gradients = values
  }

  private func name(_ index: Int) -> Node.ID { graph.nodes[replay.origins[index]].id }
  private func op(_ index: Int) -> String { graph.nodes[replay.origins[index]].op }

  // MARK: Forward

  mutating func recordForward(_ recorder: SymbolRecorder) throws {
    let movable = replay.nodes.indices.filter {
      replay.isLeaf($0) && !replay.isConstant($0) && !replay.isChoice($0)
        && replay.origins[$0] == $0 && graph.nodes[$0].ports == nil
    }
    var count = 0
    for index in movable {
      guard let value = replay.computed[index] else { throw CircuitError.noNumber(name(index)) }
      guard count + value.shape.elementCount <= Circuit.mostInputs else {
        throw CircuitError.tooLarge
      }
      leaves.append(Circuit.Leaf(node: index, first: count, values: value.elements))
      values[index] = try Tensor(recorder.inputs(value.shape.elementCount), shape: value.shape)
      count += value.shape.elementCount
    }
    guard count > 0 else { throw CircuitError.noInput }
    for index in replay.order where values[index] == nil {
      if replay.isLeaf(index) {
        guard let value = replay.computed[index] else { throw CircuitError.noNumber(name(index)) }
        values[index] = value.converted(to: Symbol.self)
        continue
      }
      guard let rule: Primitive<Symbol> = replay.rule(at: index), replay.rules[index] != nil else {
        throw CircuitError.noRule(name(index), op: op(index))
      }
      let inputs = replay.index.inputs(of: index).compactMap { values[$0] }
      let tape = Tape<Symbol>()
      let value = try? tape.apply(rule, inputs.map { tape.constant($0) }).value
      try ensure(recorder, at: index)
      guard let value else { throw CircuitError.noRule(name(index), op: op(index)) }
      values[index] = value
    }
  }

  private func ensure(_ recorder: SymbolRecorder, at index: Int) throws {
    guard recorder.hasFailed else { return }
    throw recorder.instructions.count >= Circuit.mostInstructions
      ? CircuitError.tooLarge : CircuitError.noFormula(name(index), op: op(index))
  }

  // MARK: Backward

  mutating func recordBackward(_ recorder: SymbolRecorder) throws {
    // What the outputs' gradients are in the file, where nothing flows back to them.
    for index in Set(replay.outputs) where replay.index.consumers(of: index).isEmpty {
      gradients[index] = replay.gradients[index]?.converted(to: Symbol.self)
    }
    // Of a file without gradients all outputs that the seeds name.
    let seeds = OutputSeeds.candidates(replay).first
    for index in replay.gradients[output] == nil ? replay.outputs : [output]
    where gradients[index] == nil {
      guard let seed = seeds?[index], seed.greatest > 0 || index == output else { continue }
      gradients[index] = seed.converted(to: Symbol.self)
    }
    guard gradients[output] != nil else { throw CircuitError.noGradient }
    for index in replay.order.reversed() {
      guard let g = gradients[index], let value = values[index], !replay.isLeaf(index) else {
        continue
      }
      guard let rule: Primitive<Symbol> = replay.rule(at: index), let vjp = rule.vjp else {
        throw CircuitError.noRule(name(index), op: op(index))
      }
      let inputs = replay.index.inputs(of: index).compactMap { values[$0] }
      let call = Call(inputs: inputs, output: value)
      let choices = rule.choices(inputs.map(\.shape))
      for (argument, input) in replay.index.inputs(of: index).enumerated() {
        // Nothing moves along a choice, and nobody asks for a constant's gradient.
        let isAsked = !replay.isConstant(input) || replay.gradients[input] != nil
        guard isAsked, !choices.contains(argument) else { continue }
        let part = try? vjp(g, call, argument).sum(to: inputs[argument].shape)
        var local: Symbol?
        if value.shape.isScalar, inputs[argument].shape.isScalar {
          local = try? vjp(1, call, argument).scalar
        }
        try ensure(recorder, at: index)
        guard let part else { throw CircuitError.noRule(name(index), op: op(index)) }
        flows.append((Use(consumer: index, argument: argument), part, local))
        gradients[input] = try gradients[input].map { try $0 + part } ?? part
      }
      try ensure(recorder, at: index)
    }
  }

  // MARK: The circuit

  func circuit(_ recorder: SymbolRecorder) throws -> Circuit {
    var indices = CircuitIndices(inputs: leaves.reduce(0) { $0 + $1.values.count }, recorder)
    let own = replay.nodes.indices.filter { replay.origins[$0] == $0 && $0 < graph.nodes.count }
    var (valueIndices, gradientIndices) = (
      [[Int]](repeating: [], count: graph.nodes.count),
      [[Int]](repeating: [], count: graph.nodes.count)
    )
    for index in own where graph.nodes[index].ports == nil {
      valueIndices[index] = indices.of(values[index])
      let isAsked = !replay.isConstant(index) || replay.gradients[index] != nil
      gradientIndices[index] = isAsked ? indices.of(gradients[index]) : []
    }
    let flows = flows.filter { own.contains($0.use.consumer) }.map { flow in
      Circuit.Flow(
        use: flow.use, contribution: indices.of(flow.contribution),
        local: flow.local.map { indices.of($0) })
    }
    let circuit = Circuit(
      leaves: leaves, constants: indices.constants, functions: indices.functions,
      instructions: indices.instructions, values: valueIndices, gradients: gradientIndices,
      flows: flows, output: replay.origins[output])
    try compare(circuit.numbers(for: leaves.flatMap(\.values)), circuit)
    return circuit
  }

  /// Throws where the graph has other numbers than the circuit.
  private func compare(_ numbers: [Double], _ circuit: Circuit) throws {
    guard !numbers.isEmpty else { return }
    for (index, node) in graph.nodes.enumerated() where node.ports == nil {
      let tolerance = Tolerance(node.dtype)
      // Where the output has none, nobody knows what other gradients are those of.
      let failure =
        replay.gradients[output] == nil ? CircuitError.noGradient : .otherNumber(node.id)
      for (stated, slots, failure) in [
        (node.value, circuit.values[index], CircuitError.otherNumber(node.id)),
        (node.gradient, circuit.gradients[index], failure),
      ] {
        guard case .elements(let stated, _)? = stated, stated.count == slots.count else {
          continue
        }
        let largest = stated.reduce(0) { $1.isFinite ? max($0, $1.magnitude) : $0 }
        // A hundred times what a check allows: what the eye sees.
        let bound = min(100 * tolerance.relative, 0.01) * largest + 1e-9
        let agrees = zip(stated, slots).allSatisfy { stated, slot in
          !stated.isFinite || (stated - numbers[slot]).magnitude <= bound
        }
        guard agrees else { throw failure }
      }
    }
  }
}
