import Testing

@testable import VizTrace

@Suite struct NodeIndexTests {
  @Test func wiresAreFoundBothWays() {
    let index = NodeIndex([
      Node(id: "f", op: "add", inputs: ["q", "x", "q"]), Node(id: "q", op: "exp", inputs: ["x"]),
      Node(id: "x", op: "input"), Node(id: "q", op: "log", inputs: ["lost"]),
    ])
    #expect(index["q"] == 1)
    #expect(index["lost"] == nil)
    #expect(index.inputs(of: 0) == [1, 2, 1])
    #expect(index.inputs(of: 3) == [])
    #expect(index.consumers(of: 1) == [0])
    #expect(index.consumers(of: 2) == [0, 1])
    #expect(index.consumers(of: 0) == [])
  }

  @Test func placesOutsideTheListHaveNoWires() {
    let index = NodeIndex([])
    #expect(index.inputs(of: 0) == [])
    #expect(index.consumers(of: -1) == [])
    #expect(index.consumers(of: .max - 1) == [])
  }
}
