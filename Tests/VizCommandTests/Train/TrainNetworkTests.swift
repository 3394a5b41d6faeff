import Testing
import VizBP

/// Networks that a file of settings composes.
@Suite struct TrainNetworkTests {
  private func train(_ arguments: [String], in folder: Folder) async throws -> Outcome {
    try await run(vizbpPath, ["train"] + arguments, in: folder.path)
  }

  @Test func aNetworkIsComposedInAFile() async throws {
    try await inFolder { folder in
      try folder.write(
        """
        task = "parity"
        examples = 40
        length = 4
        steps = 3
        network = [
          "dense 6",            # each bit as a vector
          ["residual", "dense 6 tanh"],
          "gru 5 last",
        ]
        """, to: "parity.toml")
      let outcome = try await train(["--config", "parity.toml", "--out", "x"], in: folder)
      #expect(outcome.status == 0 && outcome.output.hasPrefix("3 steps: held-out loss "))
      let graph = try ComputationGraph(jsonData: folder.bytes("x/graph.json"))
      let ids = graph.nodes.map(\.id)
      #expect(ids.contains("residual1/dense1/W") && ids.contains("gru1/U"))
      // The run says it again, and goes on with it.
      let again = try await train(["--resume", "--steps", "5", "--out", "x"], in: folder)
      #expect(again.status == 0 && again.output.hasPrefix("5 steps: "))
    }
  }

  /// What is standard for a task gives way to an option that says otherwise, in the run and where it
  /// goes on.
  @Test func anOptionReplacesWhatIsStandard() async throws {
    try await inFolder { folder in
      let options = [
        "--model", "ntm", "--task", "copy", "--layers", "4", "--memory", "5,3", "--examples", "20",
        "--length", "2", "--steps", "2", "--clip-value", "1", "--schedule", "exponential",
      ]
      let outcome = try await train(options + ["--test", "0.5", "--out", "x"], in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let again = try await train(["--resume", "--steps", "3", "--out", "x"], in: folder)
      #expect(again.status == 0, "\(again.errors)")
      let record = try folder.text("x/run.json").filter { $0 != " " }
      #expect(record.contains("\"test\":0.5") && record.contains("\"clip-value\":1"))
      let settings = try #require(record.firstRange(of: "\"command\":")).upperBound
      // Behind them stands the rule of the updates, which has a decay of its own.
      let rest = record[settings...].prefix { $0 != "}" }
      #expect(!rest.contains("\"clip-norm\":") && !rest.contains("\"decay\":"))
    }
  }

  @Test(arguments: [
    (
      "task = \"parity\"\nnetwork = [\n  \"dense 4\",\n  [\"residual\", \"lsmt 4\"],\n]",
      ":4:16: network 2.2: there is no layer \"lsmt\"\ndid you mean lstm?\n"
    ),
    ("network = [\"dense 4\", \"conv 4\"]", ":1:23: network 2: conv1/W: it takes images, "),
    ("network = \"dense 4\"", ":1:11: network should be an array\n"),
    (
      "network = [3]", ":1:11: each of network should be a layer in quotation marks, or a list"
    ),
    ("network = [\"tanh\"]\nlayers = [3]", ":2:10: layers: network says what the layers are\n"),
  ])
  func aLayerThatIsNoneIsNamedWithItsPlace(text: String, words: String) async throws {
    try await inFolder { folder in
      try folder.write(text, to: "net.toml")
      let outcome = try await train(["--config", "net.toml", "--out", "x"], in: folder)
      #expect(outcome.status == 65)
      #expect(outcome.errors.hasPrefix("error: net.toml" + words), "\(outcome.errors)")
      #expect(outcome.errors.split(separator: "\n").count <= 2)
      #expect(try folder.names == ["net.toml"])
    }
  }
}
