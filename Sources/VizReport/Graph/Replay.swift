import VizBase
import VizDiagram
import VizTrace

/// The forward and the backward pass of a graph, a step at a time and in words, and of a training
/// what follows from them: the update of its parameters.
///
/// Forward, a node is computed from its inputs; backward, an edge carries upstream × local =
/// contribution, and what arrives at a node by several edges adds up.
struct Replay: Sendable {
  struct Step: Sendable {
    enum Pass: String, Sendable, CaseIterable {
      case forward, backward, update

      var title: String {
        switch self {
        case .forward: "Forward"
        case .backward: "Backward"
        case .update: "Update"
        }
      }
    }

    var pass: Pass
    /// The node that gets a value, or to which a gradient flows.
    var node: Int
    /// The argument that a gradient flows back through; nil for what starts a pass.
    var use: Use?
    /// What is computed, in symbols: `q = x + y`.
    var formula: String
    /// The same in numbers: `= −2 + 5 = 3`; of tensors their norms.
    var numbers: String
    /// Of a forward step on scalars the numbers' formula, with gaps ⟨0⟩, ⟨1⟩, … for the arguments, as
    /// it encloses negative ones.
    var form: String?
    /// What the gate does, or how a sum stands.
    var remark: String
    /// Whether the node has all of its gradient after this step.
    var completes: Bool
    /// Whether the numbers are all that there is to know.
    var isScalar = false
  }

  private(set) var steps: [Step] = []
  private let graph: ComputationGraph
  private let index: NodeIndex
  /// The nodes' names in print, in the graph's order.
  let names: [String]
  private let output: String
  private let print: @Sendable (Double) -> String
  private let printNorm: @Sendable (Double) -> String

  /// The steps of the nodes that `isShown` answers for; others are computed without a word.
  ///
  /// - Parameters:
  ///   - graph: The graph whose passes are told.
  ///   - update: What a training makes of them.
  ///   - print: How numbers are printed; with five significant digits, if it is not said.
  ///   - printNorm: How tensors' norms are printed; with three significant digits, if it is not said.
  ///   - isShown: Whether a node, by its index in the graph's list, is told of.
  /// - Throws: ``/VizTrace/GraphError`` where the graph is none.
  init(
    _ graph: ComputationGraph, update: Update? = nil,
    print: @escaping @Sendable (Double) -> String = Replay.number,
    printNorm: @escaping @Sendable (Double) -> String = NumberFormat.brief,
    isShown: (Int) -> Bool = { _ in true }
  ) throws {
    self.print = print
    self.printNorm = printNorm
    let order: [Int]
    (index, order) = try graph.wiring()
    self.graph = graph
    let outputIndex = graph.outputs.first.flatMap { [index] in index[$0] } ?? order.last
    var names = graph.nodes.map(Self.name)
    // An output without a name of its own is f, as in the picture.
    if let outputIndex, graph.nodes[outputIndex].givenName == nil { names[outputIndex] = "f" }
    output = outputIndex.map { names[$0] } ?? "f"
    self.names = names
    for node in order where isShown(node) && !graph.nodes[node].inputs.isEmpty {
      steps.append(forward(node))
    }
    guard !graph.isForwardMode, let outputIndex, graph.nodes[outputIndex].gradient != nil else {
      return
    }
    steps.append(seed(outputIndex))
    addBackward(order, isShown)
    if let update { addUpdate(update, order.filter(isShown)) }
  }

  /// Whether a node stands on a card of its own in some picture.
  static func shown(
    _ levels: [[Diagram.Card]], _ graph: ComputationGraph
  ) -> (Int) -> Bool {
    let index = NodeIndex(graph)
    var isShown = [Bool](repeating: false, count: graph.nodes.count)
    for card in levels.joined() where !card.isFold {
      for node in card.nodes { index[node].map { isShown[$0] = true } }
    }
    return { isShown[$0] }
  }

  /// A node's name as mathematics sets it.
  static func name(_ node: Node) -> String {
    if node.op == "constant", node.shownLabel == nil, let value = node.value?.scalar {
      return number(value)
    }
    return MathName.text(node.shownLabel ?? node.id)
  }

