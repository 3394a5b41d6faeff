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

  @Test func portsAreFoundByNumberAndName() {
    let index = NodeIndex([
      Node(id: "s", op: "split", ports: [Port(), Port(name: "rest")]),
      Node(id: "s:9", op: "neg", inputs: ["s:rest"]),
      Node(id: "f", op: "add", inputs: ["s", "s:1", "s:9", "s:2", "s:01", "s:9:0"]),
    ])
    typealias Source = NodeIndex.Source
    #expect(index.source(of: "s") == Source(node: 0, port: 0))
    #expect(index.source(of: "s:1") == Source(node: 0, port: 1))
    #expect(index.source(of: "s:rest") == Source(node: 0, port: 1))
    // An id that looks like a port's is an id.
    #expect(index.source(of: "s:9") == Source(node: 1))
    for name in ["s:2", "s:-1", "s:01", "s:", ":0", "s:9:0"] {
      #expect(index.source(of: name) == nil, "\(name)")
    }
    #expect(index.inputs(of: 2) == [0, 0, 1])
    #expect((0..<4).map { index.port(of: Use(consumer: 2, argument: $0)) } == [0, 1, nil, nil])
    #expect(index.consumers(of: 0) == [1, 2])
  }
}
