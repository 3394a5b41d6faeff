import VizBase
import VizTrace

/// How a gradient comes back through the operations of a column.
struct ScoreRule {
  private let graph: ComputationGraph
  private let chain: ScoreChain
  private let names: ScoreNames

  init(_ graph: ComputationGraph, _ chain: ScoreChain, _ names: ScoreNames) {
    self.graph = graph
    self.chain = chain
    self.names = names
  }

  /// So many numbers are written behind a rule.
  private static let fewNumbers = 3

  /// The rule in symbols, where `δ` is the gradient that arrives, and in numbers where it multiplies
  /// few elements.
  func local(of group: ClosedRange<Int>) -> (text: String, numbers: [Double]) {
    if let distance = SquaredDistance(graph, chain), distance.range == group {
      return (distance.rule(names), distance.numbers)
    }
    // The derivative of the output by itself is 1: what it is multiplied by is all that arrives.
    let isOutput = group.upperBound == chain.nodes.count - 1
    var text = "δ"
    for link in group.reversed() { text = back(through: link, from: text) }
    text = ScoreNames.rule(text, of: "δ")
    // Between single numbers, element by element is the usual product.
    let isScalar = (group.lowerBound - 1...group.upperBound).allSatisfy {
      chain.nodes.indices.contains($0) && graph.nodes[chain.nodes[$0]].extents == []
    }
    if isScalar { text = text.replacing("⊙", with: "×") }
    let slopes = group.count == 1 ? factors(at: group.lowerBound) : []
    if slopes.isEmpty, let scalar = scalarSlope(of: group) {
      return (isOutput && text == "δ, unchanged" ? "1" : text, [scalar])
    }
    return (text, slopes.count <= Self.fewNumbers ? slopes : [])
  }

  private func back(through link: Int, from upstream: String) -> String {
    let node = chain.nodes[link]
    let operation = graph.nodes[node].operation
    let input = chain.nodes[link - 1]
    let arguments = names.arguments(of: node)
    let extents = Operation.Extents(
      argument: graph.nodes[input].extents ?? [], result: graph.nodes[node].extents ?? [],
      firstArgument: chain.index.inputs(of: node).first.flatMap { graph.nodes[$0].extents } ?? [])
    let rule = operation.gradient(
      at: chain.arguments[link], of: arguments, result: names.symbol(node), upstream: upstream,
      extents)
    if let rule { return rule }
    if operation.rule.isEmpty { return "no rule is known" }
    // What the gate does, where no formula says it.
    return operation.gate?.rawValue ?? operation.rule
  }

  /// What each element is multiplied by, where the operation goes element by element and they are few.
  private func factors(at link: Int) -> [Double] {
    let node = chain.nodes[link]
    guard case .elements(let results, _)? = graph.nodes[node].value,
      results.count <= Self.fewNumbers
    else { return [] }
    return graph.elementFactors(
      along: Use(consumer: node, argument: chain.arguments[link]), in: chain.index)
  }

  /// The derivative of a column of scalars, as the graph states those of its operations.
  private func scalarSlope(of group: ClosedRange<Int>) -> Double? {
    var slope = 1.0
    for link in group {
      guard let locals = graph.nodes[chain.nodes[link]].local,
        locals.indices.contains(chain.arguments[link]),
        case .number(let local)? = locals[chain.arguments[link]]
      else { return nil }
      slope *= local
    }
    return slope
  }
}

/// The end of a chain that is a squared distance from a target: `½ Σ (h − y)²`, whose gradient is
/// said in one step.
struct SquaredDistance: Sendable {
  /// Where it stands on the chain.
  let range: ClosedRange<Int>
  /// The two numbers that are subtracted.
  private let sides: [Int]
  /// What the difference is multiplied by in the gradient; of a mean, without the number of elements.
  private let factor: Double
  private let isMean: Bool
  private let isTurned: Bool
  private let differences: [Double]

  /// Nil where the chain does not end in one.
  init?(_ graph: ComputationGraph, _ chain: ScoreChain) {
    let nodes = chain.nodes.map { graph.nodes[$0] }
    func constant(_ link: Int) -> (value: Double, argument: Int)? {
      let inputs = Array(chain.index.inputs(of: chain.nodes[link]))
      guard inputs.count == 2 else { return nil }
      let argument = 1 - chain.arguments[link]
      let other = graph.nodes[inputs[argument]]
      return other.isConstant ? other.value?.scalar.map { ($0, argument) } : nil
    }
    var factor = 2.0
    var isMean = false
    var hasSquare = false
    var link = nodes.count - 1
    while link > 1, !hasSquare {
      guard chain.skips[link].isEmpty, link == nodes.count - 1 || nodes[link].givenName == nil
      else { return nil }
      switch nodes[link].op {
      case "div":
        guard let constant = constant(link), constant.argument == 1 else { return nil }
        factor /= constant.value
      case "mul":
        guard let constant = constant(link) else { return nil }
        factor *= constant.value
      case "sum": break
      case "mean": isMean = true
      case "square": hasSquare = true
      case "pow":
        guard let constant = constant(link), constant.value == 2, constant.argument == 1 else {
          return nil
        }
        hasSquare = true
      default: return nil
      }
      link -= 1
    }
    let inputs = Array(chain.index.inputs(of: chain.nodes[link]))
    guard hasSquare, link > 0, nodes[link].op == "sub", nodes[link].givenName == nil,
      inputs.count == 2, chain.skips[link].isEmpty
    else { return nil }
    range = link...(nodes.count - 1)
    sides = inputs
    self.factor = factor
    self.isMean = isMean
    isTurned = chain.arguments[link] == 1
    if case .elements(let values, _)? = nodes[link].value {
      differences = values
    } else {
      differences = []
    }
  }

  /// The gradient of what is measured: `h − y`.
  func rule(_ names: ScoreNames) -> String {
    let (first, second) = isTurned ? (sides[1], sides[0]) : (sides[0], sides[1])
    let difference = "\(names.symbol(first)) − \(names.symbol(second))"
    if factor == 1, !isMean { return difference }
    let number = factor == 1 ? "" : NumberFormat.plain(factor) + " "
    return "\(number)(\(difference))" + (isMean ? " / n" : "")
  }

  /// The same in numbers, where there are few.
  var numbers: [Double] {
    guard differences.count <= 3 else { return [] }
    let scale = (isTurned ? -factor : factor) / (isMean ? Double(differences.count) : 1)
    return differences.map { $0 * scale }
  }
}
