import Testing
import VizBase

@testable import VizTrace

@Suite struct GraphReaderTests {
  @Test func everyBadFileHasItsWords() throws {
    let table = try Fixtures.text("refusals.txt").split(separator: "\n\n")
    #expect(try Fixtures.names("bad") == table.map { $0.prefix { $0 != "\n" } }.map(String.init))
    for entry in table {
      let lines = entry.split(separator: "\n").map(String.init)
      let error = try #require(refusal(Fixtures.bytes("bad", lines[0])), "\(lines[0])")
      #expect([error.description] + (error.hint.map { [$0] } ?? []) == Array(lines.dropFirst()))
    }
  }

  @Test func errorsCarryCodePlaceAndNode() throws {
    let error = try #require(
      refusal(file(#"{"op": "exp", "id": "q", "inputs": ["weight"]}"#)))
    #expect(error.kind == .unknownInput)
    #expect(error.location == ProblemLocation(line: 2, column: 37))
    #expect(error.node == "q")
  }

  @Test func cyclesCarryTheirIdsInOrder() throws {
    let bytes = try Fixtures.bytes("bad", "cycle")
    let error = try #require(refusal(bytes))
    #expect(error.nodes == ["a", "b", "c"])
  }

  @Test func columnsCountScalars() throws {
    let error = try #require(
      refusal(file(#"{"id": "é😀\u0301", "label": "日本", "op": 3}"#)))
    #expect(error.location == ProblemLocation(line: 2, column: 41))
  }

  @Test func everyCutOfAFileIsRefused() throws {
    let bytes = try Fixtures.bytes("good", "rich")
    let end = try #require(bytes.lastIndex(of: UInt8(ascii: "}")))
    for length in 0...end {
      let error = try #require(refusal(bytes[..<length]), "the first \(length) bytes")
      #expect([.unexpectedEnd, .emptyFile, .invalidEncoding].contains(error.kind), "\(error)")
    }
    _ = try ComputationGraph(jsonData: bytes[...end])
  }

  @Test func deepNestingIsRefused() throws {
    let brackets = String(repeating: "[", count: 100_000)
    let objects = String(repeating: #"{"a":"#, count: 100_000)
    let location = TextLocation(line: 2, column: 37 + 509)
    for nesting in [brackets, objects] {
      for field in [#""value": "#, #""extra": "#] {
        let node = #"{"id": "a", "op": "input", \#(field)"#
        let error = try #require(refusal(file(node + nesting)))
        #expect(error.kind == .tooDeep, "\(error)")
      }
    }
    let error = try #require(
      refusal(file(#"{"id": "a", "op": "input", "value": "# + brackets)))
    #expect(
      error.description == "\(location): arrays and objects nest deeper than 512 levels")
    #expect(refusal(brackets)?.kind == .wrongType)
  }

  @Test func nestingUpToTheBoundIsRead() throws {
    let nested = String(repeating: "[", count: 509) + String(repeating: "]", count: 509)
    let text = file(#"{"id": "a", "op": "input", "x": \#(nested), "value": \#(nested)}"#)
    let graph = try ComputationGraph(jsonText: text)
    #expect(graph.nodes[0].value?.shape?.count == 509)
    #expect(try ComputationGraph(jsonData: graph.jsonData()) == graph)
  }

  @Test func missingOutputsAreTheNodesThatNobodyTakes() throws {
    let graph = try ComputationGraph(
      jsonText: file(
        #"{"id": "loss", "op": "exp", "inputs": ["x"]}"#, #"{"id": "x", "op": "input"}"#,
        #"{"id": "aside", "op": "neg", "inputs": ["x"]}"#))
    #expect(graph.outputs == ["loss", "aside"])
  }

  @Test func hundredThousandNodesAreRead() throws {
    var text = #"{"format": "vizbp.graph", "version": 1, "nodes": ["#
    for index in (1...100_000).reversed() {
      text += #"{"id": "n\#(index)", "op": "neg", "inputs": ["n\#(index - 1)"], "value": 0.5},"#
    }
    text += #"{"id": "n0", "op": "input"}]}"#
    let graph = try ComputationGraph(jsonText: text)
    #expect(graph.nodes.count == 100_001)
    #expect(graph.outputs == ["n100000"])
    #expect(try graph.topologicalOrder() == (0...100_000).reversed())
  }

  @Test func manyUnknownFieldsAreRead() throws {
    let fields = (0..<100_000).map { #""f\#($0)": \#($0)"# }.joined(separator: ", ")
    let graph = try ComputationGraph(
      jsonText: file(#"{"id": "a", "op": "input", \#(fields)}"#, rest: ", \(fields)"))
    #expect(graph.nodes[0].unknownFields["f99999"] == .number("99999"))
    #expect(graph.unknownFields.fields.count == 100_000)
  }
}
