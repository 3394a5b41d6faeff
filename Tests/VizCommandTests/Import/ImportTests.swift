import Foundation
import Testing
import VizBP

/// Models from a shell.
@Suite struct ImportTests {
  private static let models = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../VizONNXTests/Fixtures").standardizedFileURL.path

  @Test func aModelIsComputedAndChecked() async throws {
    try await inFolder { folder in
      let made = try await vizbp(
        "import", "\(Self.models)/mlp.onnx", "--input", "x=random:3", "--loss",
        "cross-entropy:1,0,1", "-o", "g.json", in: folder)
      #expect(made == Outcome(status: 0, bytes: [], errors: ""))
      let graph = try ComputationGraph(jsonData: folder.bytes("g.json"))
      #expect(graph.outputs == ["loss", "layer2/Tanh"])
      #expect(graph.nodes.contains { $0.op == "gemm" && $0.gradient != nil })
      let checked = try await vizbp("check", "g.json", "--json", in: folder)
      #expect(checked.status == 0 && checked.output.hasPrefix(#"{"ok": true, "suspects": []"#))
    }
  }

  @Test func aModelIsDrawnAsItIs() async throws {
    try await inFolder { folder in
      for command in ["import", "render"] {
        let drawn = try await vizbp(
          command, "\(Self.models)/convnet.onnx", "-o", "\(command).svg", in: folder)
        #expect(drawn == Outcome(status: 0, bytes: [], errors: ""))
        #expect(try folder.text("\(command).svg").contains("max pool"))
      }
    }
  }

  @Test func wrongUsageIsSaid() async throws {
    try await inFolder { folder in
      try folder.write("# no model", to: "readme.onnx")
      for (arguments, status, words) in [
        (["none.onnx"], 66, "none.onnx: there is no such file or folder"),
        (["readme.onnx"], 65, "readme.onnx: it is no ONNX model, or its bytes are damaged"),
        (
          ["\(Self.models)/mlp.onnx", "--input", "y=random:1"], 64,
          "the model has no input \"y\"\nits inputs are: x"
        ),
        (
          ["\(Self.models)/mlp.onnx", "--input", "random:x"], 64,
          "\"random:x\" has no seed\nsay a whole number, as in random:7"
        ),
        (
          ["\(Self.models)/mlp.onnx", "--loss", "mse"], 64,
          "--loss takes cross-entropy and a class, as in cross-entropy:3"
        ),
      ] as [([String], Int32, String)] {
        let outcome = try await run(
          vizbpPath, ["import"] + arguments + ["-o", "g.json"], in: folder.path)
        #expect(outcome.status == status && outcome.errors == "error: \(words)\n")
      }
      #expect(try folder.names == ["readme.onnx"])
    }
  }
}
