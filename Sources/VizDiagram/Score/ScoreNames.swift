import VizBase
import VizTrace

/// What the values of a chain are called: as people named them where that is short, else with the
/// letters that the field has for them.
struct ScoreNames: Sendable {
  private let graph: ComputationGraph
  private let index: NodeIndex
  private var symbols: [Int: String] = [:]
  private var taken: Set<String> = []
  /// How many columns with parameters there are so far.
  private var layers = 0

  init(_ graph: ComputationGraph, _ chain: ScoreChain) {
    self.graph = graph
    index = chain.index
    for node in chain.nodes + chain.sides.joined() {
      guard let symbol = short(node), taken.insert(symbol).inserted else { continue }
      symbols[node] = symbol
    }
    if let first = chain.nodes.first { name(first, "x", isNumbered: false) }
    if let last = chain.nodes.last {
      name(last, graph.nodes[last].operation.family == .loss ? "L" : "f", isNumbered: false)
    }
  }

  private func short(_ node: Int) -> String? { Self.short(graph.nodes[node]) }

  /// The name that stands in formulas as it is.
  static func short(_ own: Node) -> String? {
    guard let name = own.givenName.map(MathName.text),
      name.count <= (own.inputs.isEmpty ? longestLeaf : longest), name != "bias",
      name.allSatisfy({ $0.isLetter || $0.isNumber || "₀₁₂₃₄₅₆₇₈₉\u{302}\u{304}".contains($0) }),
      name.first?.isLetter == true
    else { return nil }
    return name
  }

  private static let longest = 12
  private static let longestLeaf = 4

  private mutating func name(_ node: Int, _ letter: String, isNumbered: Bool, at number: Int = 1) {
    guard symbols[node] == nil else { return }
    var number = number
    var symbol = isNumbered ? MathName.text("\(letter)\(number)") : letter
    while !taken.insert(symbol).inserted {
      number += 1
      symbol = MathName.text("\(letter)\(number)")
    }
    symbols[node] = symbol
  }

  /// Gives a name to a column's value, and to what it takes from beside the chain.
  mutating func name(_ node: Int, taking group: ClosedRange<Int>, in chain: ScoreChain) {
    let operation = graph.nodes[node].operation
    let sides = group.flatMap { chain.sides[$0] }.filter { !graph.nodes[$0].isConstant }
    let hasParameters = sides.contains { graph.nodes[$0].isLikeAParameter }
    if hasParameters { layers += 1 }
    let isNorm = operation.traits.contains(.normalises)
    for (index, side) in sides.enumerated() {
      let leaf = graph.nodes[side]
      if !leaf.isLikeAParameter, leaf.inputs.isEmpty {
        name(side, "y", isNumbered: false)
      } else if isNorm {
        name(side, index == 0 ? "γ" : "β", isNumbered: true, at: layers)
      } else {
        let isMatrix = leaf.dimensionTexts.count > 1 || index == 0 && leaf.inputs.isEmpty
        name(side, isMatrix ? "W" : "b", isNumbered: true, at: layers)
      }
    }
    let letter =
      hasParameters ? "z" : operation.traits.contains(.isActivation) ? "a" : "u"
    name(node, letter, isNumbered: true, at: max(layers, 1))
  }

  /// A node's name in formulas; of one that has none what it computes.
  func symbol(_ node: Int) -> String {
    if let symbol = symbols[node] { return symbol }
    if graph.nodes[node].isConstant, let number = graph.nodes[node].value?.scalar {
      return NumberFormat.plain(number)
    }
    return expression(node)
  }

  /// What the graph calls a node, where a formula has a letter for it.
  func longName(_ node: Int) -> String? {
    let own = graph.nodes[node]
    guard short(node) == nil, own.inputs.isEmpty else { return nil }
    return own.id
  }

  /// What a node computes, from what has names: `W₁x + b₁`.
  func expression(_ node: Int) -> String {
    let own = graph.nodes[node]
    guard !own.inputs.isEmpty else { return symbols[node] ?? own.shownLabel ?? own.id }
    return Self.set(own.operation.formula(of: arguments(of: node)))
  }

  func arguments(of node: Int) -> [String] { index.inputs(of: node).map(symbol) }

  /// A rule for what flows through an operation, as short as it is told beside where that stands: what
  /// multiplies each element alone, `⊙ (1 − a²)`.
  ///
  /// - Parameter flowing: What stands in the formula for what flows.
  static func rule(_ formula: String, of flowing: String) -> String {
    let text = set(formula).replacing("(\(flowing))ᵀ", with: "\(flowing)ᵀ")
    if text == flowing { return "\(flowing), unchanged" }
    let start = "\(flowing) ⊙ "
    guard text.hasPrefix(start) else { return text }
    let factor = text.dropFirst(start.count)
    let inner = factor.dropFirst().dropLast()
    let isName = factor.hasPrefix("(") && !inner.contains { " ()".contains($0) }
    return "⊙ \(isName ? inner : factor)"
  }

  /// Sets a formula as mathematics does: `W @ x` as Wx, `x^2` as x².
  static func set(_ formula: String) -> String {
    var text = ""
    for factor in formula.split(separator: " @ ", omittingEmptySubsequences: false) {
      let left = text.reversed().prefix { !" ()".contains($0) && $0 != "ᵀ" }.reversed()
      let right = factor.prefix { !" ()".contains($0) && $0 != "ᵀ" }
      let areLetters = MathName.isLetter(String(left)) && MathName.isLetter(String(right))
      // Behind a transposed factor the letters stand as close.
      let isTransposed = text.hasSuffix("ᵀ") && MathName.isLetter(String(right))
      text += text.isEmpty ? "" : areLetters || isTransposed ? "" : " "
      text += factor
    }
    return text.replacing(/\^([0-9]+)(?![0-9.])/) { match in
      MathName.superscript(Int(match.1) ?? 0)
    }
  }
}
