/// The nodes of TensorFlow's graph with what its library of functions holds: a call is the nodes of
/// the function that it calls, and a loop or a branch is a node with its functions as panels.
///
/// https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/framework/function.proto
struct GraphExpansion {
  /// A node, with what its arguments are.
  private struct Entry {
    var proto: ProtoGraphNode
    var name: String
    var inputs: [Value]
  }

  /// An output of a node.
  private struct Value {
    var name: String
    var output = 0
  }

  private var entries: [Entry] = []
  private let functions: [String: ProtoFunction]
  /// What the values of calls are, which have no node of their own.
  private var results: [String: [Value?]] = [:]
  private var taken: Set<String> = []
  /// A library may call itself, and grow without end.
  private static let mostNodes = 200_000
  private static let deepest = 64

  init(_ graph: ProtoGraph) {
    functions = Dictionary(
      graph.library.function.map { ($0.signature.name, $0) },
      uniquingKeysWith: { first, _ in first })
    add(graph.node, path: "", arguments: [:], depth: 0)
  }

  /// Adds the nodes of a graph or of a function, whose names are then below `path`.
  ///
  /// - Parameter arguments: What each argument of the function stands for.
  /// - Returns: What each name in the list stands for.
  @discardableResult
  private mutating func add(
    _ nodes: [ProtoGraphNode], path: String, arguments: [String: Value], depth: Int
  ) -> [String: Value] {
    var values = arguments
    for node in nodes where values[node.name] == nil {
      values[node.name] = Value(name: unused(path + node.name))
    }
    // Loops of the older kind go round by a node that says so.
    let returning = Set(nodes.lazy.filter { $0.op == "NextIteration" }.map(\.name))
    let first = entries.count
    for node in nodes where arguments[node.name] == nil {
      let inputs = node.input.compactMap { input -> Value? in
        // `^name` only has to run before.
        guard !input.hasPrefix("^"),
          node.op != "Merge" || !returning.contains(String(input.prefix { $0 != ":" }))
        else { return nil }
        return Self.value(input, values)
      }
      entries.append(
        Entry(proto: node, name: values[node.name]?.name ?? node.name, inputs: inputs))
    }
    for index in first..<entries.count { expand(at: index, depth: depth) }
    return values
  }

  /// What a name means: `name:1` is the second output of a node, and in functions `name:output:0`
  /// one that has a name.
  private static func value(_ text: String, _ values: [String: Value]) -> Value? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard let name = parts.first, var value = values[String(name)] else { return nil }
    if parts.count > 1, let output = parts.last.flatMap({ Int($0) }) { value.output += output }
    return value
  }

  private mutating func expand(at index: Int, depth: Int) {
    let call = entries[index]
    guard depth < Self.deepest, entries.count < Self.mostNodes else { return }
    if let function = called(by: call.proto) {
      let results = body(of: function, path: call.name, arguments: call.inputs, depth)
      self.results[call.name] = results
      return
    }
    var parts: [Value] = []
    for (part, function, takesFirst) in branches(of: call.proto) {
      parts += body(
        of: function, path: "\(call.name)/\(part)",
        arguments: takesFirst ? call.inputs : Array(call.inputs.dropFirst()), depth
      ).compactMap { $0 }
    }
    guard !parts.isEmpty else { return }
    // A branch has its condition besides.
    let condition = call.proto.op.hasSuffix("If") ? call.inputs.prefix(1) : []
    entries[index].inputs = condition + parts
  }

  /// What a function's outputs are, after its nodes were added.
  private mutating func body(
    of function: ProtoFunction, path: String, arguments: [Value], _ depth: Int
  ) -> [Value?] {
    var given: [String: Value] = [:]
    for (argument, value) in zip(function.signature.input, arguments) {
      given[argument.name] = value
    }
    let values = add(function.node, path: path + "/", arguments: given, depth: depth + 1)
    return function.signature.output.map { output in
      Self.value(function.ret[output.name] ?? output.name, values)
    }
  }

  private func called(by node: ProtoGraphNode) -> ProtoFunction? {
    if let function = functions[node.op] { return function }
    guard ["PartitionedCall", "StatefulPartitionedCall"].contains(node.op) else { return nil }
    return function(node, "f")
  }

  private func function(_ node: ProtoGraphNode, _ attribute: String) -> ProtoFunction? {
    guard case .function(let name)? = node.attr[attribute]?.value else { return nil }
    return functions[name.name]
  }

  /// The functions of a loop or a branch: what each is called, and whether it takes the first
  /// argument too.
  private func branches(of node: ProtoGraphNode) -> [(String, ProtoFunction, Bool)] {
    let parts: [(String, Bool)] =
      switch node.op {
      case "While", "StatelessWhile": [("cond", true), ("body", true)]
      case "If", "StatelessIf": [("then_branch", false), ("else_branch", false)]
      default: []
      }
    return parts.compactMap { part, takesFirst in
      function(node, part).map { (part, $0, takesFirst) }
    }
  }

  private mutating func unused(_ wish: String) -> String {
    var (name, number) = (wish, 1)
    while !taken.insert(name).inserted {
      number += 1
      name = "\(wish)_\(number)"
    }
    return name
  }

  // MARK: What is left

  /// The nodes that are drawn, each with its name and the names of those that it takes: without the
  /// calls whose functions took their place.
  var drawn: [(proto: ProtoGraphNode, name: String, inputs: [String])] {
    entries.lazy.filter { results[$0.name] == nil }.map { entry in
      (entry.proto, entry.name, entry.inputs.compactMap(node))
    }
  }

  /// The node that a value is of, through all calls; nil where a function gives nothing.
  private func node(_ value: Value) -> String? {
    var value = value
    for _ in 0...Self.deepest {
      guard let outputs = results[value.name] else { return value.name }
      guard outputs.indices.contains(value.output), let inner = outputs[value.output] else {
        return nil
      }
      value = inner
    }
    return nil
  }
}
