import Foundation
import Testing
import VizTestSupport
import VizTrace

@testable import VizEvents

/// Logs as people have them, of many writers.
@Suite struct MetricLogTests {
  private func logs(_ name: String) throws -> [MetricLog] {
    try MetricLog.all(at: fixtures.appending(path: "logs/\(name)").path)
  }

  private func log(_ name: String) throws -> MetricLog {
    let logs = try logs(name)
    #expect(logs.count == 1)
    return try #require(logs.first)
  }

  private func series(_ log: MetricLog, _ name: String) throws -> MetricSeries {
    try #require(log.series.first { $0.name == name }, "\(log.series.map(\.name))")
  }

  // MARK: - Nothing is lost

  @Test func valuesWithoutStepsAreAllThere() throws {
    let loss = try series(log("nostep"), "loss")
    #expect(loss.values.count == 200 && Set(loss.steps) == [0])
    #expect(!loss.advances && loss.advancing.steps == (0..<200).map(Double.init))
    #expect(loss.over(.wallTime)?.steps == loss.wallTimes)
    #expect(loss.over(.relative)?.steps.first == 0)
  }

  @Test func laterFilesAddToEarlierOnes() throws {
    let log = try log("refit")
    let loss = try series(log, "loss")
    #expect(loss.values.map { Float($0) } == [1, 0.5, 1 / 3, 0.25, 0.2])
    #expect(log.remarks.map(\.kind) == [.readAs])
  }

  @Test func damageIsSaidOnce() throws {
    let log = try log("dmg")
    #expect(try series(log, "loss").values.count == 16)
    #expect(log.remarks.count == 1 && log.remarks.first?.kind == .unreadable)
    #expect(log.remarks.first?.what == "damaged at byte 910, 456 bytes are left out")
  }

  @Test(arguments: [
    ("lfs", "it is a Git LFS pointer, not the log itself; 'git lfs pull' fetches that"),
    ("zero", "the file is empty"),
  ])
  func whatIsNoLogIsSaid(name: String, what: String) throws {
    let log = try log(name)
    #expect(log.series.isEmpty)
    #expect(log.remarks.map(\.what) == [what] && log.remarks.first?.kind == .unreadable)
  }

