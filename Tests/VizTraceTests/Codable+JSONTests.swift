import Foundation
import Testing
import VizBase

@testable import VizTrace

@Suite struct CodableJSONTests {
  private func roundTrip<Value: Codable>(_ value: Value) throws -> Value {
    try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
  }

  @Test func graphsSurviveOtherCoders() throws {
    for seed in 0..<50 as Range<UInt64> {
      var random = RandomGraph(seed: seed)
      // Coders have no order of fields, and no numbers beyond their types.
      var graph = random.graph()
      graph.unknownFields = ["exact": .number("18446744073709551615")]
      for index in graph.nodes.indices {
        graph.nodes[index].unknownFields = [:]
        for port in (graph.nodes[index].ports ?? []).indices {
          graph.nodes[index].ports?[port].unknownFields = [:]
          for path in [\VizTrace.Port.value, \VizTrace.Port.gradient] {
            guard case .summary(var summary)? = graph.nodes[index].ports?[port][keyPath: path]
            else { continue }
            (summary.unknownFields, summary.siblingFields) = ([:], [:])
            graph.nodes[index].ports?[port][keyPath: path] = .summary(summary)
          }
        }
        graph.nodes[index].attributes = ["axis": .number("-1")]
        for path in [\Node.value, \Node.gradient] {
          guard case .summary(var summary) = graph.nodes[index][keyPath: path] else { continue }
          (summary.unknownFields, summary.siblingFields) = ([:], [:])
          graph.nodes[index][keyPath: path] = .summary(summary)
        }
      }
      #expect(try areIdentical(roundTrip(graph), graph), "seed \(seed)")
    }
  }

  @Test func theFormIsThatOfGraphFiles() throws {
    let bytes = try Fixtures.bytes("good", "lecture")
    let graph = try JSONDecoder().decode(ComputationGraph.self, from: Data(bytes))
    #expect(try graph == ComputationGraph(jsonData: bytes))
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let node = Node(id: "n", op: "exp", inputs: ["x"], value: .elements([1, .nan], shape: [2]))
    #expect(
      String(decoding: try encoder.encode(node), as: UTF8.self)
        == #"{"id":"n","inputs":["x"],"op":"exp","value":[1,"NaN"]}"#)
  }

  @Test func partsSurvive() throws {
    let histogram = Histogram(edges: [-.infinity, 0, 1], counts: [1, 2])
    var summary = TensorSummary(of: [1, 2, 3])
    summary.histogram = histogram
    #expect(try roundTrip(histogram) == histogram)
    #expect(try roundTrip(summary) == summary)
    #expect(try roundTrip(TensorData.summary(summary)) == .summary(summary))
    #expect(try roundTrip([TensorData.scalar(-0.0)])[0].scalar?.sign == .minus)
    #expect(
      try roundTrip([LocalDerivative.number(.infinity), .text("x")])
        == [.number(.infinity), .text("x")])
    let types = [DType.float32, DType(rawValue: "float8_e4m3fn")]
    #expect(try roundTrip(types) == types)
    #expect(try roundTrip(Role.allCases) == Role.allCases)
    let object: JSONObject = ["a": .array([.null, .bool(false), .number("9007199254740993")])]
    #expect(try roundTrip(object) == object)
  }

  @Test func errorsAreThoseOfTheReaderWithoutPlaces() {
    let text = file(#"{"id": "a", "op": "exp", "inputs": ["b"]}"#)
    #expect { try JSONDecoder().decode(ComputationGraph.self, from: Data(text.utf8)) } throws: {
      "\($0)" == #"node "a": the input "b" is no node of the graph"#
    }
    let node = #"{"id": "a", "op": "exp", "shape": [2], "value": 1}"#
    #expect { try JSONDecoder().decode(Node.self, from: Data(node.utf8)) } throws: {
      "\($0)"
        == #"node "a": "value" is a single number, not an array of shape [2] as "shape" says"#
    }
  }

  @Test func numbersThatNoCoderHoldsAreRefused() {
    #expect(throws: EncodingError.self) { try roundTrip([JSONValue.number("1e400")]) }
  }
}
