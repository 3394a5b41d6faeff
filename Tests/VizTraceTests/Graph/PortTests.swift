import Testing
import VizBase

@testable import VizTrace

@Suite struct PortTests {
  @Test func aFileWithPortsIsRead() throws {
    let graph = try Fixtures.good("ports")
    let x = graph.nodes[0]
    #expect(x.dimensions == [.name("batch"), .extent(4)] && x.shape == nil && x.extents == [1, 4])
    #expect(x.dimensionTexts == ["batch", "4"] && x.dtype == .bfloat16)
    #expect(graph.nodes[1].dimensionTexts == ["batch", "?"] && graph.nodes[1].extents == nil)
    let ports = try #require(graph.nodes[2].ports)
    #expect(ports.map(\.name) == [nil, "rest"])
    #expect(ports[1].value == .elements([3, 4], shape: [1, 2]))
    #expect(ports[1].unknownFields["stride"] == .array([.number("4"), .number("1")]))
    #expect(graph.nodes[3].ports == [Port(name: "low"), Port(name: "high")])
    #expect(graph.outputs == ["s:0", "s:1", "f"])
    #expect(graph.seeds == [nil, .elements([2, 2], shape: [1, 2]), .scalar(0)])
    #expect(try ComputationGraph(jsonData: graph.jsonData()) == graph)
  }

  @Test func theFirstOutputMayBeTheNodesOwn() {
    let node = Node(
      id: "m", op: "max", shape: [2], value: .elements([1, 2], shape: [2]),
      ports: [Port(name: "values"), Port(name: "indices", dtype: .int64)])
    #expect(node.output(at: 0).value == node.value && node.output(at: 0).extents == [2])
    #expect(node.output(at: 1).value == nil && node.output(at: 1).dtype == .int64)
    #expect(node.output(at: nil) == Port(dimensions: node.dimensions, value: node.value))
    #expect(node.portText(1) == ":1 indices")
  }

  @Test func onlyWhereAnotherOutputIsUsedTheFirstIsNamed() throws {
    let masked = #"{"id": "d", "op": "dropout", "inputs": ["x"], "ports": [{}, {"name": "mask"}]}"#
    for (second, expected) in [("d", nil), ("d:1", 0)] as [(String, Int?)] {
      let graph = try ComputationGraph(
        jsonText: file(
          #"{"id": "x", "op": "input"}"#, masked, #"{"id": "y", "op": "relu", "inputs": ["d"]}"#,
          "{\"id\": \"z\", \"op\": \"relu\", \"inputs\": [\"\(second)\"]}"))
      let index = NodeIndex(graph)
      #expect(index.branch(of: Use(consumer: 2, argument: 0)) == expected)
      #expect(index.branch(of: Use(consumer: 1, argument: 0)) == nil)
    }
  }

  @Test func contributionsFlowToThePort() throws {
    let graph = try Fixtures.good("ports")
    let index = NodeIndex(graph)
    let use = Use(consumer: 4, argument: 0)
    let contribution = try #require(graph.contribution(of: use, in: index))
    #expect(contribution.target == 2)
    #expect(contribution.total == .elements([2, 2], shape: [1, 2]))
  }

  @Test func seedsMayStandAtTheOutputs() throws {
    let nodes = [#"{"id": "a", "op": "input", "seed": 2}"#, #"{"id": "b", "op": "input"}"#]
    let graph = try ComputationGraph(jsonText: file(nodes[0], nodes[1]))
    #expect(graph.seeds == [.scalar(2), nil])
    #expect(graph.nodes[0].unknownFields["seed"] == .number("2"))
    #expect(try ComputationGraph(jsonData: graph.jsonData()) == graph)
    let stated = try ComputationGraph(
      jsonText: file(nodes[0], nodes[1], rest: #", "seeds": [3, null]"#))
    #expect(stated.seeds == [.scalar(3), nil])
    #expect(try ComputationGraph(jsonText: file(nodes[1])).seeds == nil)
  }

  @Test(arguments: ["int8", "int32", "uint8", "int64"])
  func wholeNumbersAreWrittenAsSuch(_ type: String) throws {
    let text = file(#"{"id": "a", "op": "input", "dtype": "\#(type)", "value": [1, 2]}"#)
    #expect(try ComputationGraph(jsonText: text).jsonText().contains("[1, 2]"))
    #expect(DType(rawValue: type).isDiscrete && !DType.float16.isDiscrete)
  }
}
