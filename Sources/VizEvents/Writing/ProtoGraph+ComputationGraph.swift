import SwiftProtobuf
import VizTrace

extension ProtoGraph {
  /// The graph as TensorBoard takes it, in the order that its nodes stand in.
  init(_ graph: ComputationGraph) {
    self.init()
    let names = GraphNames(graph.nodes)
    versions.producer = 22
    self.node = graph.nodes.map { node in
      ProtoGraphNode.with {
        $0.name = names[node.id] ?? node.id
        $0.op = node.op
        $0.input = node.inputs.compactMap { names[$0] }
        if let extents = node.extents {
          $0.attr["_output_shapes"] = ProtoGraphAttribute.with {
            $0.list.shape = [
              ProtoShape.with {
                $0.dim = extents.map { size in ProtoShape.Dim.with { $0.size = Int64(size) } }
              }
            ]
          }
        }
        if let label = node.label { $0.attr["label"] = Self.text(label) }
        if let role = node.role { $0.attr["role"] = Self.text(role.rawValue) }
        // Where the name says something else, the graph still knows which node it is.
        if names[node.id] != node.id { $0.attr["id"] = Self.text(node.id) }
        if let type = node.dtype.flatMap(Self.type) {
          $0.attr["T"] = ProtoGraphAttribute.with { $0.type = type }
        }
      }
    }
  }

  /// The type as event files have it; nil for one that they have no number for here.
  private static func type(_ type: DType) -> ProtoDataType? {
    switch type {
    case .float32: .float
    case .float64: .double
    case .int64: .int64
    case .bool: .bool
    default: nil
    }
  }

  private static func text(_ text: String) -> ProtoGraphAttribute {
    ProtoGraphAttribute.with { $0.s = text.utf8.data }
  }
}

/// Names for the nodes of a graph that TensorBoard accepts: paths of letters, digits and `_.-`,
/// each of one node, and none of both a node and a scope.
struct GraphNames {
  private var names: [Node.ID: String] = [:]
  private var taken: Set<String> = []
  /// The next number to try behind a name.
  private var numbers: [String: Int] = [:]

  subscript(id: Node.ID) -> String? { names[id] }

  init(_ nodes: [Node]) {
    for node in nodes {
      let path = Self.path(of: node)
      for end in path.indices { taken.insert(path[...end].joined(separator: "/").lowercased()) }
    }
    for node in nodes { add(node) }
  }

  private static func path(of node: Node) -> [String] {
    (node.scope ?? "").split(separator: "/").map { valid($0) }
  }

  private mutating func add(_ node: Node) {
    var path = Self.path(of: node)
    // An id that repeats its scope is not to have it twice.
    var leaf = node.id[...]
    if let scope = node.scope, leaf.hasPrefix(scope + "/") {
      leaf = leaf.dropFirst(scope.count + 1)
    }
    path.append(Self.valid(leaf.replacing("/", with: "_")))
    let wanted = path.joined(separator: "/")
    var name = wanted
    while taken.contains(name.lowercased()) {
      let number = numbers[wanted, default: 0] + 1
      numbers[wanted] = number
      name = "\(wanted)_\(number)"
    }
    taken.insert(name.lowercased())
    names[node.id] = name
  }

  private static func valid(_ part: some StringProtocol) -> String {
    let text = String(
      part.unicodeScalars.map { scalar in
        let character = Character(scalar)
        let isValid = scalar.isASCII && (character.isLetter || character.isNumber)
        return isValid || "_.-".contains(character) ? character : "_"
      })
    guard let first = text.first else { return "node" }
    return first.isLetter || first.isNumber || first == "." ? text : "n\(text)"
  }
}
