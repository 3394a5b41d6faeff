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

  /// What other programs write is known by its bytes, and the way in is said.
  @Test func filesOfOtherProgramsAreNamed() async throws {
    let archive = { (member: String) in [UInt8]("PK\u{3}\u{4}......\(member)......".utf8) }
    let files: [(name: String, bytes: [UInt8], kind: String, advice: String)] = [
      ("a.pt", archive("m/data.pkl"), "a file of PyTorch", "torch.onnx.export"),
      ("old.pth", [0x80, 0x02, 0x8A, 0x0A, 0x6C], "a file of PyTorch", "vizbp.capture"),
      ("m.keras", archive("config.json"), "a model of Keras", "model.export"),
      ("m.h5", [0x89, 0x48, 0x44, 0x46, 0x0D], "a file of HDF5", "model.export"),
      ("x.npy", [0x93] + Array("NUMPY".utf8), "an array of NumPy", "x=@x.npy"),
      (
        "w.safetensors", [2, 0, 0, 0, 0, 0, 0, 0] + Array("{}".utf8), "a file of weights alone",
        "torch.onnx.export"
      ),
      ("g.dot", Array("digraph \"g\" { a -> b }".utf8), "a graph of Graphviz", "dot -Tsvg"),
      ("m.pkl", [0x80, 0x04, 0x7D, 0x2E], "a pickle of Python", "torch.onnx.export"),
      ("m.tflite", [0x1C, 0, 0, 0] + Array("TFL3".utf8), "TensorFlow Lite", "--tflite"),
      ("log.csv.gz", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0], "a compressed file", "unpack it"),
      ("g.pbtxt", Array("node {\n  name: \"x\"\n}".utf8), "as text", "tf2onnx"),
    ]
    try await inFolder { folder in
      for file in files {
        try Data(file.bytes).write(to: URL(filePath: folder.file(file.name)))
        for (command, wanted) in [
          ("render", "a graph file"), ("check", "a graph file"), ("import", "a model of ONNX"),
          ("plot", "a log of metrics"), ("report", "a log of metrics"),
        ] {
          let outcome = try await vizbp(command, file.name, in: folder)
          let lines = outcome.errors.split(separator: "\n")
          #expect(outcome.status == 65 && lines.count == 2)
          #expect(lines.first?.hasPrefix("error: \(file.name): it is ") == true)
          #expect(lines.first?.contains(file.kind) == true)
          #expect(lines.first?.hasSuffix(", not \(wanted)") == true)
          #expect(lines.last?.contains(file.advice) == true)
        }
      }
      try FileManager.default.createDirectory(
        atPath: folder.file("saved"), withIntermediateDirectories: true)
      try Data([8, 1]).write(to: URL(filePath: folder.file("saved/saved_model.pb")))
      for command in ["render", "check", "import"] {
        let outcome = try await vizbp(command, "saved", in: folder)
        #expect(outcome.status == 65)
        #expect(outcome.errors.hasPrefix("error: saved: it is a SavedModel of TensorFlow, not "))
        #expect(outcome.errors.contains("--saved-model FOLDER"))
      }
      for (name, text) in [
        ("log.csv", "step,loss\n1,2\n2,1\n"),
        ("log.jsonl", #"{"step": 1, "loss": 2}"# + "\n" + #"{"step": 2, "loss": 1}"# + "\n"),
      ] {
        try Data(text.utf8).write(to: URL(filePath: folder.file(name)))
        for (command, wanted) in [("render", "a graph file"), ("import", "a model of ONNX")] {
          let outcome = try await vizbp(command, name, in: folder)
          #expect(
            outcome.errors == """
              error: \(name): it is a log of metrics, not \(wanted)
              vizbp plot draws it, and vizbp report reads it

              """)
        }
      }
      let model = try Data(contentsOf: URL(filePath: "\(Self.models)/mlp.onnx"))
      try model.write(to: URL(filePath: folder.file("model.bin")))
      let outcome = try await vizbp("render", "model.bin", in: folder)
      #expect(outcome.errors.hasPrefix("error: model.bin: it is a model of ONNX, not a graph"))
    }
  }

  /// Arrays of `numpy.savez`, for all inputs at once or one by its name.
  @Test func archivesOfArraysAreRead() async throws {
    // numpy.savez("a.npz", x=[[1.0, 2]], y=[3.0]), with the members stored.
    let bytes = try #require(Data(base64Encoded: Self.savez))
    try await inFolder { folder in
      try bytes.write(to: URL(filePath: folder.file("a.npz")))
      let sum = try await vizbp(
        "eval", "sum(x)*sum(y)", "x=@a.npz", "y=@a.npz", "--json", in: folder)
      let graph = try ComputationGraph(jsonData: Array(sum.output.utf8))
      #expect(graph.nodes.last?.value == .elements([9], shape: []))
      let none = try await vizbp("eval", "sum(z)", "z=@a.npz", in: folder)
      #expect(
        none.errors == "error: a.npz: it has no array \"z\"\nits arrays are: x, y\n")
      for count in stride(from: 0, to: bytes.count, by: 7) {
        try bytes.prefix(count).write(to: URL(filePath: folder.file("cut.npz")))
        let cut = try await vizbp("eval", "sum(x)", "x=@cut.npz", in: folder)
        #expect(cut.status == 65 && cut.errors.hasPrefix("error: cut.npz:"))
      }
      let other = try await vizbp(
        "import", "\(Self.models)/mlp.onnx", "--input", "a.npz", "-o", "g.json", in: folder)
      #expect(
        other.status == 64
          && other.errors.hasSuffix("the model has no input \"y\"\nits inputs are: x\n"))
    }
  }

  private static let savez = """
    UEsDBC0AAAAAAAAAIQChG96A//////////8FABQAeC5ucHkBABAAkAAAAAAAAACQAAAAAAAAAJNOVU1Q\
    WQEAdgB7J2Rlc2NyJzogJzxmOCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgxLCAy\
    KSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg\
    ICAKAAAAAAAA8D8AAAAAAAAAQFBLAwQtAAAAAAAAACEAo9AEy///////////BQAUAHkubnB5AQAQAIgA\
    AAAAAAAAiAAAAAAAAACTTlVNUFkBAHYAeydkZXNjcic6ICc8ZjgnLCAnZm9ydHJhbl9vcmRlcic6IEZh\
    bHNlLCAnc2hhcGUnOiAoMSwpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg\
    ICAgICAgICAgICAgICAgICAgICAgCgAAAAAAAAhAUEsBAi0DLQAAAAAAAAAhAKEb3oCQAAAAkAAAAAUA\
    AAAAAAAAAAAAAIABAAAAAHgubnB5UEsBAi0DLQAAAAAAAAAhAKPQBMuIAAAAiAAAAAUAAAAAAAAAAAAA\
    AIABxwAAAHkubnB5UEsFBgAAAAACAAIAZgAAAIYBAAAAAA==
    """
}
