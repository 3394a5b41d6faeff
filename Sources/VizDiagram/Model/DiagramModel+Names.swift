import VizBase
import VizTrace

// What stands on and beside cards.
extension DiagramModel {
  /// What a gate does with the gradient. Beside a number that stands on the card there is one input:
  /// nothing is switched, and what distributes does so to one.
  static func role(_ gate: Operation.Gate, hasNumber: Bool) -> String? {
    switch gate {
    case .switcher: hasNumber ? nil : gate.rawValue
    case .distributor: hasNumber ? "distributes to one" : gate.rawValue
    case .adder, .router, .gate, .blocker: gate.rawValue
    }
  }

  /// A leaf's name without the scope that its panel says.
  static func name(of leaf: Node) -> String {
    guard leaf.label == nil, let scope = leaf.scope, !scope.isEmpty else {
      return leaf.label ?? leaf.id
    }
    for separator in [".", "/"] {
      let prefix = scope.replacing("/", with: separator) + separator
      if leaf.id.hasPrefix(prefix), leaf.id.count > prefix.count {
        return String(leaf.id.dropFirst(prefix.count))
      }
    }
    return leaf.id
  }

  /// What a shared leaf is said to be of in cards where its numbers do not stand: its scope.
  static func home(of leaf: Node) -> String {
    guard let scope = leaf.scope, !scope.isEmpty else { return "shared" }
    return "of \(scope)"
  }

  /// The name that a person gave the node, where it stands on the card: a label, or a short id.
  ///
  /// What only repeats the operation, as `MatMul` does and `layer1/Relu` in its scope, is none.
  static func shownName(of node: Node) -> String? {
    guard node.label != nil || node.id.count <= longestID else { return nil }
    let name = name(of: node)
    let word = letters(name)
    guard word.isEmpty || word != letters(node.op) && word != letters(node.operation.symbol) else {
      return nil
    }
    return node.givenName.map(MathName.text)
  }

  /// What stands on the card of an operation; of one that is not known its name, in words.
  static func symbol(of operation: Operation) -> String {
    guard operation.rule.isEmpty, operation.symbol == operation.name else {
      return operation.symbol
    }
    let words = operation.name.replacing("_", with: " ")
    return words.hasPrefix("torch ") ? String(words.dropFirst(6)) : words
  }

  private static func letters(_ name: String) -> String {
    name.lowercased().filter { $0.isLetter || $0.isNumber }
  }

  private static let longestID = 12
}
