import Foundation
import VizBP
import VizBase

/// What `vizbp explain` prints and draws.
struct ExplanationReport {
  let explanation: GradientExplanation
  private let graph: ComputationGraph
  private let labels: [Node.ID: String]

  /// The step of a run that the graph is of; nil for others.
  private let step: Int?

  init(_ explanation: GradientExplanation, of graph: ComputationGraph, at step: Int? = nil) {
    self.explanation = explanation
    self.step = step
    self.graph = graph
    labels = Self.labels(graph)
  }

  // MARK: - Text

  /// Explanations one after the other; of several steps, first what carried each.
  static func text(_ reports: [ExplanationReport], isShort: Bool) -> String {
    func one(_ report: ExplanationReport) -> String {
      let body = isShort ? report.headline + "\n" : report.text
      return (report.step.map { "Step \($0)\n\n" } ?? "") + body
    }
    guard reports.count > 1 else { return reports.map(one).joined() }
    let rows = reports.map { report in
      [
        report.step.map(String.init) ?? "", report.number(report.explanation.gradient),
        report.shortened(report.explanation.paths),
        report.explanation.strongest.first.map(report.share) ?? "",
        report.explanation.strongest.first.map(report.way) ?? "",
      ]
    }
    let table = TextTable(
      [["step", "gradient", "paths", "share", "strongest path"]] + rows, numbers: [0, 1, 2, 3])
    return table.text.trimmingCharacters(in: .newlines) + "\n\n"
      + reports.map(one).joined(separator: "\n")
  }

  private func way(_ path: GradientExplanation.Path) -> String {
    abridged(path.elements.map(name)).joined(separator: " ← ")
  }

  private func share(_ path: GradientExplanation.Path) -> String {
    // Of what is not finite there are no shares.
    guard explanation.sumOfAbsolute > 0, explanation.sumOfAbsolute.isFinite else { return "" }
    return "\(number(100 * abs(path.product) / explanation.sumOfAbsolute, digits: 3)) %"
  }

  /// One line: the gradient, of how many paths.
  var headline: String {
    let derivative = derivative(of: explanation.element)
    guard !explanation.paths.isZero else {
      return "\(derivative) = 0: no path leads from \(name(explanation.element)) to \(ends)"
    }
    return "\(derivative) = \(number(explanation.gradient)), of \(count(explanation.paths))"
  }

