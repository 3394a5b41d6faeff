import SwiftProtobuf
import Testing
import VizTensor
import VizTrace

@testable import VizONNX

/// Branches and loops whose numbers are not known are drawn with what is in them.
@Suite struct SketchTests {
  private func node(_ op: String, _ inputs: [String], _ outputs: [String]) -> ONNXNodeProto {
    var node = ONNXNodeProto()
    (node.opType, node.input, node.output) = (op, inputs, outputs)
    return node
  }

  private func branch(_ name: String, _ op: String) -> ONNXAttributeProto {
    var result = ONNXValueInfoProto()
    result.name = "\(op)'s"
    var attribute = ONNXAttributeProto()
    (attribute.name, attribute.type) = (name, 5)
    attribute.g.node = [node(op, ["x"], [result.name])]
    attribute.g.output = [result]
    return attribute
  }

  @Test func bothBranchesAreDrawn() throws {
    var proto = ONNXModelProto()
    var choice = node("If", ["which"], ["y"])
    choice.attribute = [branch("then_branch", "Exp"), branch("else_branch", "Neg")]
    proto.graph.node = [choice]
    proto.graph.input = [("x", Int32(1)), ("which", 9)].map { name, type in
      var input = ONNXValueInfoProto()
      (input.name, input.type.tensorType.elemType) = (name, type)
      return input
    }
    var output = ONNXValueInfoProto()
    output.name = "y"
    proto.graph.output = [output]
    let model = try ONNXModel(proto.serializedBytes())
    let drawn = try model.graph()
    try drawn.graph.verify()
    let nodes = Dictionary(uniqueKeysWithValues: drawn.graph.nodes.map { ($0.id, $0) })
    #expect(nodes["y"]?.inputs == ["which", "Exp's", "Neg's"])
    #expect(nodes["Exp's"]?.inputs == ["x"] && nodes["Exp's"]?.scope == "If/then")
    #expect(nodes["Neg's"]?.inputs == ["x"] && nodes["Neg's"]?.scope == "If/else")
    #expect(drawn.remarks == ["not computed, and drawn without numbers: If"])
    // With its numbers it is the branch that is taken.
    var options = ONNXModel.Options()
    options.inputs = ["x": Tensor(2), "which": Tensor(0)]
    #expect(try model.graph(options).graph.nodes.map(\.op) == ["input", "input", "neg"])
  }

  @Test func aLoopIsDrawnByOneTurn() throws {
    let drawn = try ONNXModel(ModelFixture("loop").bytes).graph()
    let inside = drawn.graph.nodes.filter { $0.scope?.hasSuffix("a turn") == true }
    #expect(inside.count > 2)
    let loop = try #require(drawn.graph.nodes.first { $0.op == "loop" })
    #expect(!Set(loop.inputs.map(\.card)).isDisjoint(with: inside.map(\.id)))
    #expect(drawn.remarks.contains { $0.hasPrefix("not computed") && $0.contains("Loop") })
  }
}