  /// Five significant digits, with a true minus sign.
  static func number(_ x: Double) -> String {
    guard x.isFinite, let rounded = Double(NumberFormat.significant(x, digits: 5)) else {
      return MathName.number(x)
    }
    return MathName.number(rounded)
  }

  // MARK: Forward

  /// The names and the values of a node's arguments; of one of several outputs, with its port.
  func arguments(of node: Int) -> [(name: String, value: TensorData?)] {
    index.inputs(of: node).enumerated().map { argument, input in
      let port = index.port(of: Use(consumer: node, argument: argument))
      let suffix = port.map { ":\(graph.nodes[input].ports?[$0].name ?? String($0))" } ?? ""
      return (names[input] + suffix, graph.nodes[input].output(at: port).value)
    }
  }

  private func forward(_ node: Int) -> Step {
    let arguments = arguments(of: node)
    let operation = graph.nodes[node].operation
    let formula = "\(names[node]) = \(operation.formula(of: arguments.map(\.name)))"
    let values = arguments.compactMap { $0.value?.scalar }
    if let value = graph.nodes[node].value?.scalar, values.count == arguments.count {
      return Step(
        pass: .forward, node: node, use: nil, formula: formula,
        numbers: "= \(operation.formula(of: values.map(print))) = \(print(value))",
        form: operation.formula(of: values.indices.map { "−⟨\($0)⟩" }), remark: "", completes: true,
        isScalar: true)
    }
    let data = graph.nodes[node].value
    let remark = [
      Self.extents(graph.nodes[node]), operation.meaning(of: arguments.map(\.name)) ?? "",
    ].filter { !$0.isEmpty }
    return Step(
      pass: .forward, node: node, use: nil, formula: formula, numbers: norm(data),
      remark: remark.joined(separator: "; "), completes: true)
  }

  // MARK: Backward

  private func seed(_ node: Int) -> Step {
    let gradient = graph.nodes[node].gradient
    return Step(
      pass: .backward, node: node, use: nil, formula: derivative(of: node),
      numbers: gradient?.scalar.map { "= \(print($0))" } ?? "",
      remark: "the backward pass begins at the output", completes: true,
      isScalar: gradient?.scalar != nil)
  }

  private func derivative(of node: Int) -> String {
    // A path would read as one more fraction.
    let name = names[node]
    return "∂\(output)/∂\(name.contains("/") ? "(\(name))" : name)"
  }