  @Test func whatIsNotShownIsCounted() throws {
    let remarks = try log("media").remarks
    #expect(
      remarks.map(\.what) == [
        "5 values of audio are there, and not shown",
        "1 value of custom_scalars is there, and not shown",
        "5 values of pr_curves are there, and not shown",
      ])
  }

  // MARK: - Folders

  @Test func trainingAndValidationAreOneRun() throws {
    let log = try log("keras")
    #expect(
      log.series.map(\.name) == [
        "train/epoch_loss", "validation/epoch_loss", "validation/evaluation_loss_vs_iterations",
      ])
    #expect(log.name == "keras")
    let roles = MetricRoles(log.series)
    #expect(roles.loss?.name == "train/epoch_loss")
    #expect(roles.validationLoss?.name == "validation/epoch_loss")
  }

  /// An Estimator evaluates several data sets, each into a folder of its own.
  @Test func namedEvaluationsAreSplits() throws {
    let folder = try TemporaryFolder()
    for (name, value) in [(".", 3.0), ("eval", 2), ("eval_holdout", 1), ("eval_train", 4)] {
      try FileManager.default.createDirectory(
        atPath: folder.file("m/\(name)"), withIntermediateDirectories: true)
      try folder.write(
        records((0..<3).map { simple("loss", Float(value), step: $0, at: 1).bytes }),
        to: "m/\(name)/events.out.tfevents.1.a")
    }
    let logs = try MetricLog.all(at: folder.file("m"))
    let log = try #require(logs.first)
    #expect(logs.count == 1)
    #expect(
      log.series.map(\.name) == ["eval/loss", "eval_holdout/loss", "eval_train/loss", "loss"])
    let roles = MetricRoles(log.series)
    #expect(["eval/loss", "eval_holdout/loss"].contains(roles.validationLoss?.name))
    // Two runs that are called so are runs.
    for name in ["eval_1", "eval_2"] {
      try FileManager.default.createDirectory(
        atPath: folder.file("n/\(name)"), withIntermediateDirectories: true)
      try folder.write(
        records([simple("loss", 1, step: 0, at: 1).bytes]),
        to: "n/\(name)/events.out.tfevents.1.a")
    }
    #expect(try MetricLog.all(at: folder.file("n")).map(\.name) == ["eval_1", "eval_2"])
  }

  /// What TensorFlow's files have beside summaries.
  @Test func otherEventsAreCounted() throws {
    let folder = try TemporaryFolder()
    // Fields 6, 7, 8 and 9 of an event; a session that starts is no remark.
    let others: [[UInt8]] = [
      [0x32, 2, 0x12, 0], [0x3a, 2, 8, 1], [0x3a, 2, 8, 3], [0x42, 0], [0x42, 0], [0x4a, 0],
    ]
    try folder.write(
      records([simple("loss", 1, step: 0, at: 1).bytes] + others),
      to: "events.out.tfevents.1.a")
    let log = try #require(try MetricLog.all(at: folder.path).first)
    #expect(
      log.remarks.map(\.what) == [
        "1 log message is there, and not shown", "1 meta graph is there, and not shown",
        "2 run metadata records are there, and not shown",
        "1 session log is there, and not shown",
      ])
    #expect(log.remarks.allSatisfy { $0.kind == .notShown && $0.file.hasSuffix(".a") })
  }

  @Test func scalarsOfOnePanelAreOneRun() throws {
    let log = try log("addscalars")
    #expect(log.series.map(\.name) == ["loss/train", "loss/val", "lr"])
    #expect(log.series.map(\.values.count) == [50, 50, 50])
  }

  @Test func anotherProgramsRecordStopsNothing() throws {
    let log = try log("foreign")
    #expect(log.path.hasSuffix("foreign/tb") && log.series.count == 3)
    #expect(
      log.remarks.map(\.what) == ["it is another program's, and no run record of vizbp"])
  }

  @Test func namesTellRunsApart() throws {
    let folder = try TemporaryFolder()
    for run in ["dqn/CartPole/DQN_1", "dqn/Acrobot/DQN_1", "ppo/CartPole/DQN_1"] {
      try FileManager.default.createDirectory(
        atPath: folder.file("rl/\(run)"), withIntermediateDirectories: true)
      try folder.write(
        records([simple("loss", 1, step: 0, at: 1).bytes]), to: "rl/\(run)/events.out.tfevents.1.a")
    }
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("rl/latest"), withDestinationPath: folder.file("rl/dqn/CartPole"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("rl/up"), withDestinationPath: folder.path)
    #expect(
      try MetricLog.all(at: folder.file("rl")).map(\.name) == [
        "dqn/Acrobot", "dqn/CartPole", "ppo/CartPole",
      ])
    // What only a link leads to is found by it.
    try FileManager.default.createDirectory(
      atPath: folder.file("links"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("links/one"), withDestinationPath: folder.file("rl/ppo"))
    #expect(try MetricLog.all(at: folder.file("links")).count == 1)
  }

  @Test func eventFilesAreKnownByTheirFirstBytes() throws {
    let folder = try TemporaryFolder()
    let bytes = records([simple("loss", 0.5, step: 3, at: 1).bytes])
    try folder.write(bytes, to: "run-2024")
    #expect(try MetricLog.all(at: folder.file("run-2024")).first?.series.first?.values == [0.5])
    #expect(try MetricLog.all(at: folder.path).first?.series.first?.steps == [3])
  }

  @Test func aFileThatCannotBeReadIsMissedByName() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      records([simple("loss", 1, step: 0, at: 1).bytes]), to: "events.out.tfevents.1.a")
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("events.out.tfevents.2.b"), withDestinationPath: folder.file("nowhere"))
    let log = try RunLog(folder: folder.path)
    #expect(log.metric("loss")?.values == [1])
    #expect(log.remarks.map(\.file) == [folder.file("events.out.tfevents.2.b")])
  }

  // MARK: - Formats

  @Test(
    arguments: [
      ("comment.csv", "loss", [0, 1], [1, 0.5]), ("array.json", "loss", [0, 1], [1, 0.5]),
      ("dash.csv", "f1", [1, 2], [0.7, 0.8]), ("fairseq.json", "loss", [1, 2], [9.1, 7.4]),
      ("history.json", "val_loss", [0, 1, 2], [1.1, 0.7, 0.6]),
      ("trainer_state.json", "eval_loss", [10, 20], [2.2, 1.8]),
      ("monitor.csv", "r", [1, 2, 3], [10, 12, 30]),
      ("hash-header.csv", "loss", [0, 1], [1, 0.5]),
      ("percent.csv", "val_accuracy", [0, 1], [40, 71]),
      ("tensorboard.json", "value", [0, 10], [1, 0.5]),
      ("xgboost.json", "eval/logloss", [0, 1], [0.65, 0.5]),
      ("catboost_training.json", "test/AUC", [0, 1], [0.5, 0.7]),
      ("catboost_training.json", "learn/Logloss", [0, 1], [0.69, 0.6]),
      ("arrays.jsonl", "lr/1", [0, 1], [0.01, 0.02]),
      ("sacred", "training.loss", [0, 10, 20], [1, 0.5, 0.25]),
      ("mlruns", "val/acc", [0, 2], [0.5, 0.75]), ("hf", "loss", [10, 20], [2.5, 1.5]),
    ] as [(String, String, [Double], [Double])])
  func everyFormatIsRead(
    file: String, metric: String, steps: [Double], values: [Double]
  ) throws {
    let found = try series(log(file), metric)
    #expect(found.steps == steps && found.values == values)
  }

  @Test func countsThatStartAnewGoOn() throws {
    let log = try log("mm.log.json")
    let loss = try series(log, "loss")
    #expect(loss.values.count == 50 && loss.stepName == "iter")
    #expect(loss.steps == (1...50).map { Double($0) * 50 })
    // What is evaluated after an epoch stands where the training is then.
    #expect(try series(log, "bbox_mAP").steps == (1...5).map { Double($0) * 500 })
  }

  @Test func aSecondRunInTheSameFileIsARun() throws {
    let logs = try logs("appended.csv")
    #expect(logs.map(\.name) == ["appended (1)", "appended (2)"])
    #expect(logs.map { $0.series.first?.values } == [[1, 0.5, 0.25], [2, 1]])
    #expect(logs[0].remarks.map(\.kind) == [.readAs])
  }

  @Test func arraysAreNotDroppedSilently() throws {
    #expect(
      try log("arrays.jsonl").remarks.map(\.what) == [
        "the arrays \"hist\" are not drawn (2 of them, the first of 30 elements)"
      ])
  }

  /// As fairseq and Hydra write them, with what else a log has between.
  @Test(arguments: [("", " | INFO | "), ("[", ",123][fairseq.trainer][INFO] - ")])
  func linesOfALogThatEndWithAnObject(_ opening: String, _ level: String) throws {
    let folder = try TemporaryFolder()
    func line(_ text: String) -> String { "\(opening)2024-01-01 12:00:00\(level)\(text)\n" }
    let text =
      line("{'task': 'translation', 'lr': [0.1]}") + line("training on 2 devices {and more}")
      + line(#"{"epoch": 1, "train_loss": "9.1", "train_num_updates": "100"}"#)
      + line(#"{"epoch": 1, "valid_loss": "8.5", "valid_num_updates": "100"}"#) + "\n"
      + line(#"{"epoch": 2, "train_loss": "7.4", "train_num_updates": "200"}"#)
      + line(#"{"epoch": 2, "valid_loss": "7.5", "valid_num_updates": "200"}"#)
      + line(#"{"epoch": 3, "train_lo"#)
    try folder.write(Array(text.utf8), to: "train.log")
    let log = try #require(try MetricLog.all(at: folder.file("train.log")).first)
    #expect(log.series.map(\.name) == ["train_loss", "valid_loss"])
    #expect(log.series.map(\.values) == [[9.1, 7.4], [8.5, 7.5]])
    #expect(log.series.map(\.steps) == [[100, 200], [100, 200]])
    #expect(log.remarks.map(\.what) == ["3 lines beside the metrics have none"])
  }

  @Test func whatEndsWithABraceIsNoLog() throws {
    let folder = try TemporaryFolder()
    try folder.write(Array("step,loss,what\n0,1, {\"a\": 1}\n1,0.5, {}\n".utf8), to: "cells.csv")
    let cells = try MetricLog.all(at: folder.file("cells.csv"))
    #expect(cells.first?.series.first?.values == [1, 0.5])
    try folder.write(Array("[0.1,-2]".utf8), to: "numbers.json")
    let numbers = try MetricLog.all(at: folder.file("numbers.json"))
    #expect(numbers.first?.series.first?.values == [0.1, -2])
  }

  /// CatBoost's tables alone, and beside its JSON file, which has the same.
  @Test func tablesOfCatBoostAreOneRun() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.file("info"), withIntermediateDirectories: true)
    let tables = [
      "learn_error": "iter\tLogloss\n0\t0.69\n1\t0.6\n2\t0.5\n",
      "test_error": "iter\tLogloss\tAUC\n0\t0.7\t0.5\n1\t0.65\t0.6\n2\t0.6\t0.7\n",
      "time_left": "iter\tPassed\tRemaining\n0\t1\t2\n1\t2\t1\n",
    ]
    for (name, text) in tables { try folder.write(Array(text.utf8), to: "info/\(name).tsv") }
    let log = try #require(try MetricLog.all(at: folder.path).first)
    #expect(log.name == "info" && log.remarks.isEmpty)
    #expect(log.series.map(\.name) == ["learn/Logloss", "test/Logloss", "test/AUC"])
    #expect(log.series.map(\.values) == [[0.69, 0.6, 0.5], [0.7, 0.65, 0.6], [0.5, 0.6, 0.7]])
    #expect(log.series.allSatisfy { $0.steps == [0, 1, 2] })
    let json = try Data(contentsOf: fixtures.appending(path: "logs/catboost_training.json"))
    try folder.write([UInt8](json), to: "info/catboost_training.json")
    #expect(try MetricLog.all(at: folder.path).map(\.series.count) == [3])
  }

  @Test func monitorsHaveTimes() throws {
    let rewards = try series(log("monitor.csv"), "r")
    #expect(rewards.wallTimes == [0.5, 1.1, 2.0].map { 1_700_000_000.1 + $0 })
    #expect(rewards.stepName == "episode")
  }

  @Test func aHeaderAloneIsNamed() throws {
    #expect {
      try log("header-only.csv")
    } throws: { error in
      let error = error as? MetricError
      return error?.message == "the file has a header, and no row below it"
        && error?.hint == "its columns are: epoch, loss, acc"
    }
  }

  @Test func percentAreDecidedByAllOfARun() throws {
    let roles = try MetricRoles(log("percent").series)
    #expect(roles.accuracyScale == .percent && roles.finalAccuracy == 0.83)
    for name in ["acc1", "val/acc@1", "test_top1"] {
      let roles = MetricRoles([MetricSeries(name: name, values: [10, 90])])
      #expect(roles.finalAccuracy == 0.9, "\(name)")
    }
    let shares = MetricRoles([MetricSeries(name: "acc", values: [0.1, 0.9])])
    #expect(shares.accuracyScale == .share && shares.finalAccuracy == 0.9)
    let neither = MetricRoles([MetricSeries(name: "acc", values: [1, 250])])
    #expect(neither.accuracyScale == nil && neither.finalAccuracy == nil)
  }
}
