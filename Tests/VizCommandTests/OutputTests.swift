import Foundation
import Testing

/// Where outputs go, and what they never replace.
@Suite struct OutputTests {
  private func trained(_ folder: Folder) async throws {
    let outcome = try await vizbp(
      "train", "--dataset", "moons", "--examples", "40", "--layers", "3", "--steps", "4", "--quiet",
      "--out", "run", in: folder)
    #expect(outcome == Outcome(status: 0, bytes: [], errors: ""))
  }

  private func refuses(
    _ arguments: [String], of name: String, _ words: String = "the output would replace what was",
    in folder: Folder, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let before = try folder.bytes(name)
    let outcome = try await run(vizbpPath, arguments, in: folder.path)
    #expect(outcome.status == 73, "\(arguments)", sourceLocation: sourceLocation)
    #expect(
      outcome.errors.hasPrefix("error: ") && outcome.errors.contains(words),
      "\(outcome.errors)", sourceLocation: sourceLocation)
    #expect(outcome.output == "", sourceLocation: sourceLocation)
    #expect(try folder.bytes(name) == before, "\(arguments)", sourceLocation: sourceLocation)
  }

  @Test func noOutputReplacesItsInput() async throws {
    try await inFolder { folder in
      try folder.write(lecture, to: "in.json")
      try folder.write("step,loss\n1,2\n2,1\n", to: "log.csv")
      try folder.write("step,loss\n1,2\n2,1\n", to: "log.html")
      try FileManager.default.createSymbolicLink(
        atPath: folder.file("link.svg"), withDestinationPath: "in.json")
      try FileManager.default.linkItem(
        atPath: folder.file("in.json"), toPath: folder.file("hard.svg"))
      try FileManager.default.createDirectory(
        atPath: folder.file("sub"), withIntermediateDirectories: true)
      for output in ["in.json", "./in.json", "sub/../in.json", "link.svg", "hard.svg"] {
        for command in ["render", "check"] {
          try await refuses(
            [command, "in.json", "-o", output, "--format", "svg"], of: "in.json", in: folder)
        }
      }
      try await refuses(
        ["render", "link.svg", "-o", "in.json", "--format", "pdf"], of: "in.json", in: folder)
      try await refuses(
        ["plot", "log.csv", "-o", "log.csv", "--format", "png"], of: "log.csv", in: folder)
      try await refuses(["report", "log.html", "-o", "log.html"], of: "log.html", in: folder)
      // Standard input is a file as well.
      let outcome = try await shell(
        "\"$vizbp\" render - -o in.json --format svg < in.json", in: folder)
      #expect(outcome.status == 73)
      #expect(try folder.text("in.json") == lecture)
      // What was not read may be replaced, through a link too.
      try folder.write("old", to: "old.svg")
      #expect(try await vizbp("render", "in.json", "-o", "old.svg", in: folder).status == 0)
      #expect(try folder.text("old.svg").hasPrefix("<svg"))
    }
  }

  @Test func noOutputReplacesAFileOfARun() async throws {
    try await inFolder { folder in
      try await trained(folder)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("run"))
      let events = "run/" + (try #require(names.first { $0.contains(".tfevents.") }))
      try await refuses(["export", "run", "--csv", "-o", events], of: events, in: folder)
      try await refuses(["export", events, "--csv", "-o", events], of: events, in: folder)
      try await refuses(["plot", events, "-o", events, "--format", "svg"], of: events, in: folder)
      for name in ["graph.json", "run.json"] {
        try await refuses(
          ["render", "run", "-o", "run/\(name)", "--format", "svg"], of: "run/\(name)",
          "the output would", in: folder)
      }
      try await refuses(
        ["plot", "run", "-o", "run/checkpoint.json", "--format", "svg"], of: "run/checkpoint.json",
        "a file of the run itself", in: folder)
      // What a run has beside its own files is not the run.
      #expect(try await vizbp("report", "run", "-o", "run/page.html", "-q", in: folder).status == 0)
      #expect(try await vizbp("report", "run", "-o", "run/page.html", "-q", in: folder).status == 0)
      #expect(try await vizbp("render", "run", "-o", "run/graph.svg", in: folder).status == 0)
    }
  }

  @Test func theEndingIsFollowedOrRefused() async throws {
    try await inFolder { folder in
      try await trained(folder)
      let outcome = try await vizbp("report", "run", "-o", "x.pdf", in: folder)
      #expect(outcome.status == 64)
      #expect(
        outcome.errors
          == "error: x.pdf: a report is a page of HTML, and the ending says otherwise\nuse .html\n")
      for arguments in [["digest", "run", "-o", "x.html"], ["export", "run", "--onnx", "x.csv"]] {
        let outcome = try await run(vizbpPath, arguments, in: folder.path)
        #expect(outcome.status == 64 && outcome.errors.contains(", and the ending says otherwise"))
      }
      for (arguments, start) in [
        (["-o", "x.jsonl"], "{\"step\""), (["-o", "x.csv"], "step,"), (["-o", "x"], "step,"),
        (["--jsonl", "-o", "x.txt"], "{\"step\""), (["--csv", "-o", "-"], "step,"),
      ] {
        let outcome = try await run(vizbpPath, ["export", "run"] + arguments, in: folder.path)
        #expect(outcome.status == 0, "\(arguments) \(outcome.errors)")
        let text =
          arguments.last == "-" ? outcome.output : try folder.text(arguments[arguments.count - 1])
        #expect(text.hasPrefix(start), "\(arguments)")
      }
      for arguments in [["-o", "x.pdf"], ["--csv", "-o", "y.jsonl"], ["--jsonl", "-o", "y.csv"]] {
        let outcome = try await run(vizbpPath, ["export", "run"] + arguments, in: folder.path)
        #expect(outcome.status == 64 && outcome.errors.hasPrefix("error: \(arguments.last ?? "")"))
      }
      for name in ["x.pdf", "y.csv", "x.html"] { #expect(try !folder.names.contains(name)) }
    }
  }

  @Test func aSlashAtTheEndMeansAFolder() async throws {
    try await inFolder { folder in
      try folder.write(lecture, to: "in.json")
      try await expectRefusal(
        ["render", "in.json", "-o", "missing/", "--format", "svg"], 73,
        "error: missing/: there is no such file or folder", in: folder)
      #expect(try folder.names == ["in.json"])
    }
  }

  @Test func whatAKilledProcessLeftIsCleared() async throws {
    try await inFolder { folder in
      try folder.write(lecture, to: "in.json")
      for name in [".vizbp-999999-1", ".vizbp-1-77", ".vizbp-note", ".vizbp-2-2"] {
        try folder.write("half", to: name)
        // Who writes one holds its lock, from its first moment on: of the others it does not matter how old they are.
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSinceNow: name == ".vizbp-2-2" ? 3600 : -600)],
          ofItemAtPath: folder.file(name))
      }
      let outcome = try await shell(
        "flock .vizbp-1-77 \"$vizbp\" render in.json -o out.svg", in: folder)
      #expect(outcome == Outcome(status: 0, bytes: [], errors: ""))
      #expect(
        try folder.names == [".vizbp-1-77", ".vizbp-note", "in.json", "out.svg"])
    }
  }
}
