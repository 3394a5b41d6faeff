import VizAutodiff
import VizBase
import VizTensor
import VizTrace

/// A graph in which every node has one output, so that whatever is found of nodes holds for ports.
///
/// Where the rule of a node with ports computes all of its outputs, the node's value is the vector
/// of their elements, one output after the other, and each output is a node of its own, which takes
/// its elements from there. Of another rule the value is the first output, which stays the node's;
/// nothing is known of the rest.
struct PortExpansion {
  private(set) var graph: ComputationGraph
  /// For each node of ``graph``, the index of the node in the original graph that it is a part of.
  private(set) var origins: [Int]

  /// The op of an output that is taken from a vector of all outputs.
  static let op = "port"

  init(_ original: ComputationGraph) {
    graph = original
    origins = Array(original.nodes.indices)
    guard original.nodes.contains(where: { $0.ports != nil }) else { return }
    let index = NodeIndex(original)
    var ids = Set(original.nodes.map(\.id))
    var names: [NodeIndex.Source: Node.ID] = [:]
    let used = Self.used(original, index)
    for (number, node) in original.nodes.enumerated() {
      guard let ports = node.ports, !ports.isEmpty else { continue }
      let outputs = ports.indices.map { node.output(at: $0) }
      let isPacked =
        node.inputs.isEmpty || GraphRules.primitive(of: node, of: Double.self)?.isPacked != false
      var start: Int? = 0
      for (port, output) in outputs.enumerated() where isPacked || port > 0 {
        let source = NodeIndex.Source(node: number, port: port)
        var id = "\(node.id):\(port)"
        while !ids.insert(id).inserted { id += "\u{2032}" }
        names[source] = id
        var part = Node(
          id: id, op: Self.op, inputs: [node.id], dtype: output.dtype, value: output.value,
          gradient: output.gradient)
        part.dimensions = output.dimensions
        if isPacked, let start, let extents = output.extents {
          part.attributes["start"] = .number(String(start))
          part.attributes["shape"] = .array(extents.map { .number(String($0)) })
        }
        start = output.extents.flatMap { extents in
          start.flatMap { start in (try? Shape(extents)).map { start + $0.elementCount } }
        }
        graph.nodes.append(part)
        origins.append(number)
      }
      Self.join(
        &graph.nodes[number], outputs, isPacked: isPacked,
        used: Set(ports.indices.filter { used.contains(.init(node: number, port: $0)) }))
    }
    for number in graph.nodes.indices where graph.nodes[number].op != Self.op {
      for argument in graph.nodes[number].inputs.indices {
        guard let source = index.source(of: graph.nodes[number].inputs[argument]) else { continue }
        graph.nodes[number].inputs[argument] = names[source] ?? original.nodes[source.node].id
      }
    }
    graph.outputs = original.outputs.map { output in
      index.source(of: output).map { names[$0] ?? original.nodes[$0.node].id } ?? output
    }
  }

  /// The outputs that something takes.
  private static func used(
    _ graph: ComputationGraph, _ index: NodeIndex
  ) -> Set<NodeIndex.Source> {
    var used = Set(graph.outputs.compactMap { index.source(of: $0) })
    for node in graph.nodes { used.formUnion(node.inputs.compactMap { index.source(of: $0) }) }
    return used
  }

  /// Gives a node in the place of its outputs what is known of them together, or the first alone.
  private static func join(
    _ node: inout Node, _ outputs: [Port], isPacked: Bool, used: Set<Int>
  ) {
    node.ports = nil
    guard isPacked else {
      let first = outputs[0]
      (node.dimensions, node.dtype) = (first.dimensions, first.dtype)
      node.value = first.value
      // What flows back from the others goes through no rule that is known.
      let isAlone = outputs.indices.allSatisfy {
        $0 == 0 || outputs[$0].dtype?.isDiscrete == true || outputs[$0].gradient.isNothing
      }
      node.gradient = isAlone ? first.gradient : nil
      return
    }
    node.dimensions = outputs.count == 1 ? outputs[0].dimensions : nil
    node.dtype = outputs.compactMap(\.dtype).min {
      ($0.significandBits ?? 64) < ($1.significandBits ?? 64)
    }
    // Of a single output its own shape stays.
    if outputs.count == 1 {
      (node.value, node.gradient) = (outputs[0].value, outputs[0].gradient)
      return
    }
    node.value = joined(outputs.map(\.value))
    node.gradient = joined(
      outputs.enumerated().map { port, output in
        let isStill = output.dtype?.isDiscrete == true || !used.contains(port)
        guard output.gradient == nil, isStill, let extents = output.extents,
          let shape = try? Shape(extents)
        else { return output.gradient }
        return .elements([Double](repeating: 0, count: shape.elementCount), shape: extents)
      })
  }

  private static func joined(_ parts: [TensorData?]) -> TensorData? {
    var elements: [Double] = []
    for part in parts {
      guard case .elements(let some, _)? = part else { return nil }
      elements += some
    }
    return .elements(elements, shape: [elements.count])
  }

  /// Takes an output from the vector of all; nil where it is not known where it stands there.
  static func rule<Scalar: TensorScalar>(of node: Node) -> Primitive<Scalar>? {
    guard case .int(let start)? = node.attributes["start"].flatMap({ Attribute($0) }),
      case .ints(let extents)? = node.attributes["shape"].flatMap({ Attribute($0) }),
      let shape = try? Shape(extents)
    else { return nil }
    let slice = TensorSlice(starts: [start], stops: [start + shape.elementCount])
    let take: @Sendable (Tensor<Scalar>) throws -> Tensor<Scalar> = {
      try $0.reshaped(to: .vector($0.shape.elementCount))[slice].reshaped(to: shape)
    }
    return Primitive(
      op, arity: 1, value: { try take($0[0]) },
      vjp: { g, call, _ in
        let x = call.inputs[0].shape
        return try g.reshaped(to: .vector(shape.elementCount)).placed(
          at: slice, in: .vector(x.elementCount)
        )
        .reshaped(to: x)
      },
      jvp: { t, _ in try t[0].map(take) })
  }
}

extension TensorData? {
  /// Whether there is none, or it is 0 everywhere.
  fileprivate var isNothing: Bool {
    switch self {
    case nil: true
    case .elements(let elements, _): elements.allSatisfy { $0 == 0 }
    case .summary(let summary): summary.zeros == summary.count
    }
  }
}
