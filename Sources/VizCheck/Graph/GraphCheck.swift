public import VizAutodiff
import VizTensor
public import VizTrace

/// A graph's numbers, recomputed and compared with those that it carries.
///
/// Works on a graph from any engine, for the ops that vizbp has rules for. Every node's value must
/// follow from its inputs' values, and every node's gradient must be the sum of what its consumers
/// send back: their vjps, on the file's own values and the file's own gradients, and where the file
/// has none on recomputed ones. So a wrong number is found where it arises, not where it shows; and
/// as a wrong gradient is the fault of a consumer's vjp and not of the node that shows it,
/// ``suspects`` says whose.
///
/// Not everything that disagrees is a rule's fault, and not everything that agrees is plain:
/// ``remarks`` say where finite numbers become NaN, where a kink leaves a choice, of which outputs
/// the gradients are, and what people forget, such as gradients of two backward passes added up.
///
/// What a dropout dropped is read off its value, and where that is 0 either way off the gradient.
/// Errors are relative to the numbers, and to the terms that were added up to them: the gradient of
/// a bias before a normalisation is 0 but for what rounding leaves of its terms.
///
/// Of an operation without a rule the file may state what its own engine found when it ran the call
/// again (`rechecked`); that is believed.
///
/// A graph of forward mode is checked by jvps, whose faults show where they are.
public struct GraphCheck: Sendable {
  /// How a node came out; the raw value is a name for files and pages.
  public enum Status: String, Sendable {
    /// All that was compared agrees, or there was nothing to compare.
    case ok
    /// The value or the gradient disagrees.
    case wrong
    /// There was something to compare, and it could not be.
    case unchecked
  }

  /// What was found at one node.
  public struct Result: Sendable, Identifiable {
    /// The node's id in the graph.
    public var id: Node.ID
    /// The name of the node's operation.
    public var op: String
    /// Whether the node's value and gradient are right, as far as they could be checked.
    public var status: Status
    /// The relative error of the value; nil where it could not be checked.
    public var valueError: Double?
    /// The relative error of the gradient; nil where it could not be checked.
    public var gradientError: Double?
    /// Why the node was not checked, or what is wrong with it.
    public var reason: String?
    /// What is wrong with the node's numbers, and what they should be; nil where nothing is. Numbers
    /// that only follow from wrong ones are among them, though nothing is wrong with the node.
    public var correction: Correction?
  }

  /// One result a node, in the order of the graph's list.
  public private(set) var nodes: [Result]
  /// The nodes whose own faulty rule explains every disagreement: one where the numbers determine
  /// it, each candidate where they do not.
  public let suspects: [Node.ID]
  /// What a reader should know besides: where numbers are not finite, whose gradients these are, what
  /// was forgotten.
  public let remarks: [Remark]
  /// Centred differences of the whole function with respect to its leaves, beside the gradients
  /// that the file has; nil where the graph cannot be recomputed from its leaves.
  public let differences: Differences?
  /// Whether nothing could be compared: no node has a rule and numbers that are more than a summary.
  public let isEmpty: Bool

  /// Whether something was compared, no number is wrong and no rule suspected.
  public var isOK: Bool {
    !isEmpty && nodes.allSatisfy { $0.status != .wrong } && suspects.isEmpty
  }

  /// Checks a graph, taking `primitives` for the operations of their names; throws `GraphError` where
  /// it is none.
  ///
  /// Takes about two passes over the graph, some more where something disagrees, and for the
  /// differences of the whole function some ten evaluations a leaf element (of large leaves, one
  /// direction each).
  public init(_ graph: ComputationGraph, primitives: [Primitive<Double>] = []) throws {
    let replay = try GraphReplay(graph, primitives: primitives)
    try replay.verifySeeds()
    let values = ValueCheck(replay)
    let judgement =
      graph.isForwardMode
      ? Judgement(TangentFlow(replay), replay, values) : Judgement(replay, values)
    let results = replay.nodes.indices.map { index in
      Self.result(
        replay, index, value: values.findings[index], gradient: judgement.gradients[index],
        notFinite: judgement.notFinite.contains(index))
    }
    nodes = Array(results.prefix(graph.nodes.count))
    for index in nodes.indices { nodes[index].correction = judgement.corrections[index] }
    let hasNoNumbers = replay.nodes.indices.allSatisfy { index in
      (replay.isLeaf(index) || values.findings[index].error == nil)
        && (replay.index.consumers(of: index).isEmpty || results[index].gradientError == nil)
    }
    differences = judgement.differences
    remarks = judgement.remarks
    // What was found at an output is said of its node; the indices beside what was chosen are no
    // number that a rule computes.
    for index in replay.nodes.indices.dropFirst(nodes.count) {
      let isIndices = replay.nodes[index].dtype?.isDiscrete == true
      guard !isIndices || results[index].status != .unchecked else { continue }
      nodes[replay.origins[index]].include(results[index])
    }
    var (accused, isRechecked) = (judgement.suspects, false)
    for index in graph.nodes.indices where replay.rules[index] == nil && !replay.isLeaf(index) {
      guard let rechecked = Rechecked(graph.nodes[index]) else { continue }
      nodes[index].take(rechecked)
      isRechecked = isRechecked || rechecked.status != .unchecked
      if rechecked.status == .wrong { accused.insert(index) }
    }
    isEmpty = hasNoNumbers && !isRechecked
    var named: Set<Int> = []
    suspects = replay.order.filter(accused.contains).map { replay.origins[$0] }
      .filter { named.insert($0).inserted }.map { graph.nodes[$0].id }
  }

  private static func result(
    _ replay: GraphReplay, _ index: Int, value: Finding, gradient: Finding, notFinite: Bool
  ) -> Result {
    let node = replay.nodes[index]
    var result = Result(
      id: node.id, op: node.op, status: .ok, valueError: value.error,
      gradientError: gradient.error)
    if value.isWrong || gradient.isWrong {
      result.status = .wrong
      result.reason = [value, gradient].first { $0.isWrong }?.reason
    } else if let reason = value.reason ?? gradient.reason {
      result.status = .unchecked
      result.reason = reason
    } else if notFinite {
      result.status = .unchecked
      result.reason = "not finite, or not differentiable, here"
    }
    return result
  }
}

extension GraphCheck.Result {
  /// Adds what was found at one of the node's outputs.
  fileprivate mutating func include(_ output: GraphCheck.Result) {
    valueError = [valueError, output.valueError].compactMap { $0 }.max()
    gradientError = [gradientError, output.gradientError].compactMap { $0 }.max()
    let severity: [GraphCheck.Status] = [.ok, .unchecked, .wrong]
    guard let own = severity.firstIndex(of: status),
      let other = severity.firstIndex(of: output.status), other > own
    else { return }
    (status, reason) = (output.status, output.reason.map { "\(output.id): \($0)" })
  }
}

/// What was found about one number.
enum Finding {
  case right(Double)
  case wrong(Double, String)
  /// There was something to check, and it could not be.
  case unchecked(String)
  /// There was nothing to check.
  case absent

  var isWrong: Bool { if case .wrong = self { true } else { false } }

  var error: Double? {
    switch self {
    case .right(let error), .wrong(let error, _): error
    case .unchecked, .absent: nil
    }
  }

  var reason: String? {
    switch self {
    case .wrong(_, let reason), .unchecked(let reason): reason
    case .right, .absent: nil
    }
  }
}
