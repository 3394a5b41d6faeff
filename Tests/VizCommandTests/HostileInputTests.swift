import Foundation
import Testing
import VizBP
import VizBase

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct HostileInputTests {
  static let kinds = ["svg", "png", "pdf", "dot", "tex"]

  /// Draws a graph as every kind and returns the output of each.
  private func drawings(
    of graph: String, kinds: [String] = kinds, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> [String: Outcome] {
    var drawings: [String: Outcome] = [:]
    for kind in kinds {
      let outcome = try await vizbp("render", "-", "--format", kind, input: graph)
      let signature = try #require(signatures[kind])
      #expect(outcome.status == 0 && outcome.errors == "", sourceLocation: sourceLocation)
      #expect(outcome.bytes.starts(with: signature), sourceLocation: sourceLocation)
      drawings[kind] = outcome
      guard kind == "svg" else { continue }
      let outlines = try await vizbp("render", "-", "--text", "outlines", input: graph)
      for svg in [outcome, outlines] {
        #expect(svg.status == 0 && svg.errors == "", sourceLocation: sourceLocation)
        #expect(XMLParser(data: Data(svg.bytes)).parse(), sourceLocation: sourceLocation)
      }
      drawings["outlines"] = outlines
    }
    return drawings
  }

  /// The scalars that a terminal or a reader would obey instead of show.
  private func obeyed(_ text: String, but allowed: String = "\n") -> [Unicode.Scalar] {
    text.unicodeScalars.filter { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        !allowed.unicodeScalars.contains(scalar)
      default: false
      }
    }
  }

  // MARK: Expressions

  @Test func expressionsThatAreNone() async throws {
    for text in ["", " ", "\n", ";", "# nothing"] {
      let outcome = try await vizbp("eval", text)
      #expect(outcome.status == 65)
      #expect(outcome.errors.hasPrefix("error: expression:"), "\(outcome.errors)")
      #expect(outcome.errors.contains("there is no expression"))
    }
    try await expectRefusal(["eval", ""], 65, "error: expression:1:1: there is no expression")
    try await expectRefusal(
      ["eval", "1e400"], 65,
      "error: expression:1:1: \"1e400\" is greater than any number of double precision: 1e400\n"
        + String(repeating: " ", count: 79) + "^")
    try await expectRefusal(
      ["eval", "x\u{1b}[31m", "x=1"], 65,
      "error: expression:1:2: \"\\u{1b}\" has no meaning in an expression: x\u{fffd}[31m\n"
        + String(repeating: " ", count: 66) + "^")
  }

  @Test func everyCutOfAnExpressionHasOneLine() async throws {
    let expression = "q = max(x, 2) * [1, 2.5e-3]; f = -log(1/(1+exp(-q@[[1,2],[3,4]]))) ^ 2"
    for length in stride(from: 0, to: expression.count, by: 3) {
      let cut = String(expression.prefix(length))
      let outcome = try await vizbp("eval", cut, "x=1")
      #expect([0, 65].contains(outcome.status), "\(cut)")
      guard outcome.status == 65 else { continue }
      let lines = outcome.errors.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count <= 3 && lines.last == "", "\(cut)")
      #expect(lines[0].hasPrefix("error: expression"), "\(cut)")
      #expect(outcome.output == "")
    }
  }

  @Test func tenThousandParentheses() async throws {
    let deep = String(repeating: "(", count: 10_000) + "x" + String(repeating: ")", count: 10_000)
    #expect(
      try await vizbp("eval", deep, "x=1", "-o", "-", "--format", "dot")
        == vizbp("eval", "x", "x=1", "-o", "-", "--format", "dot"))
    #expect(try await vizbp("eval", deep, "x=1").output.hasSuffix("x     input      1         1\n"))
    let shown = String(repeating: "(", count: 36) + "…"
    try await expectRefusal(
      ["eval", String(deep.dropLast()), "x=1"], 65,
      "error: expression:1:1: this parenthesis is never closed: \(shown)\n"
        + String(repeating: " ", count: 57) + "^")
    let calls =
      String(repeating: "exp(", count: 10_000) + "x" + String(repeating: ")", count: 10_000)
    let table = try await vizbp("eval", calls, "x=-1")
    #expect(table.status == 0)
    let lines = table.output.split(separator: "\n")
    // The last one says where the numbers stop being finite.
    #expect(lines.dropLast().count == 10_002 && lines.last?.contains("Not finite here") == true)
    try await inFolder { folder in
      let drawn = try await vizbp("eval", calls, "x=-1", "-q", "-o", "deep.svg", in: folder)
      #expect(drawn == Outcome(status: 0, bytes: [], errors: ""))
    }
  }

  @Test func productsThatFillTheMemory() async throws {
    let column = "x=[" + Array(repeating: "[1]", count: 9000).joined(separator: ",") + "]"
    let row = "y=[[" + Array(repeating: "1", count: 9000).joined(separator: ",") + "]]"
    for product in ["x * y", "x @ y"] {
      try await expectRefusal(
        ["eval", product, column, row], 65,
        "error: expression:1:3: shape: [9000, 9000] has 81000000 elements; at most 67108864 can be"
          + " computed with: \(product)\n" + String(repeating: " ", count: 107) + "^")
    }
  }

  // MARK: Graph files

  private static let rich = #filePath.replacing(
    "VizCommandTests/HostileInputTests.swift", with: "VizTraceTests/Fixtures/good/rich.json")

  @Test func everyCutOfAGraphFileHasOneLine() async throws {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: Self.rich)))
    let end = try #require(bytes.lastIndex(of: UInt8(ascii: "}")))
    for length in 0...end {
      let error = #expect(throws: GraphError.self) {
        try ComputationGraph(jsonData: bytes[..<length])
      }
      #expect(error.map { obeyed($0.description, but: "") } == [])
    }
    for length in stride(from: 0, through: end, by: end / 30) {
      let outcome = try await run(
        vizbpPath, ["render", "-", "-o", "-", "--format", "dot"], input: Array(bytes[..<length]))
      #expect(outcome.status == 65 && outcome.output == "", "\(length) bytes")
      #expect(outcome.errors.hasPrefix("error: standard input:"), "\(outcome.errors)")
      #expect(outcome.errors.split(separator: "\n").count <= 2)
    }
    _ = try await drawings(of: String(decoding: bytes, as: UTF8.self))
  }

  @Test func filesThatAreNoGraphs() async throws {
    for (text, words) in [
      ("", "standard input: the file is empty"),
      (" \n", "standard input: the file is empty"),
      (graphFile([]), "standard input:1:50: the graph has no nodes"),
      ("[]", "standard input:1:1: a graph file must be a JSON object"),
      ("\u{1b}[31m", "standard input:1:1: a graph file must be a JSON object"),
    ] {
      let outcome = try await vizbp("render", "-", input: text)
      #expect(outcome.status == 65 && outcome.output == "")
      #expect(outcome.errors.hasPrefix("error: \(words)\n"), "\(outcome.errors)")
      #expect(obeyed(outcome.errors).isEmpty)
    }
  }

  /// A text that each format, and each reader of one, would obey in its own way.
  private static let hostile =
    "</script><!--\"'&amp;]]>%s\\n\u{202e}abc\u{2066}\u{0}\n\r\t\u{1b}[31m\u{85}\u{2028}{{x}}<b>"

  @Test func hostileLabelsAreShownNotObeyed() async throws {
    let text = try quoted(Self.hostile)
    let graph = graphFile(
      [
        #"{"id": \#(text), "op": "input", "value": 1, "label": \#(text), "scope": \#(text)}"#,
        """
        {"id": "y", "op": \(text), "inputs": [\(text)], "label": \(text), "scope": \(text), \
        "value": "NaN", "gradient": "-Infinity", "local": [\(text)]}
        """,
      ], rest: #", "name": \#(text), "outputs": ["y"]"#)
    let drawings = try await drawings(of: graph)
    for kind in ["svg", "outlines", "dot"] {
      let text = try #require(drawings[kind]?.output)
      // Titles keep tabs.
      #expect(obeyed(text, but: "\n\t").isEmpty, "\(kind): \(obeyed(text))")
      #expect(!text.contains("<b>") || kind == "dot")
      #expect(!text.contains("</script>") || kind == "dot")
    }
    // In dot, a quotation mark ends a string unless a backslash stands before it.
    let dot = try #require(drawings["dot"]?.output)
    #expect(dot.contains(#"</script><!--\"'&amp;]]>%s\\n"#))
  }

  @Test func hostileTextInFaultsIsQuoted() async throws {
    let text = try quoted(Self.hostile)
    let long = try quoted(String(repeating: "x", count: 10_000))
    for text in [text, long] {
      for node in [
        #"{"id": "a", "op": "exp", "inputs": [\#(text)]}"#,
        #"{"id": \#(text), "op": "exp", "inputs": [\#(text)]}"#,
        #"{"id": \#(text), "op": ""}"#, #"{"id": \#(text), "op": "input", "value": \#(text)}"#,
        #"{"id": "a", "op": "input", "role": \#(text)}"#,
        #"{"id": "a", "op": "input", \#(text): 1, \#(text): 2}"#,
      ] {
        let outcome = try await vizbp("render", "-", input: graphFile([node]))
        #expect(outcome.status == 65 && outcome.output == "")
        #expect(obeyed(outcome.errors).isEmpty && outcome.errors.count < 1000)
        #expect(outcome.errors.split(separator: "\n").count <= 2)
      }
    }
  }

  @Test func longNamesAreCut() async throws {
    let long = String(repeating: "long ", count: 2000)
    let graph = graphFile(
      [
        #"{"id": "\#(long)", "op": "input", "value": 1, "label": "\#(long)", "scope": "\#(long)"}"#,
        #"{"id": "y", "op": "\#(long)", "inputs": ["\#(long)"], "local": ["\#(long)"]}"#,
      ], rest: #", "name": "\#(long)""#)
    let drawings = try await drawings(of: graph)
    #expect(try #require(drawings["png"]).bytes.count < 1 << 20)
  }

  @Test func idsNeverNameFiles() async throws {
    try await inFolder { folder in
      try FileManager.default.createDirectory(
        atPath: folder.file("in"), withIntermediateDirectories: true)
      let nodes = ["../up", "/tmp/vizbp-absolute", "a/b", "-", ".", "", "|sh"].filter { $0 != "" }
        .map { #"{"id": "\#($0)", "op": "input", "value": 1, "scope": "../../\#($0)"}"# }
      try folder.write(graphFile(nodes, rest: #", "name": "../../name""#), to: "in/g.json")
      for kind in Self.kinds {
        let outcome = try await vizbp("render", "in/g.json", "--format", kind, in: folder)
        #expect(outcome == Outcome(status: 0, bytes: [], errors: ""))
      }
      #expect(try folder.names == ["in"])
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.file("in")).sorted()
          == ["g.dot", "g.json", "g.pdf", "g.png", "g.svg", "g.tex"])
      #expect(!FileManager.default.fileExists(atPath: "/tmp/vizbp-absolute"))
    }
  }

  @Test func valuesThatAreNoNumbersAreDrawn() async throws {
    let graph = graphFile([
      #"{"id": "x", "op": "input", "value": "NaN", "gradient": "Infinity"}"#,
      #"{"id": "y", "op": "input", "value": ["NaN", "Infinity", "-Infinity", -0.0, 5e-324]}"#,
      #"{"id": "z", "op": "input", "value": 1.7976931348623157e308, "gradient": -5e-324}"#,
      #"{"id": "f", "op": "mul", "inputs": ["x", "z"], "value": "-Infinity", "local": ["NaN", 0]}"#,
    ])
    for theme in ["light", "print"] {
      let svg = try await vizbp("render", "-", "--theme", theme, "--show", "chain", input: graph)
      #expect(svg.status == 0 && svg.output.contains("NaN") && svg.output.contains("∞"))
    }
    _ = try await drawings(of: graph)
  }

  // MARK: Size

  @Test func aChainOfAHundredThousandNodesIsFolded() async throws {
    var nodes = [#"{"id": "n0", "op": "input", "value": 0.5, "gradient": 1}"#]
    for index in 1...100_000 {
      nodes.append(
        #"{"id": "n\#(index)", "op": "neg", "inputs": ["n\#(index - 1)"], "value": 0.5}"#)
    }
    let svg = try await vizbp("render", "-", input: graphFile(nodes))
    #expect(svg.status == 0 && svg.errors == "")
    #expect(svg.output.contains("nodes are folded away"))
    #expect(svg.bytes.count < 1 << 20)
  }

  @Test func scopesNestedTenThousandDeep() async throws {
    let scope = (0..<10_000).map { "s\($0)" }.joined(separator: "/")
    let graph = graphFile([
      #"{"id": "x", "op": "input", "value": 1, "scope": "\#(scope)"}"#,
      #"{"id": "y", "op": "exp", "inputs": ["x"], "value": 2, "scope": "\#(scope)"}"#,
    ])
    _ = try await drawings(of: graph)
    for depth in ["none", "0", "3", "9999"] {
      #expect(try await vizbp("render", "-", "--collapse", depth, input: graph).status == 0)
    }
  }

  @Test func aNodeWithTenThousandInputs() async throws {
    let inputs = (0..<10_000).map { #"{"id": "x\#($0)", "op": "input", "value": 1}"# }
    let names = (0..<10_000).map { "\"x\($0)\"" }.joined(separator: ", ")
    let graph = graphFile(inputs + [#"{"id": "s", "op": "add", "inputs": [\#(names)]}"#])
    _ = try await drawings(of: graph)
  }

  @Test func oneInputTakenTenThousandTimes() async throws {
    let names = Array(repeating: "\"x\"", count: 10_000).joined(separator: ", ")
    let graph = graphFile([
      #"{"id": "x", "op": "input"}"#, #"{"id": "s", "op": "add", "inputs": [\#(names)]}"#,
    ])
    _ = try await drawings(of: graph, kinds: ["svg", "pdf", "dot"])
  }

  @Test func twoThousandOutputs() async throws {
    let nodes = (0..<2000).map { #"{"id": "o\#($0)", "op": "exp", "inputs": ["x"], "value": 1}"# }
    let outputs = (0..<2000).map { "\"o\($0)\"" }.joined(separator: ", ")
    let graph = graphFile(
      [#"{"id": "x", "op": "input", "value": 1}"#] + nodes, rest: #", "outputs": [\#(outputs)]"#)
    _ = try await drawings(of: graph, kinds: ["svg", "dot"])
    let folded = try await vizbp("render", "-", "--format", "png", input: graph)
    #expect(folded.status == 0)
    // Where all of them are shown, they are more than an image can hold.
    let png = try await vizbp(
      "render", "-", "--format", "png", "--collapse", "none", input: graph)
    #expect(png.status == 65)
    #expect(png.errors.hasPrefix("error: standard input: A PNG of "))
    #expect(png.errors.hasSuffix("\nsay --scale, or draw an svg or a pdf\n"))
  }
}
