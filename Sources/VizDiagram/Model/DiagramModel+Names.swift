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

  /// The name that a person gave the node, where it stands on the card: a label, or a short id.
  static func shownName(of node: Node) -> String? {
    guard node.label != nil || node.id.count <= longestID else { return nil }
    return node.givenName.map(MathName.text)
  }

  private static let longestID = 12
}
