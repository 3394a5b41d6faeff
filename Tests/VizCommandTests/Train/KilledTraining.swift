import Foundation
import Testing
import VizBP

/// A training that is killed, goes on, and has to end like one that was never interrupted.
struct KilledTraining: CustomTestStringConvertible, Sendable {
  /// What is trained.
  let options: String
  /// After how many steps the held-out data are looked at.
  let evaluate: Int
  /// The files that it takes, by name.
  var files: [String: String] = [:]

  init(_ options: String, evaluate: Int = 5, files: [String: String] = [:]) {
    self.options = options
    self.evaluate = evaluate
    self.files = files
  }

  var testDescription: String { options }

  private var command: String {
    """
    "$vizbp" train \(options) --evaluate \(evaluate) --patience 100000 --capture 'every 5' \
      --checkpoint 0.05 --seed 3 --quiet
    """
  }

  /// Kills it so often, each time after some seconds, and compares its end.
  func test(
    afterKilling kills: Int, in folder: Folder, waiting seconds: () -> Double
  ) async throws {
    var losses: [[Double]] = []
    for _ in 0..<kills {
      let isBegun = FileManager.default.fileExists(atPath: folder.file("s/run.json"))
      let outcome = try await shell(
        """
        \(command) --steps 100000 --out s \(isBegun ? "--resume" : "") & child=$!
        sleep \(seconds())
        kill -KILL $child
        wait $child
        """, in: folder)
      #expect(outcome.status == 128 + SIGKILL, "\(outcome.errors)")
      try losses.append(check(folder))
    }
    try await compare(folder, losses)
  }

  /// What a kill leaves; answers the losses.
  private func check(_ folder: Folder) throws -> [Double] {
    let directory = RunDirectory(folder.file("s"))
    guard FileManager.default.fileExists(atPath: directory.path) else { return [] }
    let log = try directory.log()
    // At most the end of the newest file is torn.
    #expect(log.faults.allSatisfy { $0.kind == .tornTail && $0.file == log.files.last?.path })
    #expect(log.faultCount <= 1)
    let loss = log.metric("loss") ?? MetricSeries(name: "loss", steps: [], values: [])
    #expect(loss.steps == loss.steps.indices.map(Double.init))
    let saved = try directory.checkpoint()?.steps ?? 0
    #expect(loss.steps.count >= saved)
    let evaluations = (log.metric("validation/loss")?.steps ?? []).map { Int($0) }
    #expect(evaluations == evaluations.indices.map { ($0 + 1) * evaluate })
    // A run that goes on has begun with the checkpoint's own evaluation, and perhaps no more.
    #expect(evaluations.count >= max(saved - 1, 0) / evaluate)
    let captured = log.nodeSteps
    #expect(captured == captured.indices.map { $0 * 5 })
    #expect(captured.count >= (saved + 4) / 5)
    if let record = try directory.record() {
      #expect(record.status == .running)
      #expect(try directory.state() == .killed)
    }
    _ = try directory.graph()
    _ = try directory.boundary()
    return loss.values
  }

  /// The end of the run beside that of one that was never interrupted.
  private func compare(_ folder: Folder, _ losses: [[Double]]) async throws {
    let steps = (try RunDirectory(folder.file("s")).checkpoint()?.steps ?? 0) + 25
    let isBegun = FileManager.default.fileExists(atPath: folder.file("s/run.json"))
    for (name, option) in [("s", isBegun ? "--resume" : ""), ("whole", "")] {
      #expect(
        try await shell("\(command) --steps \(steps) --out \(name) \(option)", in: folder)
          == Outcome(status: 0, bytes: [], errors: ""))
    }
    let (log, whole) = (
      try RunLog(folder: folder.file("s")), try RunLog(folder: folder.file("whole"))
    )
    #expect(log.faultCount == 0)
    let files = try names(in: folder.file("whole"))
    // Nothing is left of what was being written at a kill.
    #expect(try names(in: folder.file("s")) == files)
    for name in files where name != "run.json" {
      #expect(try folder.bytes("s/" + name) == folder.bytes("whole/" + name), "\(name)")
    }
    let timed: Set = ["step_time", "capture/overhead"]
    let metrics = whole.metrics.map(\.name).filter { !timed.contains($0) }
    #expect(metrics.contains("loss") && metrics.contains("learning_rate"))
    #expect(log.metrics.map(\.name).filter { !timed.contains($0) } == metrics)
    for name in metrics {
      let (ours, theirs) = (log.metric(name), whole.metric(name))
      #expect(ours?.steps == theirs?.steps && ours?.values == theirs?.values, "\(name)")
    }
    let values = whole.metric("loss")?.values ?? []
    for earlier in losses {
      #expect(zip(earlier, values).allSatisfy { $0 == $1 })
    }
    #expect(log.nodeSteps == whole.nodeSteps)
    let last = try #require(whole.nodeSteps.last)
    #expect(try log.nodes(at: last) == whole.nodes(at: last))
  }

  /// The files of a run but for the log's.
  private func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { !$0.hasPrefix("events.out.tfevents.") }.sorted()
  }
}

extension KilledTraining {
  /// Networks that a file of settings composes, the models that options name, and their tasks.
  static let networks = [
    KilledTraining(
      "--config net.toml",
      files: [
        "net.toml": """
        task = "parity"
        examples = 60
        length = 5
        batch = 16
        network = ["dense 8", "layer-norm", ["residual", "dense 8 tanh", "dropout 0.2"],
          "attention heads=2 causal", "gru 6", "lstm 5 last"]
        """
      ]),
    KilledTraining(
      "--config images.toml",
      files: [
        "images.toml": """
        dataset = "digits"
        examples = 80
        batch = 24
        optimizer = "momentum"
        schedule = "inverse-time"
        network = ["conv 4 relu", "batch-norm", "residual-block 6 stride=2", "max-pool",
          "flatten", "maxout 8 pieces=2", "dropout 0.3"]
        """
      ]),
    KilledTraining(
      "--model transformer --task sorting --examples 60 --length 5 --batch 16 --layers 8 "
        + "--heads 2 --dropout 0.1 --warmup 20 --optimizer adamw --l2 0.01"),
    KilledTraining(
      "--model ntm --task copy --examples 40 --length 4 --width 3 --batch 8 "
        + "--memory 8,6 --layers 10 --controller lstm --clip-norm 5 --schedule constant"),
    KilledTraining(
      "--model lstm --task next-character --text goes.txt --length 10 --batch 8 --layers 8 "
        + "--truncation 4 --optimizer nesterov --lr 0.05",
      files: ["goes.txt": String(repeating: "so it goes, and on. ", count: 40)]),
    KilledTraining(
      "--model mlp --dataset spiral --examples 60 --layers 8,8 --activation maxout --norm batch "
        + "--batch 16 --precision float64"),
  ]
}
