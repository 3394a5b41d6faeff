import Testing

@testable import VizTrace

@Suite struct TensorDataJSONTests {
  @Test func nestedArraysSayTheirShape() throws {
    #expect(try value("5") == .scalar(5))
    #expect(try value("[5]") == .elements([5], shape: [1]))
    #expect(try value("[[1,2,3],[4,5,6]]") == .elements([1, 2, 3, 4, 5, 6], shape: [2, 3]))
    #expect(try value("[[[1],[2]]]") == .elements([1, 2], shape: [1, 2, 1]))
  }

  @Test func emptyArrays() throws {
    #expect(try value("[]") == .elements([], shape: [0]))
    #expect(try value("[[ ], [ ]]") == .elements([], shape: [2, 0]))
    #expect(
      try value("[[], []]", fields: #", "shape": [2, 0, 7]"#) == .elements([], shape: [2, 0, 7]))
    #expect(
      refusal(file(#"{"id": "a", "op": "x", "shape": [3, 0], "value": [[], []]}"#))?.message
        == #"node "a": "value" is an array of shape [2, 0], not an array of shape [3, 0] as "#
        + #""shape" says"#)
  }

  @Test(arguments: [
    "[[1], []]", "[[], [1]]", "[[], 1]", "[1, []]", "[[[]], []]", "[[], [[]]]", "[[[]], [1]]",
    "[[1], [[1]]]", "[[[1]], [1]]", "[[1, 2], [3], [4, 5]]",
  ]) func raggedArraysAreRefused(text: String) {
    let error = refusal(file(#"{"id": "a", "op": "x", "value": \#(text)}"#))
    #expect(error?.kind == .raggedArray)
    #expect(error?.node == "a")
  }

  @Test func aCutRowIsNoRaggedOne() {
    #expect(refusal(#"{"nodes": [{"value": [[1],"#)?.kind == .unexpectedEnd)
  }

  @Test func wholeNumbersBeyondTwoTo53() throws {
    let int64 = #", "dtype": "int64""#
    #expect(try value("9007199254740994", fields: int64)?.scalar == 0x1p53 + 2)
    #expect(try value("-9223372036854775808", fields: int64)?.scalar == -0x1p63)
    #expect(try value("12e2", fields: int64)?.scalar == 1200)
    #expect(try value("9007199254740993.0e0")?.scalar == 0x1p53)
    for text in [
      "9007199254740993", "9007199254740993.0", "900719925474099.3e1", "9223372036854775808", "0.5",
      "1e19", "0.99999999999999999999", "\"Infinity\"", "1e-5",
    ] {
      #expect(throws: GraphError.self, "\(text)") { try value(text, fields: int64) }
    }
  }

  @Test func wholeNumbersAreWrittenExactly() {
    let node = Node(
      id: "n", op: "input", dtype: .int64, value: .elements([0x1p62, -0.0, -0x1p63], shape: [3]))
    let text = ComputationGraph(nodes: [node], outputs: []).jsonText()
    #expect(text.contains("[4611686018427387904, -0.0, -9223372036854775808]"))
  }

  @Test func booleansAreWrittenAsSuch() throws {
    #expect(
      try value("[true, 0, 1, false]", fields: #", "dtype": "bool""#)
        == .elements([1, 0, 1, 0], shape: [4]))
    let node = Node(id: "n", op: "input", dtype: .bool, value: .elements([1, 0], shape: [2]))
    #expect(ComputationGraph(nodes: [node], outputs: []).jsonText().contains("[true, false]"))
  }

  @Test func whatFitsNoShapeIsWrittenFlat() {
    let node = Node(id: "n", op: "input", value: .elements([1, 2, 3], shape: [2, 2]))
    let text = ComputationGraph(nodes: [node], outputs: []).jsonText()
    #expect(text.contains(#""value": [1, 2, 3]"#))
  }
}
