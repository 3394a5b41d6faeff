import Foundation
import Testing
import VizBP
import VizBase

/// A spiral, learnt quickly.
private let spiral = [
  "--dataset", "spiral", "--examples", "60", "--layers", "6", "--batch", "16", "--evaluate", "10",
  "--seed", "7",
]

private func train(_ arguments: [String], in folder: Folder) async throws -> Outcome {
  try await run(vizbpPath, ["train"] + arguments, in: folder.path)
}

@Suite struct TrainTests {
  @Test func trainsAndListsAndExports() async throws {
    try await inFolder { folder in
      let trained = try await train(spiral + ["--steps", "30", "--out", "runs/a b"], in: folder)
      #expect(trained.status == 0 && trained.errors == "")
      #expect(trained.output.hasPrefix("30 steps: held-out loss "))
      #expect(trained.output.hasSuffix("the run is in runs/a b\n"))
      let quiet = try await train(
        spiral + ["--steps", "20", "--out", "runs/c", "--quiet"], in: folder)
      #expect(quiet == Outcome(status: 0, bytes: [], errors: ""))

      let table = try await vizbp("runs", "runs", in: folder)
      let lines = table.output.split(separator: "\n")
      #expect(lines.count == 3)
      #expect(
        lines[0].split(separator: " ") == ["run", "state", "steps", "loss", "accuracy", "seconds"])
      #expect(lines[1].hasPrefix("runs/a b  finished") && lines[2].hasPrefix("runs/c  "))
      let list = try await vizbp("runs", "runs", "--json", in: folder)
      let runs = try list.output.split(separator: "\n").map {
        try JSONDecoder().decode([String: JSONValue].self, from: Data($0.utf8))
      }
      #expect(runs.map { $0["run"] } == [.string("runs/a b"), .string("runs/c")])
      #expect(runs.map { $0["steps"] } == [.number("30"), .number("20")])

      // What is exported is what the log has, digit for digit.
      let log = try RunLog(folder: folder.file("runs/a b"))
      for format in ["--csv", "--jsonl"] {
        let exported = try await vizbp("export", "runs/a b", format, in: folder)
        #expect(exported.status == 0 && exported.errors == "")
        let table = try MetricTable(data: exported.bytes)
        for metric in log.metrics {
          let series = try #require(table.series(metric.name, over: "step", run: ""))
          #expect(series.steps == metric.steps && series.values == metric.values)
        }
      }
      let written = try await vizbp("export", "runs/a b", "-o", "a.csv", in: folder)
      #expect(written == Outcome(status: 0, bytes: [], errors: ""))
      let printed = try await vizbp("export", "runs/a b", in: folder)
      #expect(try folder.bytes("a.csv") == printed.bytes)
    }
  }

  @Test func aRunIsDrawn() async throws {
    try await inFolder { folder in
      #expect(try await train(spiral + ["--steps", "30", "--out", "s"], in: folder).status == 0)
      let words = [
        "curves": "loss", "boundary": "s: decision boundary after 30 steps",
        "filmstrip": "decision boundary in training", "gradient-flow": "s: gradients at step 29",
        "updates": "s: updates beside the weights", "distribution": "s: values of dense1/W",
        "gradients": "s: gradients of dense1/W",
      ]
      // This run has no memory.
      #expect(
        Set(words.keys).union(["memory"]) == Set(RunFigures.Kind.allCases.map(\.rawValue)))
      for (figure, title) in words {
        let drawn = try await vizbp(
          "plot", "s", "--figure", figure, "-o", "\(figure).svg", in: folder)
        #expect(drawn == Outcome(status: 0, bytes: [], errors: ""))
        #expect(try folder.text("\(figure).svg").contains(title), "\(figure)")
      }
      let early = try await vizbp(
        "plot", "s", "--figure", "boundary", "--step", "9", "-o", "-", in: folder)
      #expect(early.output.contains("after 8 steps"))

      #expect(
        try await vizbp("render", "s", in: folder) == Outcome(status: 0, bytes: [], errors: ""))
      #expect(try folder.text("s.svg").contains("dense1"))
      // Of a step: with what the log has of it, also where batches differ in size.
      let log = try RunLog(folder: folder.file("s"))
      for step in [0, 2, 17, 29] {
        let graph = try #require(try RunDirectory(folder.file("s")).graph(at: step))
        let loss = try #require(log.metric("loss")?.values[step])
        #expect(graph.nodes.first { $0.id == "loss" }?.value?.summary.mean == loss)
        let records = try log.nodes(at: step)
        for record in records {
          let value = graph.nodes.first { $0.id == record.node }?.value
          #expect(value?.summary.mean == record.value?.mean)
          #expect(value?.summary.count == record.value?.count)
        }
        let drawn = try await vizbp("render", "s", "--step", "\(step)", "-o", "-", in: folder)
        #expect(drawn.status == 0 && drawn.errors == "")
        #expect(drawn.output.contains("s, step \(step)"))
      }
      // As a page: all steps to choose from, and the replay of one.
      for (options, replayed) in [([], 29), (["--step", "17"], 17)] {
        let page = try await run(
          vizbpPath, ["render", "s", "--format", "html", "-o", "-"] + options, in: folder.path)
        #expect(page.status == 0 && page.errors == "")
        let steps = (0..<30).map(String.init).joined(separator: " ")
        #expect(page.output.contains("data-steps=\"\(steps)\""))
        #expect(page.output.contains("Replay of step \(replayed)</span>"))
        #expect(page.output.contains("<h3>Update</h3>"))
      }
      try await expectRefusal(
        ["render", "s", "--step", "30", "-o", "s.html"], 65,
        "error: s: nothing was recorded at step 30\nthe nearest step is 29; there are 30",
        in: folder)
      try await expectRefusal(
        ["render", "s", "--step", "30"], 65,
        "error: s: nothing was recorded at step 30\nthe nearest step is 29; there are 30",
        in: folder)
      try await expectRefusal(
        ["plot", "s", "--figure", "gradients", "--node", "nope", "-o", "-"], 65,
        "error: s: the run has no node nope\nits nodes are: "
          + (try log.nodes(at: 0)).map(\.node).joined(separator: ", "), in: folder)
    }
  }

  @Test func settingsComeFromAFileAndOptionsOverrideThem() async throws {
    try await inFolder { folder in
      try folder.write(
        """
        dataset = "spiral"
        examples = 60
        layers = [6]
        batch = 16
        evaluate = 10
        seed = 7
        steps = 500
        lr = 0.5
        """, to: "train.toml")
      let given = spiral + ["--steps", "20", "--lr", "0.02"]
      #expect(try await train(given + ["--out", "a", "-q"], in: folder).status == 0)
      #expect(
        try await train(
          ["--config", "train.toml", "--steps", "20", "--lr", "0.02", "--out", "b", "-q"],
          in: folder
        ).status == 0)
      #expect(try folder.bytes("a/checkpoint.json") == folder.bytes("b/checkpoint.json"))
    }
  }

  @Test(arguments: [
    (
      "dataset = \"moons\"\nlyers = [3]",
      ":2:1: lyers: there is no such key\ndid you mean layers?\n"
    ),
    ("layers = \"wide\"", ":1:10: layers should be an array\n"),
    ("layers = [\"wide\"]", ":1:10: each of layers should be a whole number from -"),
    ("activation = \"tahn\"", ":1:14: activation: "), ("lr = ", ":1:6: a value should stand"),
    ("conv = [1,}", ":1:11: a value should"), ("conv = [}", ":1:9: a value should"),
    ("[}", ":1:1: settings have no tables"), ("[data]\nlr = 1", ":1:1: settings have no tables"),
    ("seed = -1", ":1:8: seed should be a whole number from 0 to 18446744073709551615\n"),
    ("# wide\nlayers = [9223372036854775807]", ":2:10: layers: 9223372036854775807 is out of"),
    ("layers = [-9223372036854775808]", ":1:10: layers: "), ("lr = inf", ":1:6: lr: "),
    ("layers = [9223372036854775808]", ":1:10: each of layers should be a whole number"),
    ("noise = nan", ":1:9: noise: "), ("steps = 1e300", ":1:9: steps should be a whole number"),
  ])
  func settingsThatAreNoneAreNamed(text: String, words: String) async throws {
    try await inFolder { folder in
      try folder.write(text, to: "train.toml")
      let outcome = try await train(["--config", "train.toml", "--out", "x"], in: folder)
      #expect(outcome.status == 65)
      #expect(outcome.errors.hasPrefix("error: train.toml" + words))
      #expect(outcome.errors.split(separator: "\n").count <= 2)
      #expect(try folder.names == ["train.toml"])
      // What an option says is the option's fault.
      if words.contains("lr: ") {
        let outcome = try await train(
          ["--config", "train.toml", "--lr=-1", "--out", "x"], in: folder)
        #expect(outcome.status == 64 && outcome.errors.hasPrefix("error: --lr: "))
      }
    }
  }

  @Test(arguments: [
    "--noise=inf", "--noise=nan", "--noise=-1", "--lr=nan", "--l2=inf", "--test=nan", "--seed=-1",
    "--layers=9223372036854775807", "--layers=-9223372036854775808", "--layers=65536,65536",
    "--examples=9223372036854775807", "--steps=9223372036854775808", "--checkpoint=nan",
    "--capture=nan%", "--capture=every 0", "--batch=-9223372036854775808", "--classes=-1",
  ])
  func extremeSettingsLeaveNothing(option: String) async throws {
    try await inFolder { folder in
      let outcome = try await train(["--dataset", "moons", option, "--out", "new/x"], in: folder)
      #expect([64, 65].contains(outcome.status), "\(outcome)")
      #expect(outcome.errors.hasPrefix("error: "))
      #expect(outcome.errors.split(separator: "\n").count <= 2)
      #expect(try folder.names == [], "\(option)")
    }
  }

  @Test func aFolderWithARunIsLeftAlone() async throws {
    try await inFolder { folder in
      let arguments = spiral + ["--steps", "5", "--out", "s"]
      #expect(try await train(arguments, in: folder).status == 0)
      let before = try folder.bytes("s/run.json")
      try await expectRefusal(
        ["train"] + arguments, 73,
        "error: s: there is a run already\nsay --resume to go on with it, or another folder with"
          + " --out", in: folder)
      #expect(try folder.bytes("s/run.json") == before)
      try await expectRefusal(
        ["train", "--resume", "--out", "t"], 66, "error: t: there is no run.json to go on from",
        in: folder)
    }
  }

  @Test(arguments: [
    ("checkpoint.json", "it is no checkpoint\nremove it to begin anew"),
    ("run.json", "it is no run record"),
  ])
  func damagedFilesAreSaidInALine(name: String, words: String) async throws {
    try await inFolder { folder in
      #expect(try await train(spiral + ["--steps", "5", "--out", "s"], in: folder).status == 0)
      try folder.write("{\"format\":", to: "s/\(name)")
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("s")).sorted()
      try await expectRefusal(
        ["train", "--resume", "--out", "s"], 65, "error: s/\(name): \(words)", in: folder)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.file("s")).sorted() == names)
      #expect(try folder.text("s/\(name)") == "{\"format\":")
    }
  }

  @Test func aBoundaryThatIsNoneIsSaidInALine() async throws {
    try await inFolder { folder in
      #expect(try await train(spiral + ["--steps", "5", "--out", "s"], in: folder).status == 0)
      try folder.write("no\nJSON\n", to: "s/boundary.jsonl")
      try await expectRefusal(
        ["plot", "s", "--figure", "filmstrip", "-o", "f.png"], 65,
        "error: s/boundary.jsonl: it has no decision boundary", in: folder)
      #expect(try folder.names == ["s"])
    }
  }

  @Test func aLossThatIsNotANumberEndsWithOne() async throws {
    try await inFolder { folder in
      let outcome = try await train(
        [
          "--dataset", "sine", "--activation", "relu", "--optimizer", "sgd", "--lr", "1e6",
          "--out", "s",
        ], in: folder)
      #expect(outcome.status == 1 && outcome.output == "")
      let record = try #require(try RunDirectory(folder.file("s")).record())
      #expect(record.status == .failed)
      #expect(outcome.errors == (record.message ?? "") + "\nthe run is in s\n")
      #expect(outcome.errors.hasPrefix("Step "))
    }
  }

  @Test func whatIsSeenOfARunMayChangeWhenItGoesOn() async throws {
    try await inFolder { folder in
      #expect(
        try await train(spiral + ["--steps", "20", "--out", "s", "-q"], in: folder).status == 0)
      let more = [
        "--resume", "--out", "s", "--steps", "30", "--evaluate", "5", "--capture", "every 5",
        "--checkpoint", "1", "-q",
      ]
      #expect(try await train(more, in: folder) == Outcome(status: 0, bytes: [], errors: ""))
      #expect(
        try await train(spiral + ["--steps", "30", "--out", "t", "-q"], in: folder).status == 0)
      let (ours, theirs) = (
        try RunLog(folder: folder.file("s")), try RunLog(folder: folder.file("t"))
      )
      #expect(
        ours.metric("loss") != nil && ours.metric("loss")?.values == theirs.metric("loss")?.values)
      #expect(ours.nodeSteps == Array(0...20) + [25])
      #expect(ours.metric("validation/loss")?.steps == [10, 20, 25, 30])
    }
  }

  @Test(arguments: [
    (["--lr", "0.5"], "--lr is 0.5, and the run began with 0.01"),
    (["--layers", "6,6"], "--layers is 6,6, and the run began with 6"),
    (["--dataset", "moons"], "--dataset is moons, and the run began with spiral"),
    (["--precision", "float64"], "--precision is float64, and the run began with float32"),
    (["--clip-norm", "1"], "--clip-norm is 1.0, and the run began with none"),
    (["--seed", "8", "--steps", "30"], "--seed is 8, and the run began with 7"),
  ])
  func whatWouldChangeTheModelIsRefused(options: [String], words: String) async throws {
    try await inFolder { folder in
      #expect(
        try await train(spiral + ["--steps", "5", "--out", "s", "-q"], in: folder).status == 0)
      let before = try folder.bytes("s/checkpoint.json")
      try await expectRefusal(
        ["train", "--resume", "--out", "s"] + options, 64,
        "error: s: \(words)\nwith --resume only --steps, --epochs, --evaluate, --capture, --instruments, --checkpoint"
          + " and --quiet may change; begin another run with another --out", in: folder)
      #expect(try folder.bytes("s/checkpoint.json") == before)
    }
  }

  @Test func aScheduleThatSpansTheStepsKeepsThem() async throws {
    try await inFolder { folder in
      let begun = spiral + ["--schedule", "cosine", "--steps", "5", "--out", "s", "-q"]
      #expect(try await train(begun, in: folder).status == 0)
      try await expectRefusal(
        ["train", "--resume", "--out", "s", "--steps", "9"], 64,
        "error: s: --steps would change --schedule cosine, which spans all steps\n"
          + "go on without it, or begin another run with another --out", in: folder)
    }
  }

  /// A run that is being written can be read at any moment.
  @Test func aRunCanBeReadWhileItIsWritten() async throws {
    try await inFolder { folder in
      let outcome = try await shell(
        """
        "$vizbp" train --dataset moons --examples 40 --layers 4 --steps 100000000 --out s -q \
          --capture 'every 100' --checkpoint 0.05 & child=$!
        while [ ! -e s/checkpoint.json ]; do sleep 0.02; done
        failed=0
        for turn in 1 2 3 4 5 6; do
          "$vizbp" runs s > runs.txt 2>> errors && grep -q running runs.txt || failed=1
          "$vizbp" plot s --figure curves -o curves.svg 2>> errors || failed=1
        done
        kill -INT $child
        wait $child || failed=1
        exit $failed
        """, in: folder)
      #expect(outcome == Outcome(status: 0, bytes: [], errors: ""))
      #expect(try folder.text("errors") == "")
    }
  }
}
