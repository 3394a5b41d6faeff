import VizTrace

extension QuizFacts {
  /// Where a rule is wrong in a run with other numbers: one operation sends back its local derivative
  /// with the other sign, or without what comes from above. A gradient that another question asks for
  /// is left out; nil where the rest would not say which rule it is.
  func fault(
    in variant: ComputationGraph, telling answers: Set<String>, turn: Int
  ) -> QuizQuestion? {
    let operations = order.filter { !graph.nodes[$0].inputs.isEmpty }
    guard operations.count > 2, Set(operations.map(name)).count == operations.count,
      let other = QuizFacts(variant, replay)
    else { return nil }
    // Only one operation can have sent a wrong number back to what nothing else uses.
    let uses = order.flatMap { node in
      index.inputs(of: node).indices.map { slot in
        Use(consumer: node, argument: slot - index.inputs(of: node).startIndex)
      }
    }.filter { use in
      let input = target(of: use)
      return use.consumer != output && !graph.nodes[input].isConstant
        && index.consumers(of: input).count == 1
        && index.inputs(of: use.consumer).count { $0 == input } == 1
    }
    guard !uses.isEmpty else { return nil }
    let first = turn % uses.count
    for use in uses[first...] + uses[..<first] {
      for slip in [QuizQuestion.Slip.upstream, .sign] {
        guard let gradients = other.gradients(failingAt: use, by: slip) else { continue }
        let input = target(of: use)
        let right = variant.nodes[input].gradient?.scalar ?? .nan
        let isPlain = (gradients[input] - right).magnitude > 0.2 * right.magnitude
        let hidden = Set(
          order.filter { node in
            !graph.nodes[node].isConstant && node != output
              && answers.contains(QuizQuestion.rounded(gradients[node]))
          })
        guard right.isFinite, isPlain, !hidden.contains(input), !hidden.contains(use.consumer),
          2 * hidden.count < order.count
        else { continue }
        return QuizQuestion(
          kind: .fault,
          text: "In this run with other numbers the rule of one operation is wrong. Of which one?",
          hints: [
            "Go back from \(name(output)): at each operation compare what it sends back with "
              + "upstream × local.",
            "What is wrong shows at the inputs of the faulty operation, and below them.",
          ], choices: operations.map { choice($0) }, nodes: [],
          answer: .choice(choice(use.consumer)),
          reason: "\(choice(use.consumer)) sent \(name(input)) "
            + (slip == .sign ? "its gradient with the other sign" : "its local derivative alone"),
          table: order.filter { !graph.nodes[$0].isConstant }.map { node in
            [
              name(node), variant.nodes[node].value?.scalar.map(Replay.number) ?? "",
              hidden.contains(node) ? "?" : Replay.number(gradients[node]),
            ]
          })
      }
    }
    return nil
  }

  private func choice(_ node: Int) -> String {
    let formula = graph.nodes[node].operation.formula(
      of: replay.arguments(of: node).map(\.name))
    return "\(name(node)) = \(formula)"
  }

  /// All gradients when the rule fails along one use; nil where a number is not known.
  private func gradients(failingAt fault: Use, by slip: QuizQuestion.Slip) -> [Double]? {
    var gradients = [Double](repeating: 0, count: graph.nodes.count)
    guard let seed = graph.nodes[output].gradient?.scalar else { return nil }
    gradients[output] = seed
    for node in order.reversed() {
      for (argument, input) in index.inputs(of: node).enumerated() {
        let use = Use(consumer: node, argument: argument)
        guard !graph.nodes[input].isConstant else { continue }
        guard let local = localNumber(of: use) else { return nil }
        let upstream = gradients[node]
        gradients[input] +=
          use != fault ? upstream * local : slip == .sign ? -upstream * local : local
      }
    }
    return gradients
  }
}
