import VizBase
import VizDiagram
import VizTrace

extension GraphSection {
  /// What of a graph its page computes again.
  struct Live: Sendable {
    /// The circuit, where the page can compute it.
    var circuit: Circuit?
    /// Why it cannot, as the end of a sentence.
    var reason: String?
    /// Whether the gradients are none of the file's.
    var isDifferentiatedHere = false
  }

  /// The circuit as the page's script reads it, as JSON; nil where there is none.
  func liveData(_ parts: Parts) -> String? {
    guard let circuit = live.circuit else { return nil }
    let leaves = circuit.leaves.map { leaf -> JSONValue in
      .object([
        "node": JSONValue(leaf.node), "first": JSONValue(leaf.first),
        "values": .array(leaf.values.map { JSONValue($0) }),
        "trained": .bool(graph.nodes[leaf.node].isTrained),
      ])
    }
    let flows = circuit.flows.map { flow -> JSONValue in
      .object([
        "consumer": JSONValue(flow.use.consumer), "argument": JSONValue(flow.use.argument),
        "to": Self.list(flow.contribution), "local": flow.local.map { JSONValue($0) } ?? .null,
        "wires": .string(parts.wireIDs(of: flow.use).joined(separator: " ")),
      ])
    }
    let index = NodeIndex(graph)
    return JSONValue.object([
      "leaves": .array(leaves), "constants": .array(circuit.constants.map { JSONValue($0) }),
      "calls": Self.list(circuit.instructions.flatMap { [$0.function] + $0.arguments }),
      "values": .array(circuit.values.map(Self.list)),
      "gradients": .array(circuit.gradients.map(Self.list)),
      "shapes": .array(graph.nodes.map { Self.list($0.extents ?? []) }),
      "names": .array(replay.names.map { .string($0) }), "flows": .array(flows),
      "inputs": .array(graph.nodes.indices.map { Self.list(Array(index.inputs(of: $0))) }),
      "output": JSONValue(circuit.output),
      "widths": .array(GradientFlow.scale.map { JSONValue($0) }),
    ]).jsonText()
  }

  /// What is differentiated, where the gradients are none of the file's.
  var differentiated: String? {
    guard live.isDifferentiatedHere, let circuit = live.circuit else { return nil }
    if graph.seeds != nil, graph.outputs.count > 1 { return "the outputs, weighted as it says" }
    let name = replay.names[circuit.output]
    let size = graph.nodes[circuit.output].extents?.reduce(1, *) ?? 1
    return size == 1 ? name : "the sum of the elements of \(name)"
  }

  private static func list(_ numbers: [Int]) -> JSONValue {
    .array(numbers.map { JSONValue($0) })
  }
}