  /// The paths, and the chain rule line by line.
  var text: String {
    var parts = [headline]
    guard !explanation.paths.isZero else { return headline + "\n" }
    if let stated = explanation.statedGradient, !agrees(stated) {
      parts.append(
        "note: the graph states \(number(stated)); 'vizbp check' says whose rule disagrees")
    }
    if !explanation.gradient.isFinite || !explanation.sumOfAbsolute.isFinite {
      parts.append("note: not all derivatives on the way are finite numbers")
    }
    parts.append(chain.joined(separator: "\n"))
    parts.append(summary.joined(separator: "\n"))
    if !explanation.strongest.isEmpty {
      parts.append((["The strongest paths:"] + strongest).joined(separator: "\n"))
    }
    if let lengths = explanation.lengths, lengths.count > 1 { parts.append(table(lengths)) }
    if explanation.lengths == nil {
      parts.append("The lengths of the paths are too many to be told apart.")
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// Whether the gradient that the graph states is the one that the paths add up to.
  private func agrees(_ stated: Double) -> Bool {
    let gap = abs(stated - explanation.gradient)
    return stated == explanation.gradient || gap <= 1e-4 * explanation.sumOfAbsolute
      || (stated.isNaN && explanation.gradient.isNaN)
  }

  private var summary: [String] {
    let cancelled = explanation.cancellation
    let share =
      if explanation.sumOfAbsolute == 0 {
        "nothing flows"
      } else if !explanation.sumOfAbsolute.isFinite {
        "how much cancels cannot be told"
      } else if cancelled < 1e-9 {
        "nothing cancels"
      } else {
        "\(number(100 * cancelled, digits: 3)) % of it cancels"
      }
    let sum =
      "The products' magnitudes add up to \(number(explanation.sumOfAbsolute)): \(share)."
    guard explanation.paths != .one, explanation.entropy.isFinite, explanation.sumOfAbsolute != 0,
      explanation.sumOfAbsolute.isFinite
    else { return [sum] }
    let entropy = "Entropy \(number(explanation.entropy, digits: 3)) bits"
    // Of so many paths there is no number.
    let count = pow(2, explanation.entropy)
    guard count.isFinite else { return [sum, entropy + "."] }
    let like = number(count, digits: 3)
    return [
      sum,
      "\(entropy): as spread as over \(like) path\(like == "1" ? "" : "s") of one strength.",
    ]
  }

  private var strongest: [String] {
    let shown = explanation.strongest.map { path -> [String] in
      let factors = path.factors + (path.seed == 1 ? [] : [path.seed])
      let product =
        factors.isEmpty ? "1" : abridged(factors.map(factor)).joined(separator: " · ")
      return ["  " + number(path.product), share(path), way(path), "= " + product]
    }
    return TextTable([["", "", "", ""]] + shown, numbers: [0, 1]).text
      .split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
      .filter { !$0.allSatisfy(\.isWhitespace) }
  }

  private func table(_ lengths: [GradientExplanation.Length]) -> String {
    var rows = [["edges", "paths", "sum", "sum of magnitudes"]]
    let most = 24
    for length in lengths.prefix(most) {
      rows.append([
        String(length.edges), shortened(length.paths), number(length.sum),
        number(length.sumOfAbsolute),
      ])
    }
    let rest = lengths.count > most ? "\n… \(lengths.count - most) lengths more" : ""
    return TextTable(rows, numbers: [0, 1, 2, 3]).text.trimmingCharacters(in: .newlines) + rest
  }

  // MARK: - The chain rule

  private var chain: [String] {
    let lines = explanation.chainRule.lines
    let width = String(lines.count).count
    var texts: [String] = []
    for (index, line) in lines.enumerated() {
      if line.skipped > 0 { texts.append("… \(counted(line.skipped)) like these") }
      let mark = String(repeating: " ", count: width - String(index + 1).count) + "[\(index + 1)] "
      texts.append(mark + worked(line))
    }
    return texts
  }

  private func counted(_ lines: Int) -> String { lines == 1 ? "1 line" : "\(lines) lines" }

  /// `∂f/∂x = ∂f/∂q · ∂q/∂x = −4[2] · 1 = −4`.
  private func worked(_ line: ChainRule.Line) -> String {
    let left = derivative(of: line.element)
    var (symbols, numbers) = ([String](), [String]())
    if let seed = line.seed {
      numbers.append(number(seed))
      if !line.terms.isEmpty || line.others.count > 0 { symbols.append(number(seed)) }
    }
    for term in line.terms {
      symbols.append(
        "\(derivative(of: term.consumer)) · ∂\(name(term.consumer))/∂\(name(line.element))")
      let mark = term.line.map { "[\($0 + 1)]" } ?? ""
      numbers.append("\(factor(term.upstream))\(mark) · \(factor(term.local))")
    }
    if line.others.count > 0 {
      let more = "\(line.others.count) more"
      symbols.append("(\(more))")
      numbers.append(factor(line.others.sum))
    }
    var sides = [left]
    if !symbols.isEmpty { sides.append(symbols.joined(separator: " + ")) }
    sides.append(numbers.joined(separator: " + "))
    let value = number(line.value)
    if sides.last != value { sides.append(value) }
    return sides.joined(separator: " = ")
  }

  // MARK: - Names and numbers

  /// What is differentiated, as it is printed.
  var outputNames: [String] { explanation.outputs.map(printedName) }

  private var ends: String {
    let names = outputNames
    return names.count == 1 ? names[0] : "(" + names.joined(separator: " + ") + ")"
  }

  private func derivative(of element: GradientExplanation.Element) -> String {
    "∂\(ends)/∂\(name(element))"
  }

  private func name(_ element: GradientExplanation.Element) -> String {
    let text = printedName(element.node)
    return element.index.isEmpty
      ? text : text + "[" + element.index.map(String.init).joined(separator: ",") + "]"
  }

  /// What a node is called in print.
  func printedName(_ node: Node.ID) -> String {
    MathName.text(labels[node] ?? node).escaped(limit: 24)
  }

  /// The labels that one node alone has; and f for the one output, where it has no name.
  private static func labels(_ graph: ComputationGraph) -> [Node.ID: String] {
    let labelled = Dictionary(grouping: graph.nodes.filter { $0.label != nil }) { $0.label ?? "" }
    var labels: [Node.ID: String] = [:]
    for nodes in labelled.values where nodes.count == 1 { labels[nodes[0].id] = nodes[0].label }
    let outputs = graph.nodes.filter { graph.outputs == [$0.id] }
    if let output = outputs.first, !output.inputs.isEmpty, output.givenName == nil,
      !graph.nodes.contains(where: { $0.id == "f" || $0.label == "f" })
    {
      // As pictures have it.
      labels[output.id] = "f"
    }
    return labels
  }

  private func number(_ x: Double, digits: Int = 6) -> String { printed(x, digits: digits) }

  /// A number in print.
  func printed(_ x: Double, digits: Int = 6) -> String {
    TextTable.number(x, digits: digits).replacingOccurrences(of: "-", with: "−")
  }

  /// A number that stands in a product.
  private func factor(_ x: Double) -> String {
    let text = number(x)
    return text.hasPrefix("−") ? "(\(text))" : text
  }

  private func count(_ paths: Natural) -> String {
    paths == .one ? "1 path" : "\(shortened(paths)) paths"
  }

  /// All digits, or how many there are of a number that nobody would read.
  private func shortened(_ number: Natural) -> String {
    let digits = number.description
    guard digits.count > 24 else { return digits }
    return "\(digits.prefix(1)).\(digits.dropFirst().prefix(3))×10"
      + MathName.superscript(digits.count - 1)
  }

  /// The first and the last of many.
  private func abridged(_ texts: [String]) -> [String] {
    guard texts.count > 9 else { return texts }
    return Array(texts.prefix(4)) + ["… \(texts.count - 8) more …"] + Array(texts.suffix(4))
  }

  // MARK: - JSON

  /// The explanations in one line: one as it is, several by their steps.
  static func json(_ reports: [ExplanationReport]) -> String {
    guard reports.count != 1 else { return JSONValue.object(reports[0].json).jsonText() }
    return JSONValue.object(["steps": .array(reports.map { .object($0.json) })]).jsonText()
  }

  private var json: JSONObject {
    var object: JSONObject = [
      "node": .string(
        explanation.element.node
          + (explanation.element.index.isEmpty
            ? "" : "[" + explanation.element.index.map(String.init).joined(separator: ",") + "]")),
      "output": .string(explanation.outputs.joined(separator: " + ")),
      "gradient": JSONValue(explanation.gradient),
      "paths": .string(explanation.paths.description),
      "sum_of_absolute": JSONValue(explanation.sumOfAbsolute),
      "cancellation": JSONValue(explanation.cancellation),
      "entropy": JSONValue(explanation.entropy),
      "strongest": .array(explanation.strongest.map { .object(pathObject($0)) }),
      "lengths": .array(
        (explanation.lengths ?? []).map { length in
          .object([
            "edges": JSONValue(Double(length.edges)),
            "paths": .string(length.paths.description), "sum": JSONValue(length.sum),
            "sum_of_absolute": JSONValue(length.sumOfAbsolute),
          ])
        }),
    ]
    if explanation.lengths == nil { object["lengths_omitted"] = .bool(true) }
    if let stated = explanation.statedGradient { object["stated_gradient"] = JSONValue(stated) }
    if let step { object["step"] = JSONValue(Double(step)) }
    return object
  }

  private func pathObject(_ path: GradientExplanation.Path) -> JSONObject {
    var object: JSONObject = [
      "nodes": .array(path.elements.map { .string($0.node) }),
      "factors": .array(path.factors.map { JSONValue($0) }), "product": JSONValue(path.product),
    ]
    if path.elements.contains(where: { !$0.index.isEmpty }) {
      object["indices"] = .array(
        path.elements.map { .array($0.index.map { JSONValue(Double($0)) }) })
    }
    if path.seed != 1 { object["seed"] = JSONValue(path.seed) }
    return object
  }

  // MARK: - Pages and pictures

  /// What a page says of it.
  var page: GraphPage.Explanation {
    GraphPage.Explanation(
      headline: headline, chain: explanation.paths.isZero ? [] : chain, summary: summary,
      strongest: strongest)
  }

  /// The wires of the strongest paths: the strongest one's are the widest.
  var emphasis: Emphasis {
    let known = Set(graph.nodes.map(\.id))
    let most = explanation.strongest.map { abs($0.product) }.max() ?? 0
    var wires: [Emphasis.Wire: Double] = [:]
    for path in explanation.strongest {
      // Outputs of a node that has several are nodes on a path, and none in the picture.
      let ids = path.elements.map(\.node).filter(known.contains)
      let strength = most > 0 && most.isFinite ? abs(path.product) / most : 1
      for (consumer, input) in zip(ids, ids.dropFirst()) {
        let wire = Emphasis.Wire(from: input, to: consumer)
        wires[wire] = max(wires[wire] ?? 0, strength.isFinite ? strength : 1)
      }
    }
    let count = explanation.strongest.count
    return Emphasis(
      wires,
      words: count == 1
        ? "wide: the strongest path" : "wide: the \(count) strongest paths, by their products")
  }
}
