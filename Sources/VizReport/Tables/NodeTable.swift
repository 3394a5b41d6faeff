import VizTrace

/// A graph as a table for the terminal: node, operation, value, gradient, local derivatives.
public struct NodeTable: Sendable {
  private let table: DataTable

  /// The nodes in the order of the forward pass.
  ///
  /// - Throws: ``/VizTrace/GraphError`` where the graph is none.
  public init(_ graph: ComputationGraph) throws {
    let kind = graph.isForwardMode ? "tangent" : "gradient"
    table = DataTable(
      columns: [.words("node"), .words("op"), .number("value"), .number(kind), .words("local")],
      rows: (try graph.topologicalOrder()).map { Self.row(graph.nodes[$0]) })
  }

  private static func row(_ node: Node) -> [DataTable.Cell] {
    [
      .words(line(node.id)), .words(line(node.op)), .words(text(node.value)),
      .words(text(node.gradient)), .words(locals(of: node)),
    ]
  }

  /// The local derivatives, one an input.
  static func locals(of node: Node) -> String {
    (node.local ?? []).map { local in
      switch local {
      case .number(let number)?: Self.number(number)
      case .text(let text)?: line(text)
      case nil: "·"
      }
    }.joined(separator: ", ")
  }

  /// The table's lines, each column as wide as its widest cell.
  public var text: String { table.text }

  /// A scalar as a number, few elements as a list, more as their shape and norm.
  static func text(_ data: TensorData?) -> String {
    switch data {
    case nil: return "–"
    case .summary(let summary)?: return "norm \(number(summary.magnitude))"
    case .elements(let values, let shape)?:
      if shape.isEmpty, let value = values.first { return number(value) }
      guard values.count <= 12 else {
        let extent = shape.map(String.init).joined(separator: "×")
        return "\(extent), norm \(number(Statistics(of: values).magnitude))"
      }
      return nested(values[...], shape[...])
    }
  }

  private static func nested(_ values: ArraySlice<Double>, _ shape: ArraySlice<Int>) -> String {
    guard let count = shape.first else { return values.first.map(number) ?? "" }
    guard count > 0 else { return "[]" }
    let length = values.count / count
    let parts = (0..<count).map { index in
      let start = values.startIndex + index * length
      return nested(values[start..<start + length], shape.dropFirst())
    }
    return "[\(parts.joined(separator: ", "))]"
  }

  /// Six significant digits; the graph file has them all.
  static func number(_ x: Double) -> String { TextTable.number(x) }

  private static func line(_ text: String) -> String { TextTable.line(text) }
}
