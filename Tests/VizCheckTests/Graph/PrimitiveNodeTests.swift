import Testing
import VizAutodiff
import VizBase
import VizCapture
import VizTensor
import VizTrace

@testable import VizCheck

@Suite struct PrimitiveNodeTests {
  /// A node of a captured graph makes the primitive that computed it.
  @Test func capturedNodesMakeTheirPrimitives() throws {
    let tape = Tape<Double>()
    let x = tape.input(.ones(try Shape([1, 2, 4, 4])), named: "x")
    let w = tape.parameter(.ones(try Shape([2, 1, 2, 2])), named: "w")
    let y = try conv2d(x, w, strides: 2, padding: Extent2D(1, 0), groups: 2)
    let z = try sum(maxPool2d(y, kernel: 2, strides: 1), axes: [1, -1], keepdims: true)
    let loss = try mean(gelu(z, approximate: .tanh))
    let graph = try ComputationGraph(capturing: loss)
    let again = try ComputationGraph(jsonText: graph.jsonText())
    #expect(again == graph)
    for (node, recorded) in zip(again.nodes, tape.nodes) {
      guard case .primitive(let primitive) = recorded.origin else { continue }
      let made = try Primitive<Double>.make(for: node)
      #expect(made.attributes == primitive.attributes)
      #expect(try made.value(recorded.inputs.map { tape.nodes[$0].value }) == recorded.value)
    }
    let conv = try #require(again.nodes.first { $0.op == "conv2d" })
    #expect(
      conv.attributes
        == [
          "groups": .number("2"), "padding": .array([.number("1"), .number("0")]),
          "strides": .array([.number("2"), .number("2")]),
        ])
  }

  @Test func namesTheAttributeThatNoneTakes() {
    let error = #expect(throws: AutodiffError.self) {
      try Primitive<Double>.make(for: Node(id: "s", op: "sum", attributes: ["axes": .object([:])]))
    }
    #expect(
      error?.description == "sum: attribute axes: it must be true or false, a number, a text or a "
        + "list of numbers")
    // What is null is absent.
    #expect(
      (try? Primitive<Double>.make(for: Node(id: "s", op: "sum", attributes: ["axes": .null])))?
        .attributes == [:])
  }
}
