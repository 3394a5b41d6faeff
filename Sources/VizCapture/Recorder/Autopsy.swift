import VizBase
public import VizTrace

/// Why a training's numbers stopped being numbers: the first node that was not finite, what went
/// into it, and how it reached the loss.
public struct Autopsy: Sendable, Equatable {
  /// Which of the two passes over a graph.
  public enum Pass: String, Sendable { case forward, backward }

  /// A node with what it held.
  public struct Finding: Sendable, Equatable {
    /// The node's id in the graph.
    public var node: Node.ID
    /// Its operation.
    public var op: String
    /// What is known of its value, or backward of its gradient; nil where it has none.
    public var summary: Statistics?
  }

  /// The number of the step in which it happened, from 0.
  public var step: Int
  /// In which pass the first number that is not finite appears.
  public var pass: Pass
  /// Forward, the first node whose value is not finite though its inputs are; backward, the first
  /// whose gradient is not.
  public var first: Finding
  /// What went into it: the values of its inputs, or backward the gradients of its consumers.
  public var causes: [Finding]
  /// The nodes from the first one to the loss; backward from the loss to it.
  public var path: [Node.ID]

  /// What happened, in words.
  public var text: String {
    let what = first.summary.map(Self.words) ?? "not finite"
    let inputs = causes.map { cause in
      "\(cause.node) (\(cause.summary.map(Self.range) ?? "unknown"))"
    }
    let from = inputs.isEmpty ? "" : " from " + inputs.joined(separator: ", ")
    switch pass {
    case .forward where first.op == "parameter":
      return "Step \(step): the parameter \(first.node) is \(what) before anything is computed: the"
        + " update of the step before broke it. \(arrival)"
    case .forward where causes.isEmpty:
      return "Step \(step): the input \(first.node) is \(what). \(arrival)"
    case .forward:
      return "Step \(step): the value of \(first.node) (\(first.op)) is the first that is \(what),"
        + " computed\(from). \(arrival)"
    case .backward:
      return "Step \(step): all values are finite; the gradient of \(first.node) is the first that"
        + " is \(what), sent\(from). The way back from the loss is \(way)."
    }
  }

  private var arrival: String {
    path.count > 1 ? "It reaches the loss by \(way)." : "Nothing lies between it and the loss."
  }

  private var way: String { path.joined(separator: " → ") }

  private static func words(_ summary: Statistics) -> String {
    let parts = [(summary.nan, "NaN"), (summary.inf, "infinite")].filter { $0.0 > 0 }
    if summary.count == 1, let part = parts.first { return part.1 }
    return parts.map { "\($0.1) in \($0.0) of \(summary.count) elements" }
      .joined(separator: " and ")
  }

  private static func range(_ summary: Statistics) -> String {
    let (low, high) = (NumberFormat.plain(summary.min), NumberFormat.plain(summary.max))
    return summary.count == 1 ? NumberFormat.plain(summary.mean) : "\(low) … \(high)"
  }
}

extension Autopsy {
  /// Looks for the first number that is not finite, forward and then backward.
  ///
  /// `nodes` stand in the order in which they were computed, with summaries of what they hold.
  /// Nil where all is finite.
  init?(_ graph: ComputationGraph, step: Int) {
    let index = NodeIndex(graph)
    func summary(_ data: TensorData?) -> Statistics? { data?.summary.statistics }
    func isBroken(_ data: TensorData?) -> Bool { data?.isBroken == true }
    func finding(_ position: Int, _ data: TensorData?) -> Finding {
      let node = graph.nodes[position]
      return Finding(node: node.id, op: node.op, summary: summary(data))
    }
    let output = graph.outputs.first.flatMap { index[$0] } ?? graph.nodes.count - 1

    if let first = graph.nodes.indices.first(where: { isBroken(graph.nodes[$0].value) }) {
      self.init(
        step: step, pass: .forward, first: finding(first, graph.nodes[first].value),
        causes: index.inputs(of: first).map { finding($0, graph.nodes[$0].value) },
        path: Self.path(from: first, to: output, index).map { graph.nodes[$0].id })
      return
    }
    guard let first = graph.nodes.indices.last(where: { isBroken(graph.nodes[$0].gradient) })
    else { return nil }
    self.init(
      step: step, pass: .backward, first: finding(first, graph.nodes[first].gradient),
      causes: index.consumers(of: first).map { finding($0, graph.nodes[$0].gradient) },
      path: Self.path(from: first, to: output, index).reversed().map { graph.nodes[$0].id })
  }

  /// The shortest way along the wires, both ends included.
  private static func path(from start: Int, to end: Int, _ index: NodeIndex) -> [Int] {
    var before: [Int: Int] = [start: start]
    var queue = [start]
    var next = 0
    while next < queue.count, before[end] == nil {
      for consumer in index.consumers(of: queue[next]) where before[consumer] == nil {
        before[consumer] = queue[next]
        queue.append(consumer)
      }
      next += 1
    }
    guard before[end] != nil else { return [start] }
    var path = [end]
    while let last = path.last, last != start, let previous = before[last] {
      path.append(previous)
    }
    return path.reversed()
  }
}
