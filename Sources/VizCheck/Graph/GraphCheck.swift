import VizAutodiff
public import VizTrace

/// A graph's numbers, recomputed and compared with those that it carries.
///
/// Works on a graph from any engine, for the ops that vizbp has rules for. Every node's value must
/// follow from its inputs' values, and every node's gradient must be the sum of what its consumers
/// send back: their vjps, on the file's own values and the file's own gradients. So a wrong number
/// is found where it arises, not where it shows; and as a wrong gradient is the fault of a
/// consumer's vjp and not of the node that shows it, ``suspects`` says whose.
///
/// What a dropout dropped is read off its value, and where that is 0 either way off the gradient.
/// Errors are relative to the numbers, and to the terms that were added up to them: the gradient of
/// a bias before a normalisation is 0 but for what rounding leaves of its terms.
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
  }

  /// One result a node, in the order of the graph's list.
  public let nodes: [Result]
  /// The nodes whose own faulty rule explains every disagreement: one where the numbers determine
  /// it, each candidate where they do not.
  public let suspects: [Node.ID]
  /// Centred differences of the whole function with respect to its leaves, beside the gradients
  /// that the file has; nil where the graph cannot be recomputed from its leaves.
  public let differences: Differences?
  /// Whether nothing could be compared: no node has a rule and numbers that are more than a summary.
  public let isEmpty: Bool

  /// Whether no number is wrong and no rule suspected; true where nothing could be compared.
  public var isOK: Bool {
    nodes.allSatisfy { $0.status != .wrong } && suspects.isEmpty
  }

  /// Checks a graph; throws `GraphError` where it is none.
  ///
  /// Takes about two passes over the graph, and for the differences of the whole function some
  /// ten evaluations a leaf element (of large leaves, one direction each).
  public init(_ graph: ComputationGraph) throws {
    let replay = try GraphReplay(graph)
    let isForward = graph.isForwardMode
    let values = ValueCheck(replay)
    let gradients = isForward ? nil : GradientFlow(replay)
    let tangents = isForward ? TangentFlow(replay) : nil
    let differences = isForward ? nil : Differences(gradients?.replay ?? replay)
    var results = replay.nodes.indices.map { place in
      Self.result(
        replay, place, value: values.findings[place],
        gradient: gradients?.findings[place] ?? tangents?.findings[place] ?? .absent)
    }
    var blamed = Set(values.findings.indices.filter { values.findings[$0].isWrong })
    if let gradients { blamed.formUnion(Blame(gradients).suspects) }
    if let tangents {
      blamed.formUnion(tangents.findings.indices.filter { tangents.findings[$0].isWrong })
    }
    if blamed.isEmpty, let differences, let gradients {
      blamed = differences.faultyRules(replay)
      let leaves = differences.disagreements(replay)
      // Each argument of a kink may have a subgradient, and all together none.
      let doubted = gradients.excused.intersection(replay.descendants(of: leaves))
      let strict = doubted.isEmpty ? nil : GradientFlow(replay, doubting: doubted)
      for place in doubted {
        guard let finding = strict?.findings[place], finding.isWrong else { continue }
        results[place] = Self.result(
          replay, place, value: values.findings[place], gradient: finding)
      }
      blamed.formUnion(strict.map { Blame($0).suspects } ?? [])
      for leaf in leaves {
        if results[leaf].status != .wrong {
          results[leaf].status = .wrong
          results[leaf].reason = "its gradient disagrees with centred differences"
        }
        if strict == nil { blamed.formUnion(gradients.unverifiedConsumers(from: leaf)) }
      }
    }
    nodes = results
    isEmpty = replay.nodes.indices.allSatisfy { place in
      (replay.isLeaf(place) || values.findings[place].error == nil)
        && (replay.index.consumers(of: place).isEmpty || results[place].gradientError == nil)
    }
    self.differences = differences
    suspects = replay.order.filter(blamed.contains).map { replay.nodes[$0].id }
  }

  private static func result(
    _ replay: GraphReplay, _ place: Int, value: Finding, gradient: Finding
  ) -> Result {
    let node = replay.nodes[place]
    var result = Result(
      id: node.id, op: node.op, status: .ok, valueError: value.error,
      gradientError: gradient.error)
    if value.isWrong || gradient.isWrong {
      result.status = .wrong
      result.reason = [value, gradient].first { $0.isWrong }?.reason
    } else if let reason = value.reason ?? gradient.reason {
      result.status = .unchecked
      result.reason = reason
    }
    return result
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
