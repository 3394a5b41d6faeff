import Testing

/// `--as score` of the commands that draw graphs.
@Suite struct ScoreCommandTests {
  private static let network = [
    "eval", "a = tanh(W @ x + b); J = sum((a - y)^2) / 2", "W=[[0.5, -1]]", "b=[0.1]",
    "x=[1, 2]", "y=[0.3]",
  ]
  /// Two ways that part and meet again.
  private static let noChain = ["eval", "x1*x2 + sin(x1)", "x1=2", "x2=5"]

  private static func run(_ arguments: [String], in folder: Folder) async throws -> Outcome {
    try await VizCommandTests.run(vizbpPath, arguments, input: [], in: folder.path)
  }

  @Test(arguments: ["svg", "png", "pdf", "tex", "gif", "webp"])
  func drawsEveryKindOfPicture(kind: String) async throws {
    try await inFolder { folder in
      let outcome = try await Self.run(
        Self.network + ["--as", "score", "--fit", "slide", "-o", "s.\(kind)", "--quiet"], in: folder
      )
      #expect(outcome.status == 0 && outcome.errors.isEmpty)
      #expect(try folder.bytes("s.\(kind)").count > 1_000)
    }
  }

  @Test func drawsAPage() async throws {
    try await inFolder { folder in
      let arguments = Self.network + ["--as", "score", "-o", "s.html", "--quiet"]
      let outcome = try await Self.run(arguments, in: folder)
      #expect(outcome.status == 0 && outcome.errors.isEmpty)
      let page = try folder.text("s.html")
      #expect(page.contains("forward →") && page.contains("← backward"))
    }
  }

  @Test func outlinesAndLiveTextSayTheSame() async throws {
    try await inFolder { folder in
      for kind in ["live", "outlines"] {
        let outcome = try await Self.run(
          Self.network + ["--as", "score", "--text", kind, "-o", "\(kind).svg", "--quiet"],
          in: folder)
        #expect(outcome.status == 0)
      }
      #expect(try folder.text("live.svg").contains("⊙ (1 − a²)"))
      #expect(try !folder.text("outlines.svg").contains("⊙ (1 − a²)"))
    }
  }

  @Test func whatIsNoChainIsRefusedInOneLine() async throws {
    try await inFolder { folder in
      let graph = try await Self.run(Self.noChain + ["--json"], in: folder).output
      try folder.write(graph, to: "g.json")
      try await expectRefusal(
        ["render", "g.json", "--as", "score"], 65,
        "error: g.json: a score is written for one chain of operations: \"mul1\" runs beside it"
          + " and joins at \"add1\"", in: folder)
      #expect(try folder.names == ["g.json"])
    }
  }

  @Test(arguments: [
    ["--direction", "tb"], ["--collapse", "none"], ["--focus", "x1"], ["--show", "chain"],
    ["--steps"],
  ])
  func optionsOfCardsAreRefused(options: [String]) async throws {
    try await inFolder { folder in
      let outcome = try await Self.run(
        Self.noChain + ["--as", "score", "-o", "s.pdf"] + options, in: folder)
      #expect(outcome.status == 64)
      #expect(outcome.errors.contains("\(options[0]) is about cards and wires"))
    }
  }

  @Test func dotHasNoScore() async throws {
    try await inFolder { folder in
      try await expectRefusal(
        Self.network + ["--as", "score", "-o", "s.dot"], 64,
        "error: --as score applies to pictures and pages, not to dot", in: folder)
    }
  }
}
