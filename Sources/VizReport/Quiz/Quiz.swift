import VizBase
import VizDiagram
import VizTrace

/// Questions on a graph of scalars: gradients, local derivatives, which input to move, and where a
/// faulty rule is.
struct Quiz: Sendable {
  private(set) var questions: [QuizQuestion] = []

  /// So many gradients and local derivatives are asked for.
  private static let mostGradients = 12
  private static let mostLocals = 4

  /// Nil where there is nothing to ask for.
  ///
  /// - Parameters:
  ///   - graph: The graph, with its gradients and local derivatives.
  ///   - replay: Its passes in words.
  ///   - variants: The graph with other numbers; one of them is where a rule is wrong.
  ///   - turn: Which of the rules, as far as there is a choice.
  init?(
    _ graph: ComputationGraph, _ replay: Replay, variants: [ComputationGraph] = [], turn: Int = 0
  ) {
    guard !graph.isForwardMode, let facts = QuizFacts(graph, replay) else { return nil }
    let gradients = Array(facts.asked.prefix(Self.mostGradients)).compactMap(facts.gradient)
    let locals = Array(facts.locals.prefix(Self.mostLocals)).map(facts.local)
    questions = gradients + locals + [facts.move].compactMap { $0 }
    guard !questions.isEmpty else { return nil }
    let answers = Set(questions.map(\.answer.text))
    let fault = variants.lazy.compactMap { facts.fault(in: $0, telling: answers, turn: turn) }.first
    questions += [fault].compactMap { $0 }
  }

  /// The graph as the quiz shows it: without anything that is asked for.
  static func stripped(_ graph: ComputationGraph) -> ComputationGraph {
    var graph = graph
    graph.seeds = nil
    graph.unknownFields = [:]
    for index in graph.nodes.indices {
      graph.nodes[index].gradient = nil
      graph.nodes[index].local = nil
      graph.nodes[index].unknownFields = [:]
      for port in (graph.nodes[index].ports ?? []).indices {
        graph.nodes[index].ports?[port].gradient = nil
      }
    }
    return graph
  }

  /// The answers for a teacher: a line each.
  var answers: [(question: String, answer: String)] {
    questions.map { question in
      switch question.answer {
      case .number(let value):
        (question.text, NumberFormat.significant(value, digits: QuizQuestion.Answer.precision))
      case .choice(let text): (question.text, text)
      }
    }
  }
}

/// What questions are made of.
struct QuizFacts {
  let graph: ComputationGraph
  let replay: Replay
  let index: NodeIndex
  let order: [Int]
  let output: Int

  init?(_ graph: ComputationGraph, _ replay: Replay) {
    guard let order = try? graph.topologicalOrder() else { return nil }
    let index = NodeIndex(graph)
    guard let output = graph.outputs.first.flatMap({ index[$0] }),
      graph.nodes[output].gradient?.scalar != nil
    else { return nil }
    (self.graph, self.replay, self.index, self.order, self.output) =
      (graph, replay, index, order, output)
  }

  func name(_ node: Int) -> String { replay.names[node] }
  func derivative(_ node: Int) -> String { Self.derivative(name(output), name(node)) }

  static func derivative(_ output: String, _ name: String) -> String {
    "∂\(output)/∂\(name.contains("/") || name.contains(" ") ? "(\(name))" : name)"
  }

  /// What flows back to a node, with the numbers of every way; nil where one is not known.
  func ways(to node: Int) -> [(use: Use, numbers: Contribution.Numbers)]? {
    let ways = graph.contributions(to: node, in: index)
    let known = ways.compactMap { way in way.numbers.map { (way.use, $0) } }
    return known.count == ways.count && !known.isEmpty ? known : nil
  }

  /// The nodes whose gradients are asked for, from the output to the inputs.
  var asked: [Int] {
    order.reversed().filter { node in
      node != output && graph.nodes[node].gradient?.scalar?.isFinite == true
        && ways(to: node) != nil && !graph.nodes[node].isConstant
    }
  }

  /// The uses whose local derivatives are more than a sign.
  var locals: [Use] {
    order.flatMap { node in
      index.inputs(of: node).indices.compactMap { slot -> Use? in
        let argument = slot - index.inputs(of: node).startIndex
        let use = Use(consumer: node, argument: argument)
        guard let number = localNumber(of: use), number.isFinite, number.magnitude != 1,
          number != 0,
          !graph.nodes[index.inputs(of: node)[slot]].isConstant
        else { return nil }
        return use
      }
    }
  }

  func localNumber(of use: Use) -> Double? {
    guard let local = graph.nodes[use.consumer].local, local.indices.contains(use.argument),
      case .number(let number)? = local[use.argument]
    else { return nil }
    return number
  }

  func target(of use: Use) -> Int {
    let inputs = index.inputs(of: use.consumer)
    return inputs[inputs.startIndex + use.argument]
  }

  func slope(of use: Use) -> String {
    Self.derivative(name(use.consumer), name(target(of: use)))
  }

  /// The local derivative as a formula, where that is not the number itself.
  func slopeFormula(of use: Use) -> String? {
    let arguments = replay.arguments(of: use.consumer).map(\.name)
    let formula = graph.nodes[use.consumer].operation.slope(
      at: use.argument, of: arguments, result: name(use.consumer))
    return formula.flatMap { $0.contains(where: \.isLetter) ? $0 : nil }
  }
}
