import VizBase
import VizDrawing
import VizTrace

extension DiagramModel {
  /// The chain rule of a wire on which tensors flow: no product of two numbers, but the rule of the
  /// operation, and what goes in and out.
  struct TensorChain: Sendable {
    /// What the rule calls what flows in.
    static let gradient = "δ"
    static let tangent = "τ"

    /// The rule, and shorter words for it: `⊙ (1 − a²)`, `W₂ᵀδ`.
    var rules: [String]
    /// The gradient of what takes the value, or in forward mode the tangent of the value.
    var upstream: TensorData
    /// What comes of it, a part of the sum at the other end; nil where the graph does not tell.
    var contribution: TensorData?
    /// The room of the contribution's numbers, the same at every step.
    private let contributionRoom: Double

    /// - Parameter shaped: A tensor of the contribution's shape, which there is at every step.
    init(
      rules: [String], upstream: TensorData, contribution: TensorData?, shaped: TensorData?
    ) {
      self.rules = rules
      self.upstream = upstream
      self.contribution = contribution
      contributionRoom = max(shaped.map(Self.room) ?? 0, Self.unknown)
    }

    /// The elements of a tensor stand beside each other where they are no more.
    private static let fewElements = 3

    /// The elements that are written out; nil where the norm is.
    static func written(_ data: TensorData) -> [Double]? {
      guard case .elements(let elements, _) = data, (1...fewElements).contains(elements.count)
      else { return nil }
      return elements
    }

    /// Every rule makes nothing of nothing; nil of all else.
    static func nothing(of flowing: TensorData) -> TensorData? {
      flowing.magnitude == 0 ? .elements([0], shape: []) : nil
    }

    /// The room of the rule and of what stands below it. It depends on the operation and on how many
    /// elements there are, and on no number.
    func width(isCompact: Bool) -> Double {
      let rule = rules.first.map { TextMeasurer.measure($0, font: Metric.small).width } ?? 0
      let numbers = Self.room(upstream) + 20 + contributionRoom
      return min(max(rule, numbers), isCompact ? 156 : 240)
    }

    private static func room(_ data: TensorData) -> Double {
      guard let elements = written(data) else { return 66 }
      return elements.count == 1 ? 44 : Double(elements.count) * 38 + 8
    }

    private static let unknown = 56.0
  }

  /// Puts the chain rule on the wires on which tensors flow, and in forward mode on all others.
  mutating func addChains(_ graph: ComputationGraph, _ index: NodeIndex) {
    if isForwardMode { addTangents(graph, index) }
    var uses: [NodeIndex.Source: Int] = [:]
    for node in graph.nodes.indices {
      for (argument, input) in index.inputs(of: node).enumerated() {
        let port = index.port(of: Use(consumer: node, argument: argument))
        uses[.init(node: input, port: port), default: 0] += 1
      }
    }
    // A seed is a part of the gradient, too.
    for output in graph.outputs {
      if let source = index.source(of: output) { uses[source, default: 0] += 1 }
    }
    for wire in wires.indices where wires[wire].uses.count == 1 && wires[wire].chain == nil {
      if case .fold = cards[wires[wire].to].kind { continue }
      guard let use = wires[wire].uses.first else { continue }
      if isForwardMode {
        wires[wire].tensorChain = tangents(along: use, graph, index)
        continue
      }
      guard let contribution = graph.contribution(of: use, in: index),
        let upstream = contribution.upstream, contribution.total != nil
      else { continue }
      let source = NodeIndex.Source(node: contribution.target, port: index.port(of: use))
      let part = graph.part(of: contribution, in: index, isWhole: uses[source] == 1)
      wires[wire].tensorChain = TensorChain(
        rules: rules(along: use, graph, index), upstream: upstream,
        contribution: part ?? TensorChain.nothing(of: upstream),
        shaped: graph.nodes[contribution.target].value ?? contribution.total)
      wires[wire].magnitude = part?.magnitude ?? wires[wire].magnitude
    }
  }

  /// The tangent that flows along a use, and what it adds to that of what takes it.
  private func tangents(
    along use: Use, _ graph: ComputationGraph, _ index: NodeIndex
  ) -> TensorChain? {
    let tangents = index.inputs(of: use.consumer).enumerated().map { argument, input in
      graph.nodes[input].output(at: index.port(of: Use(consumer: use.consumer, argument: argument)))
        .gradient
    }
    guard tangents.indices.contains(use.argument), let incoming = tangents[use.argument],
      let result = graph.nodes[use.consumer].gradient
    else { return nil }
    let isAlone = tangents.indices.allSatisfy { argument in
      argument == use.argument || tangents[argument].map { $0.magnitude == 0 } ?? true
    }
    return TensorChain(
      rules: rules(along: use, graph, index), upstream: incoming,
      contribution: TensorChain.nothing(of: incoming)
        ?? (isAlone ? result : graph.scaled(incoming, along: use, in: index)),
      shaped: result)
  }

  /// What an operation makes of what flows along a use, from the whole rule to a word.
  private func rules(
    along use: Use, _ graph: ComputationGraph, _ index: NodeIndex
  ) -> [String] {
    let node = graph.nodes[use.consumer]
    let operation = node.operation
    let inputs = Array(index.inputs(of: use.consumer))
    let names = inputs.enumerated().map { argument, input in
      Self.letter(graph.nodes[input]) ?? (argument == use.argument ? "in" : "other")
    }
    let result = ScoreNames.short(node) ?? "out"
    let flowing = isForwardMode ? TensorChain.tangent : TensorChain.gradient
    let formula =
      isForwardMode
      ? operation.tangent(at: use.argument, of: names, result: result, incoming: flowing)
      : operation.gradient(
        at: use.argument, of: names, result: result, upstream: flowing,
        Operation.Extents(
          argument: inputs.indices.contains(use.argument)
            ? graph.nodes[inputs[use.argument]].output(at: index.port(of: use)).extents ?? [] : [],
          result: node.extents ?? [],
          firstArgument: inputs.first.flatMap { graph.nodes[$0].extents } ?? []))
    var rules: [String] = []
    if let formula {
      // In words, what has no name needs none.
      let words = formula.hasSuffix(" of in") ? String(formula.dropLast(6)) : formula
      let rule = ScoreNames.rule(words, of: flowing)
      rules.append(node.extents == [] ? rule.replacing("⊙", with: "×") : rule)
      // What follows a comma explains what stands before it.
      if let first = formula.split(separator: ", ").first, first.count < formula.count {
        rules.append(ScoreNames.set(String(first)))
      }
    } else if let locals = node.local, locals.indices.contains(use.argument),
      case .text(let text)? = locals[use.argument]
    {
      rules.append(text)
    } else if isForwardMode, !operation.rule.isEmpty {
      rules.append("its slope · τ")
    } else if let clause = operation.rule.split(whereSeparator: { ":,;".contains($0) }).first {
      rules.append(String(clause))
    }
    if let gate = operation.gate, !isForwardMode { rules.append(gate.rawValue) }
    return rules.isEmpty ? ["no rule is known"] : rules
  }

  /// What stands for a value in a rule; nil where it has no name that is short enough.
  private static func letter(_ node: Node) -> String? {
    if let name = ScoreNames.short(node) { return name }
    if node.isConstant, let number = node.value?.scalar { return NumberFormat.plain(number) }
    guard node.isLikeAParameter else { return nil }
    return node.dimensionTexts.count > 1 ? "W" : "b"
  }
}
