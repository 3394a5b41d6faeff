import Foundation
import Testing
import VizBP
import VizBase
import VizTestSupport

/// What a training leaves in its folder: it opens everywhere, is written by one process at a time,
/// and says what is missing from it.
@Suite struct TrainFolderTests {
  private static let small = [
    "train", "--dataset", "moons", "--examples", "40", "--layers", "3", "--quiet",
  ]

  private func opens(
    _ name: String, _ comment: String, isCaptured: Bool = true, in folder: Folder,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    for arguments in [
      ["report", name, "-q", "-o", "x.html"], ["render", name, "-o", "x.svg"],
      ["render", name, "-o", "y.html"], ["check", name, "--json"],
      ["plot", name, "-o", "p.svg"], ["export", name, "-o", "x.csv"], ["runs", name],
    ] {
      let outcome = try await run(vizbpPath, arguments, in: folder.path)
      // A check may find what the numbers of a run are: that is an answer, too.
      let isAnswer = outcome.status == 0 || arguments[0] == "check" && outcome.status == 1
      #expect(
        isAnswer && !outcome.errors.contains("error:"),
        "\(arguments) of \(comment): \(outcome.errors)", sourceLocation: sourceLocation)
      guard arguments[0] == "check" else { continue }
      // What was captured last is there in full, and can be computed again.
      let isChecked = outcome.output.contains(/"status": ?"(ok|wrong)"/)
      #expect(isChecked == isCaptured, "\(comment): \(outcome.output.prefix(400))")
    }
  }

  @Test func aRunWhoseLastBatchWasNotCapturedOpens() async throws {
    try await inFolder { folder in
      let outcome = try await vizbp(
        "train", "--dataset", "moons", "--epochs", "10", "--capture", "every 10", "--quiet",
        "--out", "m2", in: folder)
      #expect(outcome == Outcome(status: 0, bytes: [], errors: ""))
      try await opens("m2", "every 10", in: folder)
      let check = try await vizbp("check", "m2", "-q", in: folder)
      #expect(check.status == 0 && check.output == "check: ok, 17 nodes\n", "\(check.output)")
    }
  }

  @Test(arguments: [
    ["--model", "ntm", "--task", "copy", "--memory", "9,4", "--layers", "6", "--width", "3"],
    ["--model", "rnn", "--task", "addition", "--layers", "5", "--truncation", "2"],
    ["--model", "lstm", "--task", "recall", "--layers", "5,4", "--width", "2"],
    ["--model", "gru", "--task", "parity", "--layers", "5"],
    ["--model", "transformer", "--task", "sorting", "--layers", "8", "--heads", "2"],
  ])
  func everyRunOfSequencesOpensInEveryCommand(_ arguments: [String]) async throws {
    try await inFolder { folder in
      let common = ["--length", "3", "--examples", "40", "--steps", "4", "--evaluate", "2"]
      let outcome = try await run(
        vizbpPath, ["train", "--quiet", "--out", "run"] + common + arguments, in: folder.path)
      #expect(outcome == Outcome(status: 0, bytes: [], errors: ""))
      try await opens("run", "\(arguments)", in: folder)
      let figure = try await vizbp("plot", "run", "--figure", "memory", "-o", "m.svg", in: folder)
      #expect(figure.status == (arguments.contains("ntm") ? 0 : 65))
    }
  }

  /// A text alone is enough to say what is to be learnt.
  @Test(arguments: ["transformer", "gru"])
  func aTextIsLearntWithoutATask(_ model: String) async throws {
    try await inFolder { folder in
      try folder.write(String(repeating: "to be or not to be, ", count: 60), to: "t.txt")
      let arguments = ["--text", "t.txt", "--model", model, "--layers", "8", "--length", "6"]
      let outcome = try await run(
        vizbpPath, ["train", "--quiet", "--out", "run", "--steps", "3"] + arguments,
        in: folder.path)
      #expect(outcome == Outcome(status: 0, bytes: [], errors: ""))
      let settings = try folder.text("run/run.json")
      #expect(settings.contains("\"text\" : \"t.txt\""), "\(settings)")
    }
  }

  @Test(arguments: [
    ["--model", "resnet", "--dataset", "digits", "--conv", "2,4"],
    ["--model", "cnn", "--dataset", "digits", "--conv", "2", "--layers", "4"],
    ["--model", "siamese", "--dataset", "moons", "--layers", "4"],
  ])
  func everyRunOfOtherModelsOpensInEveryCommand(_ arguments: [String]) async throws {
    try await inFolder { folder in
      let outcome = try await run(
        vizbpPath,
        ["train", "--quiet", "--out", "run", "--steps", "3", "--evaluate", "0"]
          + arguments, in: folder.path)
      #expect(outcome == Outcome(status: 0, bytes: [], errors: ""))
      try await opens("run", "\(arguments)", in: folder)
    }
  }

  @Test func everyRunOpensInEveryCommand() async throws {
    var random = SeededRandom(seed: 4711)
    func one<Value>(_ values: [Value]) -> Value {
      values[Int.random(in: 0..<values.count, using: &random)]
    }
    for round in 0..<10 {
      let dataset = one(["moons", "spiral", "xor", "linear", "sine", "blobs", "circles"])
      let capture = one(["all", "every 3", "every 10", "log", "none", "5%", "every 1000"])
      var arguments = [
        "train", "--dataset", dataset, "--examples", "\(Int.random(in: 5...90, using: &random))",
        "--batch", "\(Int.random(in: 1...70, using: &random))", "--layers",
        one(["3", "4,2", "none"]),
        "--activation", one(["tanh", "relu", "sigmoid", "maxout"]),
        "--capture", capture,
        "--optimizer", one(["sgd", "adam", "momentum"]), "--seed", "\(round)", "--quiet",
        "--evaluate", one(["0", "2", "50"]), "--test", one(["0", "0.2", "0.5"]), "--out", "run",
      ]
      arguments +=
        Bool.random(using: &random)
        ? ["--epochs", "\(Int.random(in: 1...3, using: &random))"]
        : ["--steps", "\(Int.random(in: 1...25, using: &random))"]
      if Bool.random(using: &random) { arguments += ["--dropout", "0.3"] }
      if Bool.random(using: &random) { arguments += ["--norm", one(["batch", "layer"])] }
      let words = "round \(round): \(arguments.joined(separator: " "))"
      try await inFolder { folder in
        let outcome = try await run(vizbpPath, arguments, in: folder.path)
        #expect(outcome.status == 0 || outcome.status == 1, "\(words): \(outcome.errors)")
        try await opens(
          "run", words, isCaptured: capture != "none", in: folder)
      }
    }
  }

  // MARK: Two at once

  @Test func aSecondTrainingIsTold() async throws {
    try await inFolder { folder in
      let command = "\"$vizbp\" \(Self.small.joined(separator: " ")) --out run"
      let outcome = try await shell(
        """
        \(command) --steps 1000000000 & child=$!
        while [ ! -s run/run.json ]; do sleep 0.02; done
        \(command) --steps 5 --resume; echo "resumed: $?"
        mv run/run.json kept.json
        \(command) --steps 5; echo "anew: $?"
        mv kept.json run/run.json
        kill -KILL $child
        wait $child
        \(command) --steps 5 --resume; echo "after: $?"
        """, in: folder)
      #expect(outcome.output == "resumed: 73\nanew: 73\nafter: 0\n")
      let words =
        "error: run: another training is writing this run\n"
        + "wait for its end, or take another folder\n"
      #expect(outcome.errors.replacing(words, with: "!").filter { $0 == "!" } == "!!")
      #expect(try RunDirectory(folder.file("run")).record()?.status == .finished)
    }
  }

  // MARK: A full disk

  /// The limit of a file's size stands for a disk that is full.
  @Test func aLostLogIsSaid() async throws {
    try await inFolder { folder in
      let outcome = try await shell(
        """
        ulimit -f 64
        "$vizbp" \(Self.small.joined(separator: " ")) --steps 2000 --out run
        """, in: folder)
      #expect(outcome.status == 74)
      let lines = outcome.errors.split(separator: "\\n")
      #expect(outcome.errors.contains("error: run/"), "\(outcome.errors)")
      #expect(outcome.errors.contains("not all of the run was written"), "\(lines)")
      let directory = RunDirectory(folder.file("run"))
      let record = try #require(try directory.record())
      #expect(record.status == .finished && record.lastStep == 2000)
      #expect(record.lost?.contains("file too large") == true, "\(record)")
      let loss = try #require(try directory.log().metric("loss"))
      #expect(loss.steps.count < 2000)
      #expect(try await vizbp("report", "run", "-q", "-o", "x.html", in: folder).status == 0)
      let page = try folder.text("x.html")
      #expect(page.contains("Not all of the run was written: "))
      #expect(!page.contains("It was killed"))
      for command in [
        "runs run", "plot run -o p.svg", "export run -o e.csv", "diagnose run --json",
      ] {
        let said = try await run(
          vizbpPath, command.split(separator: " ").map(String.init), in: folder.path)
        let words = command.hasSuffix("--json") ? said.output : said.errors
        #expect(words.contains("not all of the run was written (run/"), "\(command): \(words)")
      }
    }
  }

  /// A disk of one megabyte, where the tests may mount one.
  @Test(.enabled(if: geteuid() == 0 && FileManager.default.fileExists(atPath: "/usr/bin/unshare")))
  func aDiskThatFillsIsSaid() async throws {
    try await inFolder { folder in
      let outcome = try await shell(
        """
        mkdir disk
        exec unshare -m sh -c 'mount -t tmpfs -o size=400k none disk || exit 99
          "$0" \(Self.small.joined(separator: " ")) --steps 4000 --out disk/run; status=$?
          df -P disk >&2
          cp disk/run/run.json . ; exit $status' "$vizbp"
        """, in: folder)
      // Not every sandbox lets root mount.
      if outcome.status == 99 { return }
      #expect(outcome.status == 74, "\(outcome.errors)")
      let record = try folder.text("run.json")
      #expect(record.contains("\"finished\"") && record.contains("no space left on the device"))
    }
  }
}
