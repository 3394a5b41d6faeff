import VizBP

/// What `vizbp eval --cost` prints.
struct CostReport {
  private let cost: TapeCost
  private let swell: ExpressionSwell
  private let nodes: [Node]

  /// `graph` is what was captured of `output`: it has the same nodes in the same order.
  init(_ output: Variable<Double>, graph: ComputationGraph) {
    cost = TapeCost(of: output)
    swell = ExpressionSwell(of: output)
    nodes = graph.nodes
  }

  var text: String {
    var rows = [["node", "op", "pass", "mul", "add", "transc.", "bytes"]]
    for (share, node) in zip(cost.nodes, nodes) where node.inputs.isEmpty == false {
      rows.append(
        Self.row(TextTable.line(node.id), TextTable.line(node.op), "forward", share.forward))
      rows.append(Self.row("", "", "backward", share.backward))
    }
    rows.append(Self.row("total", "", "forward", cost.forward))
    rows.append(Self.row("", "", "backward", cost.backward))
    return "\n" + TextTable(rows, numbers: [3, 4, 5, 6]).text + "\n" + ratios
  }

  private var ratios: String {
    let n = cost.inputCount
    let inputs = "\(n) input\(n == 1 ? "" : "s")"
    func times(_ ratio: Double?) -> String { TextTable.number(ratio, digits: 3) }
    let lines = [
      ("reverse mode", cost.reverseRatio), ("forward mode over \(inputs)", cost.forwardRatio),
      ("differences over \(inputs)", cost.differencesRatio),
    ]
    let table = TextTable(lines.map { ["  " + $0.0, times($0.1)] }, numbers: [1]).text
    return "value and gradient, in evaluations of the function:\n" + table
      + "symbolic derivative, written out: \(Self.count(swell.derivative)) nodes;"
      + " the tape: \(swell.tape) nodes\n"
  }

  private static func row(
    _ node: String, _ op: String, _ pass: String, _ count: OperationCount
  ) -> [String] {
    [node, op, pass]
      + [count.multiplications, count.additions, count.transcendentals, count.bytes].map { "\($0)" }
  }

  /// Whole as far as doubles are.
  private static func count(_ nodes: Double) -> String {
    // In range: a count, below 10¹⁵.
    nodes < 1e15 ? String(Int(nodes)) : TextTable.number(nodes, digits: 3)
  }
}
