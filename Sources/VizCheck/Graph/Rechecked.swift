import VizBase
import VizTrace

/// What an engine found when it ran a call again beside centred differences: of an operation without
/// a rule, all that can be known. Stated by a node's field `rechecked`.
struct Rechecked {
  let status: GraphCheck.Status
  let error: Double?
  let reason: String?

  /// Nil where the node states nothing that can be read.
  init?(_ node: Node) {
    guard case .object(let fields)? = node.unknownFields["rechecked"],
      case .string(let word)? = fields["status"], let status = GraphCheck.Status(rawValue: word)
    else { return nil }
    self.status = status
    error = fields["error"]?.double
    reason = if case .string(let said)? = fields["reason"] { said } else { nil }
  }
}

extension GraphCheck.Result {
  /// What the engine says of its rule, where the table has none and the numbers do not disagree.
  mutating func take(_ rechecked: Rechecked) {
    guard status == .unchecked, rechecked.status != .unchecked else { return }
    status = rechecked.status
    gradientError = rechecked.error ?? gradientError
    reason = rechecked.status == .ok ? nil : rechecked.reason ?? "its gradient rule is wrong"
  }
}
