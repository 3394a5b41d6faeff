import Foundation
import Testing
import VizBP

@Suite struct RenderTests {
  @Test func drawsBesideTheInput() async throws {
    try await inFolder { folder in
      try FileManager.default.createDirectory(
        atPath: folder.file("v1.2"), withIntermediateDirectories: true)
      for (input, picture) in [
        ("graph.json", "graph.svg"), ("graph", "graph.svg"), ("a.b.json", "a.b.svg"),
        (".json", ".json.svg"), ("v1.2/graph", "v1.2/graph.svg"), ("日本.json", "日本.svg"),
      ] {
        try folder.write(lecture, to: input)
        let outcome = try await vizbp("render", input, in: folder)
        #expect(outcome == Outcome(status: 0, bytes: [], errors: ""), "\(input)")
        #expect(try folder.bytes(picture).starts(with: Array("<svg".utf8)))
        try FileManager.default.removeItem(atPath: folder.file(picture))
      }
      _ = try await vizbp("render", "graph.json", "--format", "pdf", in: folder)
      #expect(try folder.bytes("graph.pdf").starts(with: Array("%PDF".utf8)))
    }
  }

  @Test func neverReplacesItsInput() async throws {
    try await inFolder { folder in
      try folder.write(lecture, to: "graph.svg")
      try await expectRefusal(
        ["render", "graph.svg"], 64,
        "error: graph.svg: the picture would replace the graph file\nname the picture with -o",
        in: folder)
      #expect(try folder.text("graph.svg") == lecture)
    }
  }

  @Test(arguments: signatures.keys.sorted())
  func drawsEveryKind(kind: String) async throws {
    let signature = try #require(signatures[kind])
    try await inFolder { folder in
      try folder.write(lecture, to: "graph.json")
      let file = try await vizbp("render", "graph.json", "-o", "F.\(kind.uppercased())", in: folder)
      #expect(file == Outcome(status: 0, bytes: [], errors: ""))
      let bytes = try folder.bytes("F.\(kind.uppercased())")
      #expect(bytes.starts(with: signature))
      let piped = try await vizbp("render", "-", "-o", "-", "--format", kind, input: lecture)
      #expect(piped == Outcome(status: 0, bytes: bytes, errors: ""))
    }
  }

  @Test func drawsAPage() async throws {
    try await inFolder { folder in
      try folder.write(lecture, to: "graph.json")
      let outcome = try await vizbp("render", "graph.json", "-o", "graph.html", in: folder)
      #expect(outcome == Outcome(status: 0, bytes: [], errors: ""))
      let page = try folder.text("graph.html")
      #expect(page.hasPrefix("<!doctype html>\n") && page.hasSuffix("</html>"))
      let piped = try await vizbp("render", "-", "-o", "-", "--format", "html", input: lecture)
      #expect(piped.output == page)
    }
  }

  @Test func templatesOfAFolderReplaceTheBuiltIn() async throws {
    try await inFolder { folder in
      try folder.write(lecture, to: "graph.json")
      try FileManager.default.createDirectory(
        atPath: folder.file("own"), withIntermediateDirectories: true)
      try folder.write("<title>{{title}}</title>", to: "own/graph.mustache")
      let outcome = try await vizbp(
        "render", "graph.json", "--templates", "own", "-o", "a.html", in: folder)
      #expect(outcome == Outcome(status: 0, bytes: [], errors: ""))
      #expect(try folder.text("a.html") == "<title>Computational graph</title>")
      try await expectRefusal(
        ["render", "graph.json", "--templates", "own", "-o", "a.svg"], 64,
        "error: --templates applies to html, not to svg", in: folder)
      try await expectRefusal(
        ["render", "graph.json", "--templates", "none", "-o", "b.html"], 66,
        "error: none: there is no such folder of templates", in: folder)
    }
  }

