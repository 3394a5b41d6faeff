import Testing
import VizTrace

@testable import VizEvents

@Suite struct GraphExpansionTests {
  private func node(
    _ name: String, _ op: String, _ inputs: [String] = [], _ functions: [String: String] = [:]
  ) -> ProtoGraphNode {
    var node = ProtoGraphNode()
    (node.name, node.op, node.input) = (name, op, inputs)
    for (attribute, function) in functions {
      var value = ProtoGraphAttribute()
      value.function.name = function
      node.attr[attribute] = value
    }
    return node
  }

  private func function(
    _ name: String, _ inputs: [String], _ outputs: [(name: String, value: String)],
    _ nodes: [ProtoGraphNode]
  ) -> ProtoFunction {
    func argument(_ name: String) -> ProtoSignature.Argument {
      var argument = ProtoSignature.Argument()
      argument.name = name
      return argument
    }
    var function = ProtoFunction()
    function.signature.name = name
    function.signature.input = inputs.map(argument)
    function.signature.output = outputs.map { argument($0.name) }
    for (name, value) in outputs { function.ret[name] = value }
    function.node = nodes
    return function
  }

  private func graph(
    _ nodes: [ProtoGraphNode], _ functions: [ProtoFunction] = []
  ) throws -> ComputationGraph {
    var proto = ProtoGraph()
    proto.node = nodes
    proto.library.function = functions
    let graph = ComputationGraph(proto)
    try graph.verify()
    return graph
  }

  private func wires(_ graph: ComputationGraph) -> [String: [String]] {
    Dictionary(uniqueKeysWithValues: graph.nodes.map { ($0.id, $0.inputs) })
  }

  /// As Keras writes a layer: a call of a function that calls another.
  @Test func callsAreTheNodesOfTheirFunctions() throws {
    let square = function("square", ["a"], [("r", "m:z:0")], [node("m", "Mul", ["a", "a"])])
    let both = function(
      "both", ["u", "v"], [("second", "u"), ("first", "call:output:0")],
      [node("s", "Add", ["u", "v"]), node("call", "square", ["s:z:0"])])
    let graph = try graph(
      [
        node("x", "Placeholder"), node("y", "Placeholder"),
        node("f", "StatefulPartitionedCall", ["x", "y", "^x"], ["f": "both"]),
        node("out", "Identity", ["f:1"]), node("other", "Identity", ["f"]),
      ], [square, both])
    #expect(
      wires(graph) == [
        "x": [], "y": [], "f/s": ["x", "y"], "f/call/m": ["f/s", "f/s"], "out": ["f/call/m"],
        "other": ["x"],
      ])
    #expect(graph.nodes.first { $0.id == "f/call/m" }?.scope == "f/call")
    #expect(graph.outputs == ["out", "other"])
  }

  @Test func loopsAndBranchesArePanels() throws {
    let cond = function("c", ["i"], [("r", "less:z:0")], [node("less", "Less", ["i"])])
    let body = function("b", ["i"], [("r", "add:z:0")], [node("add", "AddV2", ["i", "i"])])
    let graph = try graph(
      [
        node("x", "Placeholder"), node("w", "StatelessWhile", ["x"], ["cond": "c", "body": "b"]),
        node("p", "Placeholder"),
        node("if", "If", ["p", "w"], ["then_branch": "b", "else_branch": "c"]),
      ], [cond, body])
    #expect(
      wires(graph) == [
        "x": [], "w/cond/less": ["x"], "w/body/add": ["x", "x"],
        "w": ["w/cond/less", "w/body/add"], "p": [], "if/then_branch/add": ["w", "w"],
        "if/else_branch/less": ["w"], "if": ["p", "if/then_branch/add", "if/else_branch/less"],
      ])
  }

  /// The older loops go round in a circle, which a computation is not.
  @Test func loopsOfTheOlderKindAreCutOpen() throws {
    let graph = try graph([
      node("x", "Placeholder"), node("w/enter", "Enter", ["x"]),
      node("w/merge", "Merge", ["w/enter", "w/next"]), node("w/switch", "Switch", ["w/merge"]),
      node("w/add", "Add", ["w/switch:1"]), node("w/next", "NextIteration", ["w/add"]),
      node("w/exit", "Exit", ["w/switch"]),
    ])
    #expect(wires(graph)["w/merge"] == ["w/enter"])
    #expect(graph.outputs == ["w/next", "w/exit"])
  }

  @Test func aLibraryWithoutEndEnds() throws {
    let recursive = function(
      "f", ["a"], [("r", "call:output:0")],
      [node("call", "f", ["a"]), node("twin", "f", ["a"])])
    let graph = try graph([node("x", "Placeholder"), node("y", "f", ["x"])], [recursive])
    #expect(graph.nodes.count > 10 && graph.nodes.count < 400_000)
  }
}