  private mutating func addBackward(_ order: [Int], _ isShown: (Int) -> Bool) {
    // Of tensors, what a gate does is told once, and then in a word.
    var told: Set<String> = []
    // How many contributions each node still waits for, and what has arrived.
    var open = [Int](repeating: 0, count: graph.nodes.count)
    var arrived = [[Contribution]](repeating: [], count: graph.nodes.count)
    for node in order where graph.nodes[node].gradient != nil {
      for input in index.inputs(of: node) { open[input] += 1 }
    }
    let fans = open
    for node in order.reversed() where graph.nodes[node].gradient != nil {
      for (slot, input) in index.inputs(of: node).enumerated() {
        open[input] -= 1
        guard
          let contribution = graph.contribution(
            of: Use(consumer: node, argument: slot), in: index)
        else { continue }
        if fans[input] > 1 { arrived[input].append(contribution) }
        guard isShown(node), contribution.total != nil || contribution.numbers != nil else {
          continue
        }
        var step = backward(contribution, isTold: told.contains(graph.nodes[node].op))
        if contribution.numbers == nil { told.insert(graph.nodes[node].op) }
        step.completes = open[input] == 0
        if fans[input] > 1 {
          let sum = arrived[input].sum.flatMap { $0.isFinite ? " = \(print($0))" : nil } ?? ""
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

  private func backward(_ contribution: Contribution, isTold: Bool) -> Step {
    let (use, input) = (contribution.use, contribution.target)
    let node = graph.nodes[use.consumer]
    let operation = node.operation
    let arguments = arguments(of: use.consumer).map(\.name)
    var step = Step(
      pass: .backward, node: input, use: use,
      formula: "\(derivative(of: input)) from \(operation.formula(of: arguments))", numbers: "",
      remark: "", completes: true)
    guard let numbers = contribution.numbers else {
      let target = graph.nodes[input]
      let first = index.inputs(of: use.consumer).first
      let extents = Operation.Extents(
        argument: target.extents ?? [], result: node.extents ?? [],
        firstArgument: first.flatMap { graph.nodes[$0].extents } ?? [])
      if let product = operation.gradient(
        at: use.argument, of: arguments, result: names[use.consumer],
        upstream: derivative(of: use.consumer), extents)
      {
        step.formula = "\(derivative(of: input)) = \(product)"
      }
      let total = contribution.total
      step.numbers = norm(total)
      if let upstream = contribution.upstream, upstream.scalar == nil, total?.scalar == nil {
        step.numbers =
          "norm \(printNorm(upstream.magnitude)) → "
          + norm(total).replacing("norm ", with: "")
      }
      let rule = operation.rule
      step.remark = [
        Self.extents(target),
        isTold ? rule.split(separator: ":").first.map(String.init) ?? "" : rule,
      ].filter { !$0.isEmpty }.joined(separator: "; ")
      return step
    }
    step.isScalar = true
    let slope = "∂\(names[use.consumer])/∂\(names[input])"
    step.formula = "\(derivative(of: use.consumer)) × \(slope)"
    step.numbers =
      "= \(print(numbers.upstream)) × \(Self.inFactor(print(numbers.local)))"
      + " = \(print(numbers.product))"
    let local = operation.slope(at: use.argument, of: arguments, result: names[use.consumer])
    let isPlain = local == Self.number(numbers.local)
    step.remark =
      [local.flatMap { isPlain ? nil : "\(slope) = \($0)" } ?? "", operation.rule]
      .filter { !$0.isEmpty }.joined(separator: "; ")
    return step
  }

  /// A number as a factor, in parentheses where it is negative.
  static func factor(_ x: Double) -> String { inFactor(number(x)) }

  private static func inFactor(_ text: String) -> String {
    text.hasPrefix("−") ? "(\(text))" : text
  }

  // MARK: Update

  private mutating func addUpdate(_ update: Update, _ order: [Int]) {
    let scale = update.scale(in: graph)
    for parameter in order {
      let node = graph.nodes[parameter]
      guard node.isTrained, let value = node.value, let gradient = node.gradient else { continue }
      let isDecayed = update.rule.isDecayed(node.id)
      var step = Step(
        pass: .update, node: parameter, use: nil,
        formula: update.formula(
          names[parameter], gradient: derivative(of: parameter), isDecayed: isDecayed),
        numbers: "", remark: "", completes: true)
      let (w, g) = (value.summary, gradient.summary)
      var remarks: [String] = []
      if w.count == 1, w.magnitude.isFinite, g.magnitude.isFinite,
        let numbers = update.numbers(
          w.mean, gradient: g.mean, scale: scale, isDecayed: isDecayed)
      {
        step.numbers = numbers
        step.isScalar = true
      } else if let ratio = node.attributes["update_ratio"]?.double {
        step.numbers = "‖Δ‖ = \(Self.short(ratio * w.magnitude))"
        remarks.append("update ratio \(Self.short(ratio)) × norm \(Self.short(w.magnitude))")
      }
      remarks.append("‖\(derivative(of: parameter))‖ = \(Self.short(g.magnitude))")
      if let distance = node.attributes["distance"]?.double {
        remarks.append("now \(Self.short(distance)) away from where it started")
      }
      step.remark = remarks.joined(separator: "; ")
      steps.append(step)
    }
  }

  // MARK: Numbers

  /// Three significant digits.
  private static func short(_ x: Double) -> String { NumberFormat.brief(x) }

  private static func extents(_ node: Node) -> String {
    node.dimensionTexts.joined(separator: "×")
  }

  /// How large a tensor is: `norm 0.34`; a scalar's number.
  private func norm(_ data: TensorData?) -> String {
    guard let data else { return "" }
    if let scalar = data.scalar { return "= \(print(scalar))" }
    let summary = data.summary
    let broken = summary.nan + summary.inf
    return "norm \(printNorm(summary.magnitude))" + (broken > 0 ? ", \(broken) not finite" : "")
  }
}
