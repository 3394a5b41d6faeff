import Testing
import VizBase

@testable import VizTrace

@Suite struct NodeTests {
  /// A million nodes are held at once when a large graph is drawn: what is rare stands beside them.
  @Test func aNodeIsSmall() { #expect(MemoryLayout<Node>.stride <= 88) }

  @Test(arguments: [[], ["a"], ["a", "a"], ["a", "b:1", "c"]])
  func inputsAreKeptInTheirOrder(_ inputs: [String]) {
    var node = Node(id: "n", op: "f", inputs: inputs)
    #expect(node.inputs == inputs && node.inputCount == inputs.count)
    #expect(node.isLeaf == inputs.isEmpty)
    node.inputs.append("last")
    #expect(node.inputs == inputs + ["last"] && !node.isLeaf)
  }

  /// A field that was there and went leaves nothing behind.
  @Test func whatIsTakenAwayMakesNoDifference() {
    let plain = Node(id: "n", op: "f")
    var node = plain
    node.label = "L"
    node.scope = "s"
    node.value = [1, 2]
    node.attributes["axis"] = .number("1")
    #expect(node != plain && node.label == "L" && node.scope == "s" && node.value == [1, 2])
    let copy = node
    node.label = nil
    node.scope = nil
    node.value = nil
    node.attributes["axis"] = nil
    #expect(node == plain && copy.value == [1, 2] && copy.attributes["axis"] == .number("1"))
  }

  @Test(arguments: [
    TensorData.scalar(-0.0), .scalar(.infinity), .elements([2], shape: [1]),
    .elements([1, 2], shape: []), .elements([], shape: [0, 3]),
    .summary(TensorSummary(of: [1, 3])),
  ])
  func numbersAreKeptAsTheyAre(_ data: TensorData) {
    let node = Node(id: "n", op: "f", value: data, gradient: data)
    #expect(node.value == data && node.gradient == data)
    #expect(node.value?.scalar?.sign == data.scalar?.sign)
  }
}
