import VizText
import VizTrace

/// The forward and the backward pass of a graph, a step at a time and in words.
///
/// Forward, a node is computed from its inputs; backward, an edge carries upstream × local =
/// contribution, and what arrives at a node by several edges adds up.
struct Replay: Sendable {
  struct Step: Sendable {
    enum Pass: String, Sendable { case forward, backward }

    var pass: Pass
    /// The node that gets a value, or to which a gradient flows.
    var node: Int
    /// The argument that a gradient flows back through; nil for what starts a pass.
    var use: Use?
    /// What is computed, in symbols: `q = x + y`.
    var formula: String
    /// The same in numbers: `= −2 + 5 = 3`; empty where they are no scalars.
    var numbers: String
    /// What the gate does, or how a sum stands.
    var remark: String
    /// Whether the node has all of its gradient after this step.
    var completes: Bool
  }

  /// The argument `slot` of a node.
  struct Use: Sendable, Hashable {
    var node: Int
    var slot: Int
  }

  private(set) var steps: [Step] = []
  private let graph: ComputationGraph
  private let index: NodeIndex
  /// The nodes' names in print, in the graph's order.
  let names: [String]
  private let output: String

  /// The steps of the nodes that `isShown` answers for; others are computed without a word.
  ///
  /// - Throws: ``/VizTrace/GraphError`` where the graph is none.
  init(_ graph: ComputationGraph, isShown: (Int) -> Bool = { _ in true }) throws {
    let order = try graph.topologicalOrder()
    self.graph = graph
    index = NodeIndex(graph)
    let outputPlace = graph.outputs.first.flatMap { [index] in index[$0] } ?? order.last
    var names = graph.nodes.map(Self.name)
    // An output without a name of its own is f, as in the picture.
    if let outputPlace, graph.nodes[outputPlace].isNameless { names[outputPlace] = "f" }
    output = outputPlace.map { names[$0] } ?? "f"
    self.names = names
    for node in order where isShown(node) && !graph.nodes[node].inputs.isEmpty {
      steps.append(forward(node))
    }
    guard !graph.isForwardMode, let outputPlace, graph.nodes[outputPlace].gradient != nil else {
      return
    }
    steps.append(seed(outputPlace))
    addBackward(order, isShown)
  }

  /// A node's name as mathematics sets it.
  static func name(_ node: Node) -> String {
    if node.op == "constant", node.label == nil, let value = node.value?.scalar {
      return number(value)
    }
    return MathName.text(node.label ?? node.id)
  }

  /// Five significant digits, with a true minus sign.
  static func number(_ x: Double) -> String {
    guard x.isFinite, let rounded = Double(SignificantDigits(x, 5).text) else {
      return MathName.number(x)
    }
    return MathName.number(rounded)
  }

  // MARK: Forward

  private func forward(_ node: Int) -> Step {
    let inputs = Array(index.inputs(of: node))
    let op = graph.nodes[node].op
    var numbers = ""
    let values = inputs.compactMap { graph.nodes[$0].value?.scalar }
    if let value = graph.nodes[node].value?.scalar, values.count == inputs.count {
      numbers = "= \(OpText.formula(op, values.map(Self.number))) = \(Self.number(value))"
    }
    return Step(
      pass: .forward, node: node, use: nil,
      formula: "\(names[node]) = \(OpText.formula(op, inputs.map { names[$0] }))",
      numbers: numbers,
      remark: numbers.isEmpty ? Self.words(graph.nodes[node].value, graph.nodes[node]) : "",
      completes: true)
  }

  // MARK: Backward

  private func seed(_ node: Int) -> Step {
    let gradient = graph.nodes[node].gradient
    return Step(
      pass: .backward, node: node, use: nil, formula: derivative(of: node),
      numbers: gradient?.scalar.map { "= \(Self.number($0))" } ?? "",
      remark: "the backward pass begins at the output", completes: true)
  }

  private func derivative(of node: Int) -> String { "∂\(output)/∂\(names[node])" }