  /// A page computes the gradients that a file lacks; a picture shows what the file has.
  @Test func aPageOfAFileWithoutGradientsIsLive() async throws {
    try await inFolder { folder in
      try folder.write(
        """
        {"format": "vizbp.graph", "version": 1, "nodes": [
          {"id": "x", "op": "input", "value": 2}, {"id": "y", "op": "input", "value": 3},
          {"id": "f", "op": "mul", "inputs": ["x", "y"], "value": 6}]}
        """, to: "graph.json")
      #expect(try await vizbp("render", "graph.json", "-o", "graph.html", in: folder).status == 0)
      let page = try folder.text("graph.html")
      #expect(
        page.contains("<template class=\"circuit\">") && !page.contains("The circuit is a still"))
      #expect(page.contains("those here were computed from its values, of f."))
      #expect(page.contains("<span class=\"numbers\">= 1 × 3 = 3</span>"))
      #expect(try await vizbp("render", "graph.json", "-o", "graph.svg", in: folder).status == 0)
      #expect(try !folder.text("graph.svg").contains("class=\"gradient"))
    }
  }

  @Test func standardInputDrawsToStandardOutput() async throws {
    let outcome = try await vizbp("render", "-", input: lecture)
    #expect(outcome.status == 0 && outcome.errors == "")
    #expect(outcome.output.hasPrefix("<svg xmlns="))
    #expect(outcome.output.hasSuffix("</svg>\n"))
  }

  @Test func aNodeThatIsNotUnderstoodIsDrawnAsSuch() async throws {
    let graph = graphFile([
      #"{"id": "x", "op": "input", "value": 2}"#,
      #"{"id": "q", "op": "decode", "inputs": ["x"], "value": {"bytes": "AAEC"}}"#,
      #"{"id": "f", "op": "exp", "inputs": ["x"]}"#,
    ])
    let outcome = try await vizbp("render", "-", input: graph)
    #expect(outcome.status == 0 && outcome.output.contains(">not understood</text>"))
    #expect(
      outcome.errors
        == "warning: standard input:3:55: node \"q\": \"value\" is an object without \"summary\";"
        + " the node is drawn without that\n")
    // What is computed with is to be whole.
    let check = try await vizbp("check", "-", input: graph)
    #expect(check.status == 65 && check.errors.hasPrefix("error: standard input:3:55: node \"q\""))
  }

  @Test func kindsThatCannotBeWrittenAreRefused() async throws {
    try await inFolder { folder in
      try folder.write(lecture, to: "graph.json")
      for name in ["a", "a.bmp", ".svg", "a.json", "svg"] {
        try await expectRefusal(
          ["render", "graph.json", "-o", name], 64,
          "error: \(name): the ending does not name a kind of output\n"
            + "use .svg, .png, .pdf, .tex, .gif, .webp, .html or .dot, or say --format", in: folder)
      }
      try await expectRefusal(
        ["render", "graph.json", "-o", ""], 64,
        "error: '': the ending does not name a kind of output\n"
          + "use .svg, .png, .pdf, .tex, .gif, .webp, .html or .dot, or say --format", in: folder)
      #expect(try folder.names == ["graph.json"])
    }
  }

  @Test func optionsThatDoNotApplyAreRefused() async throws {
    for (kind, options, words) in [
      ("svg", ["--scale", "2"], "--scale applies to png, gif and webp, not to svg"),
      ("png", ["--text", "outlines"], "--text applies to svg, not to png"),
      ("pdf", ["--embed-font"], "--embed-font applies to svg, not to pdf"),
    ] {
      try await expectRefusal(
        ["render", "-", "-o", "-", "--format", kind] + options, 64, "error: \(words)",
        input: lecture)
    }
  }

  @Test(arguments: ["0", "-1", "65", "nan", "inf", "1e308"])
  func scalesOutOfRangeAreRefused(scale: String) async throws {
    try await expectRefusal(
      ["render", "-", "-o", "a.png", "--scale", scale], 64,
      "error: --scale takes a number above 0 and up to 64\nsee 'vizbp render --help'")
  }

  @Test func picturesThatAreTooLargeAreRefused() async throws {
    try await inFolder { folder in
      try folder.write(lecture, to: "graph.json")
      let outcome = try await vizbp(
        "render", "graph.json", "-o", "a.png", "--scale", "64", in: folder)
      #expect(outcome.status == 64)
      let lines = outcome.errors.split(separator: "\n")
      #expect(lines.count == 2)
      #expect(lines[0].hasPrefix("error: graph.json: A PNG of "))
      #expect(lines[1] == "say a smaller --scale")
      #expect(try folder.names == ["graph.json"])
    }
  }

  @Test(arguments: ["-1", "-9223372036854775808"])
  func depthsBelowZeroAreRefused(depth: String) async throws {
    try await expectRefusal(
      ["render", "-", "--collapse", depth], 64,
      "error: --collapse takes auto, none, or a depth of 0 or more\nsee 'vizbp render --help'",
      input: lecture)
    try await expectRefusal(
      ["eval", "x", "x=1", "--collapse", depth], 64,
      "error: --collapse takes auto, none, or a depth of 0 or more\nsee 'vizbp eval --help'")
  }

  @Test func scriptsMayAskForQuiet() async throws {
    let quiet = try await vizbp("render", "-", "-q", "--format", "dot", input: lecture)
    #expect(quiet.status == 0 && quiet.output.hasPrefix("digraph"))
  }

  @Test func collapseFoldsScopes() async throws {
    let graph = graphFile([
      #"{"id": "x", "op": "input", "value": 1}"#,
      #"{"id": "a", "op": "exp", "inputs": ["x"], "scope": "net/one", "value": 1}"#,
      #"{"id": "b", "op": "sin", "inputs": ["a"], "scope": "net/one", "value": 1}"#,
      #"{"id": "c", "op": "cos", "inputs": ["b"], "scope": "net/two", "value": 1}"#,
    ])
    func folded(_ depth: String) async throws -> Bool {
      let outcome = try await vizbp("render", "-", "--collapse", depth, input: graph)
      #expect(outcome.status == 0, "\(outcome.errors)")
      return outcome.output.contains("nodes are folded away")
    }
    #expect(try await folded("0"))
    #expect(try await folded("1"))
    #expect(try await !folded("2"))
    #expect(try await !folded("none"))
    #expect(try await !folded("auto"))
    #expect(try await !folded("9223372036854775807"))
  }

  @Test func textIsLiveOrOutlined() async throws {
    let live = try await vizbp("render", "-", "--text", "live", input: lecture).output
    #expect(try await vizbp("render", "-", input: lecture).output == live)
    #expect(live.contains("<text") && !live.contains("@font-face"))
    #expect(live.contains("<title") && live.contains("<desc"))
    let outlines = try await vizbp("render", "-", "--text", "outlines", input: lecture).output
    #expect(!outlines.contains("<text") && outlines.contains("<title"))
    let embedded = try await vizbp("render", "-", "--embed-font", input: lecture).output
    #expect(embedded.contains("@font-face"))
  }

  @Test func everyLookDiffers() async throws {
    var pictures: Set<String> = []
    for options in [
      [], ["--theme", "dark"], ["--theme", "print"], ["--direction", "tb"], ["--show", "chain"],
    ] {
      let outcome = try await run(vizbpPath, ["render", "-"] + options, input: Array(lecture.utf8))
      #expect(outcome.status == 0)
      pictures.insert(outcome.output)
    }
    #expect(pictures.count == 5)
  }

  @Test func picturesFitTheirFrame() async throws {
    let slide = try await vizbp("render", "-", "--fit", "slide", input: lecture)
    #expect(slide.output.contains(#"width="1920" height="1080""#))
    let column = try await vizbp("render", "-", "--fit", "column", input: lecture).output
    #expect(column.contains(#"width="252pt""#))
    let none = try await vizbp("render", "-", "--fit", "none", input: lecture)
    #expect(try await vizbp("render", "-", input: lecture) == none)
    let usage = "\nsee 'vizbp render --help'\n"
    for (words, error) in [
      (
        ["--fit", "poster"],
        "error: the value 'poster' is invalid for"
          + " '--fit <slide|page|column|WIDTHxHEIGHT|none>'" + usage
      ),
      (
        ["--fit", "slide", "--format", "html"],
        "error: --fit applies to pictures, not to html\na page scrolls and zooms\n"
      ),
      (["--radius", "1"], "error: --radius applies to --focus" + usage),
      (["--focus", "x", "--radius", "-1"], "error: --radius takes 0 or more" + usage),
    ] {
      let outcome = try await run(vizbpPath, ["render", "-"] + words, input: Array(lecture.utf8))
      #expect(outcome.status == 64 && outcome.errors == error)
    }
  }

  @Test func foldsForAFrameAreSaidUnlessQuiet() async throws {
    var nodes = [#"{"id": "n0", "op": "input", "value": 1, "gradient": 1}"#]
    for index in 1...30 {
      nodes.append(
        #"{"id": "n\#(index)", "op": "sin", "inputs": ["n\#(index - 1)"], "value": 1, "#
          + #""gradient": 1}"#)
    }
    let graph =
      #"{"format": "vizbp.graph", "version": 1, "outputs": ["n30"], "nodes": ["#
      + nodes.joined(separator: ", ") + "]}"
    let words = ["render", "-", "--fit", "column"]
    let outcome = try await run(vizbpPath, words, input: Array(graph.utf8))
    #expect(outcome.status == 0 && outcome.errors.hasPrefix("note: "))
    #expect(
      outcome.errors.hasSuffix(
        " nodes are folded away so that no letter is below 7 pt in a column\n"))
    let quiet = try await run(vizbpPath, words + ["--quiet"], input: Array(graph.utf8))
    #expect(quiet.status == 0 && quiet.errors.isEmpty && quiet.output == outcome.output)
  }

  @Test func aFocusThatIsNoNodeIsRefused() async throws {
    let graph =
      #"{"format": "vizbp.graph", "version": 1, "nodes": [{"id": "loss", "op": "input"}]}"#
    let outcome = try await run(
      vizbpPath, ["render", "-", "--focus", "los"], input: Array(graph.utf8))
    #expect(outcome.status == 64)
    #expect(
      outcome.errors
        == "error: --focus: there is no node or scope los to focus on\ndid you mean loss?\n")
  }

  @Test func aChildProcessLaysOutTheSame() async throws {
    #expect(
      try await vizbp("render", "-", "--isolate", input: lecture)
        == vizbp("render", "-", input: lecture))
  }

  @Test func faultsOfAGraphHaveTheirPlace() async throws {
    try await inFolder { folder in
      for (nodes, words) in [
        (
          [#"{"id": "a", "op": "exp", "inputs": ["b"]}"#],
          #"error: g.json:2:37: node "a": the input "b" is no node of the graph"#
        ),
        (
          [#"{"id": "a", "op": "input"}"#, #"{"id": "a", "op": "input"}"#],
          #"error: g.json:3:8: node "a": node 1 of the list has the same id"#
            + "\ngive every node its own id"
        ),
        (
          [
            #"{"id": "a", "op": "exp", "inputs": ["b"]}"#,
            #"{"id": "b", "op": "exp", "inputs": ["a"]}"#,
          ],
          #"error: g.json:2:36: the nodes form a cycle: "a" → "b" → "a""#
            + "\nremove one of these wires; a loop must be unrolled into a node a step"
        ),
        (
          [#"{"id": "a", "op": "input", "value": 1e400}"#],
          #"error: g.json:2:37: node "a": 1e400 is too large for a 64-bit float"#
        ),
        (
          [#"{"id": "a", "op": "input", "shape": [2], "value": [1, 2, 3]}"#],
          #"error: g.json:2:51: node "a": "value" is an array of shape [3], not an array of shape"#
            + #" [2] as "shape" says"#
        ),
      ] {
        try folder.write(graphFile(nodes), to: "g.json")
        try await expectRefusal(["render", "g.json"], 65, words, in: folder)
        try await expectRefusal(
          ["render", "-", "--format", "dot"], 65,
          words.replacing("g.json", with: "standard input"), input: graphFile(nodes))
        #expect(try folder.names == ["g.json"])
      }
    }
  }
}
