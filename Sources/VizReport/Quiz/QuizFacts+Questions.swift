import VizBase
import VizTrace

extension QuizFacts {
  /// The gradient of a node.
  func gradient(of node: Int) -> QuizQuestion? {
    guard let answer = graph.nodes[node].gradient?.scalar, let ways = ways(to: node) else {
      return nil
    }
    let blanks = ways.map { _ in "□ × □" }.joined(separator: " + ")
    let rule = ways.map { "\(derivative($0.use.consumer)) × \(slope(of: $0.use))" }
      .joined(separator: " + ")
    let slopes = ways.compactMap { way in
      slopeFormula(of: way.use).map { "\(slope(of: way.use)) = \($0)" }
    }
    var hints = ["\(derivative(node)) = \(blanks)", "\(derivative(node)) = \(rule)"]
    if !slopes.isEmpty { hints.append(Array(Set(slopes)).sorted().joined(separator: "; ")) }
    if ways.count > 1 { hints[0] += ": \(ways.count) ways, which add up" }
    var slips: [(Double, QuizQuestion.Slip)] = [(-answer, .sign)]
    if ways.count > 1 { slips += ways.map { ($0.numbers.product, .fan) } }
    slips.append((ways.reduce(0) { $0 + $1.numbers.local }, .upstream))
    slips.append((ways.reduce(0) { $0 + $1.numbers.upstream }, .local))
    let switched = ways.reduce(0.0) { sum, way in
      sum + way.numbers.upstream * (other(than: way.use) ?? .nan)
    }
    slips.append((switched, .factors))
    let numbers = ways.map {
      "\(Replay.factor($0.numbers.upstream)) × \(Replay.factor($0.numbers.local))"
    }.joined(separator: " + ")
    return QuizQuestion(
      kind: .gradient, text: "What is \(derivative(node))?", hints: hints, nodes: [node],
      answer: .number(answer), slips: Self.told(slips, answer),
      reason: "\(derivative(node)) = \(rule) = \(numbers) = \(Replay.number(answer))")
  }

  /// The derivative of a product in its other factor; nil for anything else.
  private func other(than use: Use) -> Double? {
    guard graph.nodes[use.consumer].op == "mul", graph.nodes[use.consumer].inputs.count == 2 else {
      return nil
    }
    return localNumber(of: Use(consumer: use.consumer, argument: 1 - use.argument))
  }

  /// A local derivative.
  func local(of use: Use) -> QuizQuestion {
    let answer = localNumber(of: use) ?? .nan
    let input = target(of: use)
    let formula = slopeFormula(of: use)
    var slips: [(Double, QuizQuestion.Slip)] = [(-answer, .sign)]
    slips.append((other(than: use) ?? .nan, .factors))
    let arguments = replay.arguments(of: use.consumer).map(\.name)
    let gate = graph.nodes[use.consumer].operation.formula(of: arguments)
    return QuizQuestion(
      kind: .local,
      text: "What is \(slope(of: use)), the local derivative of \(gate) in \(name(input)) alone?",
      hints: ["Hold all but \(name(input)) still: no upstream, this one operation only."]
        + [formula].compactMap { $0 }.map { "\(slope(of: use)) = \($0)" },
      nodes: [use.consumer, input], answer: .number(answer), slips: Self.told(slips, answer),
      reason: "\(slope(of: use)) = \(formula.map { "\($0) = " } ?? "")\(Replay.number(answer))")
  }

  /// Which input to move so that the output falls; nil where none does most plainly.
  var move: QuizQuestion? {
    let inputs = order.filter { node in
      graph.nodes[node].inputs.isEmpty && !graph.nodes[node].isConstant
        && graph.nodes[node].gradient?.scalar?.isFinite == true
    }
    let slopes = inputs.map { graph.nodes[$0].gradient?.scalar ?? 0 }
    let sizes = slopes.map(\.magnitude).sorted(by: >)
    guard inputs.count > 1, Set(inputs.map(name)).count == inputs.count, sizes[0] > 0,
      sizes[1] < 0.99 * sizes[0], let best = slopes.firstIndex(where: { $0.magnitude == sizes[0] })
    else { return nil }
    func choice(_ input: Int, up: Bool) -> String { "\(name(input)) \(up ? "up" : "down")" }
    let falls = slopes[best] < 0
    var slips: [(QuizQuestion.Answer, QuizQuestion.Slip)] = []
    for (input, slope) in zip(inputs, slopes) {
      for up in [true, false] where !(input == inputs[best] && up == falls) {
        let lowers = slope != 0 && (slope < 0) == up
        slips.append(
          (
            .choice(choice(input, up: up)),
            input == inputs[best] ? .direction : lowers ? .smaller : .both
          ))
      }
    }
    return QuizQuestion(
      kind: .move,
      text: "One input may be moved by the same small amount: which one, in which direction, "
        + "lowers \(name(output)) most?",
      hints: [
        "\(name(output)) changes by ∂\(name(output))/∂· × the amount.",
        "It falls against the sign of the gradient, and most where that is largest in size.",
      ], choices: inputs.flatMap { [choice($0, up: true), choice($0, up: false)] }, nodes: [],
      answer: .choice(choice(inputs[best], up: falls)), slips: slips,
      reason:
        "\(derivative(inputs[best])) = \(Replay.number(slopes[best])) is the largest in size, "
        + "and \(name(output)) falls against its sign")
  }

  /// The slips that are told from the answer and from each other.
  private static func told(
    _ slips: [(Double, QuizQuestion.Slip)], _ answer: Double
  ) -> [(answer: QuizQuestion.Answer, slip: QuizQuestion.Slip)] {
    var known: Set = [QuizQuestion.rounded(answer)]
    return slips.compactMap { value, slip in
      guard value.isFinite, known.insert(QuizQuestion.rounded(value)).inserted else { return nil }
      return (.number(value), slip)
    }
  }
}