  private mutating func addBackward(_ order: [Int], _ isShown: (Int) -> Bool) {
    // How many contributions each node still waits for, and what has arrived.
    var open = [Int](repeating: 0, count: graph.nodes.count)
    var sums = [Double](repeating: 0, count: graph.nodes.count)
    for node in order where graph.nodes[node].gradient != nil {
      for input in index.inputs(of: node) { open[input] += 1 }
    }
    let fans = open
    for node in order.reversed() where graph.nodes[node].gradient != nil {
      for (slot, input) in index.inputs(of: node).enumerated() {
        open[input] -= 1
        let use = Use(node: node, slot: slot)
        let contribution = contribution(use)
        sums[input] += contribution?.product ?? .nan
        let target = graph.nodes[input]
        guard isShown(node), target.gradient != nil || contribution != nil,
          target.op != "constant"
        else { continue }
        var step = backward(use, input, contribution)
        step.completes = open[input] == 0
        if fans[input] > 1 {
          let sum = sums[input].isFinite ? " = \(Self.number(sums[input]))" : ""
          step.remark +=
            (step.remark.isEmpty ? "" : "; ")
            + (step.completes
              ? "the last of \(fans[input]) ways, which add up: \(derivative(of: input))\(sum)"
              : "one of \(fans[input]) ways, which add up")
        }
        steps.append(step)
      }
    }
  }

  private struct Contribution {
    var upstream: Double
    var local: Double
    var product: Double { upstream * local }
  }

  private func contribution(_ use: Use) -> Contribution? {
    let node = graph.nodes[use.node]
    guard let upstream = node.gradient?.scalar, let local = node.local,
      local.indices.contains(use.slot), case .number(let slope)? = local[use.slot]
    else { return nil }
    return Contribution(upstream: upstream, local: slope)
  }

  private func backward(_ use: Use, _ input: Int, _ contribution: Contribution?) -> Step {
    let node = graph.nodes[use.node]
    let arguments = index.inputs(of: use.node).map { names[$0] }
    var step = Step(
      pass: .backward, node: input, use: use,
      formula: "\(derivative(of: input)) from \(OpText.formula(node.op, arguments))", numbers: "",
      remark: "", completes: true)
    guard let contribution else {
      step.remark =
        [OpText.rule(node.op), Self.words(graph.nodes[input].gradient, graph.nodes[input])]
        .compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "; ")
      return step
    }
    let slope = "∂\(names[use.node])/∂\(names[input])"
    step.formula = "\(derivative(of: use.node)) × \(slope)"
    step.numbers =
      "= \(Self.number(contribution.upstream)) × \(Self.factor(contribution.local))"
      + " = \(Self.number(contribution.product))"
    let local = OpText.local(node.op, slot: use.slot, arguments, result: names[use.node])
    let isPlain = local == Self.number(contribution.local)
    step.remark =
      [local.flatMap { isPlain ? nil : "\(slope) = \($0)" }, OpText.rule(node.op)]
      .compactMap { $0 }.joined(separator: "; ")
    return step
  }

  private static func factor(_ x: Double) -> String {
    let text = number(x)
    return text.hasPrefix("−") ? "(\(text))" : text
  }

  /// A tensor in a few words: `16×2, norm 0.34`.
  private static func words(_ data: TensorData?, _ node: Node) -> String {
    guard let data else { return "" }
    if let scalar = data.scalar { return number(scalar) }
    let extents = (node.extents ?? []).map(String.init).joined(separator: "×")
    let summary = data.summary
    let parts = [
      extents, "norm \(number(summary.norm))",
      summary.nan + summary.inf > 0 ? "\(summary.nan + summary.inf) not finite" : "",
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: ", ")
  }
}

extension Node {
  /// Whether the id is only a running number: `add1`, `n12`.
  fileprivate var isNameless: Bool {
    guard label == nil else { return false }
    let stem = String(id.reversed().drop { !$0.isLetter }.reversed())
    return [op, "n", "node", ""].contains(stem)
  }
}
