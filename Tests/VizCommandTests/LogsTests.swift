import Foundation
import Testing
import VizBP

/// Logs of other programs, damaged and sound, in every command that reads any.
@Suite struct LogsTests {
  /// The event files and tables that the tests of VizEvents have.
  private static let logs = Folder(
    path: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "VizEventsTests/Fixtures/logs").path)

  private static let damage =
    "dmg/events.out.tfevents.1795878191.host.21343.17: damaged at byte 910, 456 bytes are left out"

  @Test func everyCommandSaysOnceWhatItCouldNotRead() async throws {
    for arguments in [
      ["plot", "dmg", "-o", "-"], ["report", "dmg", "-o", "-"], ["runs", "dmg"],
      ["export", "dmg"], ["runs", "dmg", "--json"],
    ] {
      let outcome = try await run(vizbpPath, arguments, in: Self.logs.path)
      #expect(outcome.status == 0)
      #expect(outcome.errors == "note: \(Self.damage)\n", "\(arguments)")
    }
    let list = try await vizbp("runs", "dmg", "--json", in: Self.logs)
    #expect(list.output.contains(#""unreadable": [{"file": "dmg/events.out.tfevents."#))
    let page = try await vizbp("report", "dmg", "-o", "-", in: Self.logs)
    #expect(page.output.contains("One thing could not be read."))
    #expect(page.output.contains("<section id=\"reading\""))
  }

  @Test(arguments: [
    ("lfs", "it is a Git LFS pointer, not the log itself; 'git lfs pull' fetches that"),
    ("zero", "the file is empty"),
  ])
  func nothingIsNotSilence(name: String, what: String) async throws {
    let file = "\(name)/events.out.tfevents.1671085786.host.1.0"
    for command in ["plot", "report"] {
      try await expectRefusal(
        [command, name, "-o", "-"], 65, "error: \(file): \(what)", in: Self.logs)
    }
    let table = try await vizbp("runs", name, in: Self.logs)
    #expect(table.status == 0 && table.errors == "note: \(file): \(what)\n")
    let export = try await vizbp("export", name, in: Self.logs)
    #expect(export.status == 65 && export.errors.contains("note: \(file): \(what)\n"))
  }

  private static let pointer = """
    version https://git-lfs.github.com/spec/v1
    oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
    size 12345

    """

  /// A table that Git LFS did not fetch, or that has words alone, keeps no other from being read.
  @Test func aFileWithoutNumbersStopsNoOther() async throws {
    try await inFolder { folder in
      for name in ["a", "b", "c"] {
        try FileManager.default.createDirectory(
          atPath: folder.file(name), withIntermediateDirectories: false)
      }
      try folder.write("step,loss\n0,1\n1,0.5\n2,0.4\n", to: "a/metrics.csv")
      try folder.write(Self.pointer, to: "b/metrics.csv")
      try folder.write("name,what\nx,y\n", to: "c/metrics.csv")
      for arguments in [["plot", ".", "-o", "-"], ["report", ".", "-o", "-"], ["diagnose", "."]] {
        let outcome = try await run(vizbpPath, arguments, in: folder.path)
        #expect(outcome.status == 0, "\(arguments)")
        let notes = outcome.errors.split(separator: "\n").map { $0.replacing("./", with: "") }
        #expect(
          notes == [
            "note: b/metrics.csv: it is a Git LFS pointer, not a log of metrics",
            "note: c/metrics.csv: it has no column of numbers to draw",
          ], "\(arguments) \(outcome.errors)")
      }
      for path in ["b", "b/metrics.csv"] {
        try await expectRefusal(
          ["plot", path, "-o", "-"], 65,
          "error: b/metrics.csv: it is a Git LFS pointer, not a log of metrics\n"
            + "'git lfs pull' fetches the file itself", in: folder)
      }
      try await expectRefusal(
        ["render", "b/metrics.csv", "-o", "-"], 65,
        "error: b/metrics.csv: it is a Git LFS pointer, not a graph file\n"
          + "'git lfs pull' fetches the file itself", in: folder)
    }
  }

  @Test func valuesWithoutStepsAreDrawnByOrder() async throws {
    let note =
      "note: nostep: the steps of \"loss\" do not advance (200 values at 1 step): their order is"
      + " used\n"
    let plot = try await vizbp("plot", "nostep", "-o", "-", in: Self.logs)
    #expect(plot.errors == note && plot.output.contains(">order</text>"))
    #expect(plot.output.contains("loss falls from 2 to 0.0374"))
    for (x, label) in [
      ("order", ">order</text>"), ("relative", ">time since the first value (s)</text>"),
      ("wall_time", ">wall time (UTC)</text>"), ("step", ">step</text>"),
    ] {
      let drawn = try await vizbp("plot", "nostep", "--x", x, "-o", "-", in: Self.logs)
      #expect(drawn.status == 0 && drawn.errors == "" && drawn.output.contains(label), "\(x)")
    }
    try await expectRefusal(
      ["plot", "nostep", "--x", "epoch", "-o", "-"], 64,
      "error: nostep: there is no column \"epoch\"\nsay one of step, wall_time, relative, order",
      in: Self.logs)
    let export = try await vizbp("export", "nostep", in: Self.logs)
    #expect(export.output.split(separator: "\n").count == 201)
  }

  /// The last value is the last of the log, not the first at the last step.
  @Test func theReportsLastValueIsTheLast() async throws {
    let page = try await vizbp("report", "nostep", "-o", "-", in: Self.logs)
    #expect(page.output.contains("The loss fell from 2 to 0.0455."))
    let refit = try await vizbp("report", "refit", "-o", "-", in: Self.logs)
    #expect(refit.output.contains("The loss fell from 1 to 0.2"))
  }

  @Test func largeNumbersAreToldApart() async throws {
    try await inFolder { folder in
      let rows = (0..<10).map { "\($0),\(2_600_000 - 5_000 * $0)\n" }.joined()
      try folder.write("epoch,loss\n\(rows)", to: "large.csv")
      let outcome = try await vizbp("diagnose", "large.csv", in: folder)
      #expect(outcome.status == 1)
      #expect(outcome.output.contains("The loss begins at 2.6×10⁶ and ends at 2.555×10⁶."))
    }
  }

  @Test func percentAreNoHundredfold() async throws {
    let page = try await vizbp("report", "percent", "-o", "-", in: Self.logs)
    #expect(page.output.contains("Held-out accuracy is 83 %") && !page.output.contains("8,300"))
    let list = try await vizbp("runs", "percent", "--json", in: Self.logs)
    #expect(list.output.contains(#""accuracy": 0.83"#))
  }

  @Test func runsBelowAFolderAreDrawn() async throws {
    let keras = try await vizbp("plot", "keras", "-o", "-", in: Self.logs)
    #expect(keras.status == 0 && keras.errors == "")
    #expect(keras.output.contains(">epoch_loss</text>") && keras.output.contains(">val</text>"))
    let table = try await vizbp("runs", "keras", in: Self.logs)
    #expect(table.output.split(separator: "\n").count == 2 && table.output.contains("0.12"))
    let foreign = try await vizbp("report", "foreign", "-o", "-", in: Self.logs)
    #expect(foreign.status == 0)
  }

  @Test func patternsChooseMetrics() async throws {
    let drawn = try await vizbp("plot", "keras", "--y", "train/*", "-o", "-", in: Self.logs)
    #expect(drawn.status == 0 && !drawn.output.contains("evaluation_loss"))
    let none = try await vizbp("plot", "keras", "--y", "test/*", "-o", "-", in: Self.logs)
    #expect(none.status == 64)
    #expect(none.errors.hasPrefix("error: keras: there is no metric \"test/*\"\n"))
  }

  @Test func ofManyMetricsTheRestIsATable() async throws {
    let names = (0..<40).map { "m\($0)" }
    let rows = (0..<3).map { row in "\(row)," + names.map { _ in "\(row)" }.joined(separator: ",") }
    let text = "step,\(names.joined(separator: ","))\n\(rows.joined(separator: "\n"))\n"
    let outcome = try await vizbp("plot", "-", input: text)
    #expect(outcome.status == 0 && outcome.output.contains("16 more metrics are not drawn."))
    let lines = outcome.errors.split(separator: "\n")
    #expect(lines.count == 18 && lines[2].hasPrefix("m24"))
    let quiet = try await vizbp("plot", "-", "--quiet", input: text)
    #expect(quiet.errors == "" && quiet.output == outcome.output)
  }

  @Test func everyValueIsExported() async throws {
    let long = try await vizbp("export", "refit", "--long", in: Self.logs)
    let lines = long.output.split(separator: "\n")
    #expect(lines.count == 6 && lines[0] == "metric,step,wall_time,value")
    let table = try await vizbp("export", "mm.log.json", in: Self.logs)
    #expect(table.status == 0 && table.output.hasPrefix("step,seed,train/lr,val/lr,"))
  }

  @Test func ticksAreWhole() async throws {
    let plot = try await vizbp("plot", "tick.csv", "--size", "800x500", "-o", "-", in: Self.logs)
    #expect(plot.status == 0 && !plot.output.contains("…</text>"))
  }

  @Test func theEndOfALogThatRestsIsNotRunning() async throws {
    try await inFolder { folder in
      try FileManager.default.copyItem(
        atPath: Self.logs.file("percent"), toPath: folder.file("percent"))
      let file = folder.file("percent/events.out.tfevents.1795878191.host.21343.17")
      let now = try FileManager.default.attributesOfItem(atPath: file)
      #expect(now[.size] != nil)
      // Changed lately, however long the other tests keep this one waiting.
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: 3600)], ofItemAtPath: file)
      #expect(try await vizbp("runs", "percent", in: folder).output.contains("  unknown  "))
      let handle = try FileHandle(forWritingTo: URL(filePath: file))
      #expect(try await vizbp("runs", "percent", in: folder).output.contains("  running  "))
      try handle.close()
    }
  }

  @Test(.enabled(if: canLoseRights)) func whatMayNotBeReadIsNamed() async throws {
    try await inFolder { folder in
      try FileManager.default.copyItem(
        atPath: Self.logs.file("refit"), toPath: folder.file("refit"))
      let command = try commandWithoutRights(in: folder)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("refit")).sorted()
      let first = folder.file("refit/\(names[0])")
      #expect(chmod(folder.file("refit"), 0o755) == 0 && chmod(first, 0o600) == 0)
      for name in names.dropFirst() { #expect(chmod(folder.file("refit/\(name)"), 0o644) == 0) }
      let some = try await run(
        command[0], command.dropFirst() + ["export", "refit"], in: folder.path)
      #expect(some.status == 0)
      #expect(some.errors.hasPrefix("note: refit/\(names[0]): permission denied\n"))
      for name in names { #expect(chmod(folder.file("refit/\(name)"), 0o600) == 0) }
      let none = try await run(
        command[0], command.dropFirst() + ["export", "refit"], in: folder.path)
      #expect(none.status == 66)
      #expect(none.errors == "error: refit/\(names[0]): permission denied\n")
    }
  }

  /// Of a record that is damaged, or that another user has closed, every command speaks in the same
  /// words: as a warning where the metrics alone are wanted.
  @Test func aRecordThatCannotBeReadIsNamed() async throws {
    try await inFolder { folder in
      let arguments = ["train", "--dataset", "moons", "--steps", "5", "--out"]
      for name in ["r/a", "r/b"] {
        #expect(
          try await run(vizbpPath, arguments + [name, "--quiet"], in: folder.path).status == 0)
      }
      try folder.write("{\"status\": 3", to: "r/b/run.json")
      let words = "r/b/run.json: it is no run record\n"
      for (arguments, status) in [
        (["plot", "r/b", "-o", "a.svg"], 0), (["plot", "r", "-o", "b.svg"], 0),
        (["export", "r/b"], 0), (["runs", "r"], 0), (["diagnose", "r"], 0),
        (["report", "r", "-o", "r.html"], 0), (["report", "r/b", "-o", "b.html"], 65),
        (["diagnose", "r/b"], 65),
      ] as [([String], Int32)] {
        let outcome = try await run(vizbpPath, arguments, in: folder.path)
        #expect(outcome.status == status, "\(arguments)")
        #expect(
          outcome.errors.components(separatedBy: words).count == 2,
          "\(arguments): \(outcome.errors)")
      }
    }
  }

  /// Two runs in one file are told apart in the list.
  @Test func runsOfOneFileAreNumbered() async throws {
    try await inFolder { folder in
      try folder.write("epoch,loss\n0,1\n1,0.5\n0,2\n1,1\n", to: "metrics.csv")
      let outcome = try await vizbp("runs", ".", in: folder)
      #expect(outcome.output.contains("metrics.csv (1)"))
      #expect(outcome.output.contains("metrics.csv (2)"))
    }
  }
}
