import Foundation
import Testing
import VizBP

/// What expressions can say, from the shell.
@Suite struct EvalLanguageTests {
  @Test func functionsElementsAndComments() async throws {
    #expect(
      try await vizbp("eval", "cross_entropy(z, y) # of a class", "z=[2,1,0.1]", "y=1").output
        == """
        node            op                   value                          gradient  local
        z               input          [2, 1, 0.1]  [0.659001, -0.757567, 0.0985659]
        y               input                    1                                 0
        cross_entropy1  cross_entropy      1.41703                                 1  ·, ·

        """)
    #expect(
      try await vizbp("eval", "-log(softmax(z)[1])", "z=[2,1,0.1]").output == """
        node      op                                 value                          gradient  local
        z         input                        [2, 1, 0.1]  [0.659001, -0.757567, 0.0985659]
        softmax1  softmax  [0.659001, 0.242433, 0.0985659]                  [0, -4.12485, 0]  ·
        slice1    slice                           0.242433                          -4.12485  ·
        log1      log                             -1.41703                                -1  4.12485
        neg1      neg                              1.41703                                 1  -1

        """)
    for (expression, value) in [
      ("sum(swish(A[:, 0]), axis=0)", "A=[[1, 9], [2, 9]]"),
      ("sum(max_pool2d(A, kernel=2))", "A=[[[[1, 2, 3], [4, 5, 7], [0, 1, 2]]]]"),
    ] {
      #expect(try await vizbp("eval", expression, value, "--check").status == 0)
    }
  }

  @Test func faultsOfArgumentsHaveACaret() async throws {
    try await expectRefusal(
      ["eval", "sum(A, axsi=0)", "A=[1]"], 65,
      """
      error: expression:1:8: sum: attribute axsi: there is no such attribute; did you mean axis?: sum(A, axsi=0)
                                                                                                         ^
      """)
    try await expectRefusal(
      ["eval", "z[3]", "z=[1, 2, 3]"], 65,
      """
      error: expression:1:2: index: [3] does not fit: 3 is no position of axis 0: they go from 0 to 2: z[3]
                                                                                                        ^
      """)
  }

  @Test func constantsHaveNoGradientUnlessAsked() async throws {
    #expect(
      try await vizbp("eval", "2*x", "x=3").output == """
        node       op        value  gradient  local
        x          input         3         2
        constant1  constant      2         –
        mul1       mul           6         1  3, 2

        """)
    #expect(
      try await vizbp("eval", "2*x", "x=3", "--constants").output == """
        node       op        value  gradient  local
        x          input         3         2
        constant1  constant      2         3
        mul1       mul           6         1  3, 2

        """)
    for options in [[], ["--constants"]] {
      let json = try await run(vizbpPath, ["eval", "2*x^3", "x=3", "--json"] + options)
      let graph = try ComputationGraph(jsonText: json.output)
      for node in graph.nodes where node.role == .constant && node.id == "constant1" {
        #expect((node.gradient == nil) == options.isEmpty)
      }
      // What is stated is checked, and what is not is nobody's fault.
      let check = try await run(vizbpPath, ["check", "-", "--json"], input: json.bytes)
      #expect(check.status == 0, "\(check.output)")
    }
    var wrong = try ComputationGraph(
      jsonText: try await vizbp("eval", "2*x", "x=3", "--json", "--constants").output)
    for index in wrong.nodes.indices where wrong.nodes[index].id == "constant1" {
      wrong.nodes[index].gradient = .scalar(7)
    }
    #expect(try await vizbp("check", "-", input: wrong.jsonText()).status == 1)
    try await expectRefusal(
      ["eval", "2*x", "x=3", "--mode", "forward", "--constants"], 64,
      "error: --constants applies to gradients: in --mode forward constants stay\n"
        + "see 'vizbp eval --help'")
  }

  /// Neither a wire nor a step of the page says what flows back to a constant.
  @Test func picturesOfConstantsFollow() async throws {
    for (options, isShown) in [([], false), (["--constants"], true)] {
      let svg = try await run(
        vizbpPath, ["eval", "[2, 3] * x", "x=[3, 4]", "-o", "-", "--format", "svg"] + options)
      let html = try await run(
        vizbpPath, ["eval", "[2, 3] * x", "x=[3, 4]", "-o", "-", "--format", "html"] + options)
      #expect(svg.status == 0 && html.status == 0)
      #expect(html.output.contains("∂f/∂constant1") == isShown)
    }
  }

  @Test func valuesComeFromFiles() async throws {
    try await inFolder { folder in
      func npy(_ shape: String, _ numbers: [Double]) -> Data {
        var header = "{'descr': '<f8', 'fortran_order': False, 'shape': \(shape), }"
        while (header.utf8.count + 11) % 64 != 0 { header += " " }
        header += "\n"
        let count = header.utf8.count
        let bytes = numbers.flatMap { number in
          withUnsafeBytes(of: number.bitPattern.littleEndian) { Array($0) }
        }
        return Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(count & 255), UInt8(count >> 8)])
          + Data(header.utf8) + Data(bytes)
      }
      try npy("(2, 2)", [1, 2, 3, 4]).write(to: URL(filePath: folder.file("W.npy")))
      try Data("[0.5, \"NaN\"]\n".utf8).write(to: URL(filePath: folder.file("x.json")))
      let sum = try await run(
        vizbpPath, ["eval", "sum(W[:, 0] * x[0])", "W=@W.npy", "x=@x.json"], in: folder.path)
      #expect(sum.status == 0, "\(sum.errors)")
      #expect(
        sum.output.split(separator: "\n").last?.split(separator: " ").dropFirst(2).first == "2")
      let piped = try await run(
        vizbpPath, ["eval", "sum(x)", "x=@-"], input: Array("[[1, 2], [3, 4.5]]".utf8))
      #expect(piped.output.contains("10.5"))

      try Data(npy("(3, 2)", [1, 2])).write(to: URL(filePath: folder.file("short.npy")))
      try Data([0x50, 0x4B, 3, 4, 0]).write(to: URL(filePath: folder.file("a.npz")))
      for (name, text) in [
        ("ragged.json", "[[1, 2], [3]]"), ("object.json", "{\"a\": 1}"), ("empty.json", " "),
        ("more.json", "[1] 2"), ("words.json", "[\"a\"]"),
      ] {
        try Data(text.utf8).write(to: URL(filePath: folder.file(name)))
      }
      for (name, status, message) in [
        (
          "short.npy", 65,
          "short.npy: byte 129: an array of shape [3, 2] and type \"<f8\" has 48 bytes of numbers, "
            + "and 16 follow its header"
        ),
        (
          "a.npz", 65,
          "a.npz: it is an archive without a directory"
        ),
        (
          "ragged.json", 65,
          "ragged.json:1:10: \"value\" is ragged: a row has the length 1, an earlier one 2"
        ),
        ("empty.json", 65, "empty.json: the file is empty"),
        ("more.json", 65, "more.json:1:5: more follows after the end of the value"),
        ("nothing.npy", 66, "nothing.npy: there is no such file or folder"),
      ] as [(String, Int32, String)] {
        let outcome = try await run(vizbpPath, ["eval", "x", "x=@\(name)"], in: folder.path)
        #expect(outcome.status == status && outcome.errors == "error: \(message)\n")
      }
      for name in ["object.json", "words.json"] {
        let outcome = try await run(vizbpPath, ["eval", "x", "x=@\(name)"], in: folder.path)
        #expect(outcome.status == 65 && outcome.errors.hasPrefix("error: \(name):1:"))
      }
    }
  }

  @Test func idsTellPicturesApart() async throws {
    func ids(_ arguments: String...) async throws -> Set<String> {
      let outcome = try await run(vizbpPath, ["eval"] + arguments + ["-o", "-", "-q"])
      #expect(outcome.status == 0, "\(outcome.errors)")
      return Set(outcome.output.matches(of: #/ id="([^"]*)"/#).map { String($0.1) })
    }
    let (first, second) = (try await ids("x*y", "x=1", "y=2"), try await ids("x*y", "x=1", "y=3"))
    #expect(!first.isEmpty && first.isDisjoint(with: second))
    let named = try await ids("x*y", "x=1", "y=2", "--id-prefix", "a-")
    #expect(named.allSatisfy { $0.hasPrefix("a-") } && named.count == first.count)
    try await expectRefusal(
      ["eval", "x", "x=1", "-o", "a.png", "--id-prefix", "a"], 64,
      "error: --id-prefix applies to svg, not to png")
  }
}
