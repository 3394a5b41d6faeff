import Testing
import VizBase
import VizTestSupport

@testable import VizTrace

@Suite struct ComputationGraphJSONTests {
  @Test func writesANodeALine() throws {
    let text = try Fixtures.good("lecture").jsonText()
    #expect(
      text == """
        {
          "format": "vizbp.graph",
          "version": 1,
          "name": "(x + y) z",
          "nodes": [
            {"id": "x", "op": "input", "value": -2, "gradient": -4},
            {"id": "y", "op": "input", "value": 5, "gradient": -4},
            {"id": "z", "op": "input", "value": -4, "gradient": 3},
            {"id": "q", "op": "add", "inputs": ["x", "y"], "value": 3, "gradient": -4, \
        "local": [1, 1]},
            {"id": "f", "op": "mul", "inputs": ["q", "z"], "value": -12, "gradient": 1, \
        "local": [-4, 3]}
          ],
          "outputs": ["f"]
        }

        """)
  }

  @Test func everyFieldIsReadAndWritten() throws {
    let graph = try Fixtures.good("rich")
    #expect(graph.name == "attention — 😀 \"one\"\n\0")
    #expect(
      graph.jsonText() == #"""
        {
          "format": "vizbp.graph",
          "version": 1,
          "name": "attention — 😀 \"one\"\n\u0000",
          "nodes": [
            {"id": "W", "op": "parameter", "label": "W\u0000", "scope": "encoder/layer3/attention", "shape": [2, 3], "dtype": "float32", "value": [[1, -0.0, 1e-320], ["NaN", "Infinity", "-Infinity"]], "gradient": {"summary": {"count": 6, "mean": 0.1, "std": 0.25, "min": "-Infinity", "max": 3, "norm": 1.5e+300, "zeros": 1, "nan": 1, "inf": 1, "histogram": {"edges": ["-Infinity", 0, 0.5, "Infinity"], "counts": [1, 2, 3], "bins": 3}, "skew": 0.5}, "sampled": false}, "role": "parameter"},
            {"id": "idx", "op": "input", "shape": [2], "dtype": "int64", "value": [9007199254740994, -9223372036854775808], "role": "data"},
            {"id": "mask", "op": "input", "dtype": "bool", "value": [[true], [false]]},
            {"id": "empty", "op": "constant", "shape": [2, 0, 5], "value": [[], []], "role": "constant"},
            {"id": "f", "op": "flash_attention", "inputs": ["W", "idx", "W", "mask", "empty"], "value": 3.0000000000000004, "local": ["value of idx", null, "NaN", -0.5, null], "attributes": {"axis": -1, "eps": 1.0e-5, "mode": "same", "pads": [0, 1], "none": null}, "role": "output", "device": "cuda:0", "when": 1.0}
          ],
          "outputs": ["f", "W"],
          "producer": {"name": "other engine", "build": 18446744073709551616, "exact": 0.10, "deep": [[{}]]},
          "comment": null
        }

        """#)
  }

  @Test func goodFilesSurviveARewrite() throws {
    for name in try Fixtures.names("good") {
      let graph = try Fixtures.good(name)
      try graph.verify()
      let again = try ComputationGraph(jsonData: graph.jsonData())
      #expect(areIdentical(graph, again), "\(name)")
    }
  }

  @Test func readingWhatWasWrittenGivesAnEqualGraph() throws {
    for seed in 0..<500 as Range<UInt64> {
      var random = RandomGraph(seed: seed)
      let graph = random.graph()
      try graph.verify()
      let again = try ComputationGraph(jsonData: graph.jsonData())
      #expect(areIdentical(graph, again), "seed \(seed)")
      #expect(graph.jsonData() == again.jsonData(), "seed \(seed)")
    }
  }

  @Test func emptyAxesThatArraysCannotShowGetAShape() throws {
    let node = Node(id: "a", op: "input", value: .elements([], shape: [0, 3]))
    let text = ComputationGraph(nodes: [node], outputs: []).jsonText()
    #expect(text.contains(#""shape": [0, 3], "value": []"#))
    #expect(try ComputationGraph(jsonText: text).nodes[0].value == node.value)
  }

  @Test func fieldsThatCollideWithKnownOnesAreLeftOut() throws {
    let node = Node(id: "a", op: "input", unknownFields: ["id": .string("b"), "x": .null])
    let graph = ComputationGraph(nodes: [node], outputs: ["a"], unknownFields: ["nodes": .null])
    let again = try ComputationGraph(jsonText: graph.jsonText())
    #expect(again.nodes == [Node(id: "a", op: "input", unknownFields: ["x": .null])])
  }

  @Test func damagedFilesNeitherCrashNorSlipThrough() throws {
    let drawn = (1000..<1040 as Range<UInt64>).map { seed in
      var random = RandomGraph(seed: seed)
      return random.graph().jsonData()
    }
    let sources = try drawn + Fixtures.names("good").map { try Fixtures.bytes("good", $0) }
    var random = SplitMix64(seed: 2024)
    var readable = 0
    for round in 0..<10_000 {
      var bytes = try #require(sources.randomElement(using: &random))
      for _ in 0..<Int.random(in: 1...2, using: &random) {
        damage(&bytes, with: sources, marks: jsonMarks, using: &random)
      }
      guard let graph = try? ComputationGraph(jsonData: bytes) else { continue }
      readable += 1
      try graph.verify()
      let again = try ComputationGraph(jsonData: graph.jsonData())
      #expect(areIdentical(graph, again), "round \(round)")
    }
    #expect(readable > 300)
  }
}
