import VizBase
import VizTrace

extension ComputationGraph {
  /// The graph in Graphviz's language, for people who want to lay it out or style it themselves.
  public func dot(options: DiagramOptions = DiagramOptions()) -> String {
    let index = NodeIndex(self)
    var out = "digraph \(Self.quoted(name ?? "graph")) {\n"
    out += "  rankdir=\(options.direction == .lr ? "LR" : "TB");\n"
    out += "  node [shape=box, style=rounded];\n"
    for (number, node) in nodes.enumerated() {
      var lines = [node.inputs.isEmpty ? node.shownLabel ?? node.id : node.operation.symbol]
      if !node.inputs.isEmpty, let label = node.label { lines.append(label) }
      if let value = node.value?.scalar { lines.append("value \(NumberFormat.plain(value))") }
      if let gradient = node.gradient?.scalar {
        lines.append("gradient \(NumberFormat.plain(gradient))")
      }
      if let shape = node.dimensions, !shape.isEmpty {
        lines.append(shape.map(\.description).joined(separator: "×"))
      }
      out += "  n\(number) [label=\(Self.quoted(lines.joined(separator: "\n")))"
      out += node.inputs.isEmpty ? ", shape=ellipse];\n" : "];\n"
    }
    for number in nodes.indices {
      for (argument, input) in index.inputs(of: number).enumerated() {
        let port = index.port(of: Use(consumer: number, argument: argument))
        let label = port.map { " [label=\(Self.quoted(nodes[input].portText($0)))]" } ?? ""
        out += "  n\(input) -> n\(number)\(label);\n"
      }
    }
    return out + "}\n"
  }

  /// A quoted string of Graphviz's language; a line break becomes one in the label.
  private static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      default:
        switch scalar.properties.generalCategory {
        // Terminals and editors obey these, and dot output is meant for both.
        case .control, .format, .lineSeparator, .paragraphSeparator: out += "\u{FFFD}"
        default: out.unicodeScalars.append(scalar)
        }
      }
    }
    return out + "\""
  }
}
