import Foundation
import Synchronization
import Testing
import VizBase
import VizCapture
import VizEvents
import VizNeural
import VizTrace
import VizTraining

private typealias Options = TrainingRun<Float>.Options

/// A folder that goes away.
private func inFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "run-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}

/// A small classifier of a spiral.
private func configuration(
  _ change: (inout TrainingConfiguration) -> Void = { _ in }
) -> TrainingConfiguration {
  var configuration = TrainingConfiguration()
  configuration.examples = 60
  configuration.layers = [5, 4]
  configuration.steps = 40
  configuration.batch = 16
  configuration.evaluate = 10
  configuration.dropout = 0.1
  configuration.seed = 5
  change(&configuration)
  return configuration
}

private func training(
  _ configuration: TrainingConfiguration, in folder: String, _ options: Options = Options()
) throws -> TrainingRun<Float> {
  try TrainingRun(TrainingPlan(configuration), folder: folder, options: options) { _ in [] }
}

/// Trains to the end, or up to a step.
@discardableResult
private func train(
  _ configuration: TrainingConfiguration, in folder: String, _ options: Options = Options(),
  until last: Int? = nil
) throws -> TrainingRun<Float> {
  let run = try training(configuration, in: folder, options)
  let stop = StopFlag()
  let result = try run.train(stop: stop) { steps, _ in if steps == last { stop.raise() } }
  #expect(result.end == (last == nil ? .allSteps : .stopped))
  return run
}

private func bytes(_ name: String, in folder: String) throws -> [UInt8] {
  [UInt8](try Data(contentsOf: URL(filePath: folder + "/" + name)))
}

/// The scalars that do not tell of time.
private func scalars(_ folder: String) throws -> [String: [[Double]]] {
  let log = try RunLog(folder: folder)
  #expect(log.faultCount == 0)
  let timed: Set = ["step_time", "capture/overhead"]
  return Dictionary(
    uniqueKeysWithValues: log.metrics.filter { !timed.contains($0.name) }.map {
      ($0.name, [$0.steps, $0.values])
    })
}

@Suite struct TrainingRunTests {
  @Test func aRunLeavesWhatIsToBeKnownOfIt() throws {
    try inFolder { folder in
      let drawn = Mutex<[Int]>([])
      var options = Options(versions: ["vizbp": "1.2.3"], command: "train")
      options.boundaryImage = { field, examples in
        drawn.withLock { $0.append(field.step) }
        #expect(examples?.classes.count == 48)
        return BoundaryImage(png: [1, 2, 3], width: 7, height: 8)
      }
      let run = try train(configuration(), in: folder, options)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      #expect(
        names.filter { !$0.hasPrefix("events.out.tfevents.") }
          == ["boundary.jsonl", "checkpoint.json", "graph.json", "run.json"])
      #expect(names.count == 5)

      let directory = RunDirectory(folder)
      let record = try #require(try directory.record())
      #expect(record.status == .finished && record.lastStep == 40 && record.seed == 5)
      #expect(record.versions == ["vizbp": "1.2.3"])
      #expect(record.configuration["layers"] == .array([.number("5"), .number("4")]))
      #expect(record.configuration["command"] == .string("train"))
      #expect(try #require(record.end) >= record.start)

      let graph = try #require(try directory.graph())
      #expect(graph.nodes.first { $0.id == "dense1/W" }?.value?.shape == [2, 5])

      let boundary = try directory.boundary()
      #expect(boundary.fields.map(\.step) == [0, 1, 2, 3, 4, 5, 6, 8, 10, 14, 18, 24, 32, 40])
      #expect(boundary.fields.allSatisfy { $0.classes == 3 && $0.columns == 64 })
      #expect(boundary.examples?.x.count == 48)
      // The network that stands there is the last one.
      let last = try #require(boundary.fields.last)
      #expect(
        try DecisionField(
          of: run.trainer.network, step: 40, xRange: last.xRange, yRange: last.yRange) == last)

      let log = try RunLog(folder: folder)
      #expect(log.metric("loss")?.steps == (0..<40).map(Double.init))
      #expect(log.metric("validation/accuracy")?.steps == [10, 20, 30, 40])
      #expect(log.imageTags == ["boundary"])
      let images = try log.images("boundary")
      #expect(images.map(\.step) == [0, 1, 4, 10, 32, 40])
      #expect(images.map(\.step) == drawn.withLock { $0 })
      #expect(images.allSatisfy { $0.value == LoggedImage(width: 7, height: 8, data: [1, 2, 3]) })
      let hyperparameters = try log.hyperparameters()
      #expect(hyperparameters["lr"] == .number(0.01) && hyperparameters["layers"] == .text("5,4"))
      #expect(hyperparameters["optimizer"] == .text("adam"))
      #expect(hyperparameters["patience"] == nil)
    }
  }

  @Test func parametersHaveHistogramsAtStepsThatThinOut() throws {
    try inFolder { folder in
      try train(configuration(), in: folder)
      let log = try RunLog(folder: folder)
      let parameters = (1...3).flatMap { ["dense\($0)/W", "dense\($0)/b"] }
      #expect(log.histogramTags == parameters.flatMap { [$0, $0 + "/gradient"] }.sorted())
      for tag in log.histogramTags {
        let histograms = try log.histograms(tag)
        #expect(histograms.map(\.step) == [0, 1, 2, 3, 4, 5, 6, 8, 10, 14, 18, 24, 32])
        // The same counts as the node's record has.
        let last = try #require(histograms.last)
        let name = tag.hasSuffix("/gradient") ? String(tag.dropLast(9)) : tag
        let record = try #require(try log.nodes(at: last.step).first { $0.node == name })
        let summary = try #require(tag == name ? record.value : record.gradient)
        #expect(last.value.counts == summary.histogram?.counts)
        #expect(last.value.edges == summary.histogram?.edges)
      }
    }
  }

  @Test func oneSeedGivesTheSameBitsHoweverMuchIsCaptured() throws {
    let policies = [
      CapturePolicy(), CapturePolicy(), CapturePolicy(steps: .none), CapturePolicy(budget: 0),
      CapturePolicy(steps: .every(7), nodes: .parameters),
    ]
    let checkpoints = try policies.map { policy in
      try inFolder { folder in
        try train(configuration(), in: folder, Options(policy: policy))
        return try bytes("checkpoint.json", in: folder)
      }
    }
    #expect(Set(checkpoints).count == 1)
    let other = try inFolder { folder in
      try train(configuration { $0.seed = 6 }, in: folder)
      return try bytes("checkpoint.json", in: folder)
    }
    #expect(other != checkpoints.first)
  }

  /// Broken off between evaluations, at one, and more than once.
  @Test(arguments: [[23], [20], [7, 30, 31], [40]])
  func aRunThatGoesOnIsTheOneThatNeverStopped(_ stops: [Int]) throws {
    let configuration = configuration { $0.patience = 9 }
    let (state, log, boundary) = try inFolder { folder in
      try train(configuration, in: folder)
      return (
        try bytes("checkpoint.json", in: folder), try scalars(folder),
        try bytes("boundary.jsonl", in: folder)
      )
    }
    try inFolder { folder in
      for (turn, stop) in stops.enumerated() {
        let run = try training(configuration, in: folder, Options(resumes: turn > 0))
        let flag = StopFlag()
        _ = try run.train(stop: flag) { steps, _ in if steps == stop { flag.raise() } }
      }
      let run = try train(configuration, in: folder, Options(resumes: true))
      #expect(run.firstStep == stops.last)
      #expect(try bytes("checkpoint.json", in: folder) == state)
      #expect(try scalars(folder) == log)
      #expect(try bytes("boundary.jsonl", in: folder) == boundary)
      #expect(try RunLog(folder: folder).nodeSteps == Array(0..<40))
      #expect(try RunDirectory(folder).record()?.status == .finished)
    }
  }

  @Test func aRunThatIsStoppedSaysSo() throws {
    try inFolder { folder in
      try train(configuration(), in: folder, until: 12)
      let record = try #require(try RunDirectory(folder).record())
      #expect(record.status == .stopped && record.lastStep == 12 && record.end != nil)
      #expect(try RunDirectory(folder).state() == .stopped)
      #expect(try RunDirectory(folder).checkpoint()?.steps == 12)
      #expect(try RunDirectory(folder).graph() != nil)
    }
  }

  /// A checkpoint is written after it, and a run that goes on from there need not record a step.
  @Test func whatAStepCostsOutlivesAKill() throws {
    try inFolder { folder in
      let run = try training(configuration(), in: folder, Options(checkpointInterval: 0))
      var costs: [RunRecord.StepCost?] = []
      let stop = StopFlag()
      _ = try run.train(stop: stop) { steps, _ in
        costs.append((try? RunDirectory(folder).record())?.cost)
        if steps == 12 { stop.raise() }
      }
      let cost = try #require(costs[0])
      #expect(costs.allSatisfy { $0 == cost })
      try train(
        configuration(), in: folder, Options(policy: CapturePolicy(steps: .none), resumes: true))
      #expect(try RunDirectory(folder).record()?.cost == cost)
    }
  }

  @Test func aLossThatIsNotANumberIsExplained() throws {
    try inFolder { folder in
      let configuration = configuration {
        $0.dataset = "sine"
        $0.activation = "relu"
        $0.optimizer = "sgd"
        $0.lr = 1e6
        $0.dropout = 0
      }
      let run = try training(configuration, in: folder)
      let result = try run.train()
      #expect(result.end == .diverged)
      let record = try #require(try RunDirectory(folder).record())
      let text = try #require(run.recorder.autopsy?.text)
      #expect(record.status == .failed && record.message == text)
      #expect(try RunLog(folder: folder).texts("autopsy").map(\.value) == [text])
      // The loss itself is in the log as what it was.
      #expect(try RunLog(folder: folder).metric("loss")?.values.last?.isFinite == false)
    }
  }

  @Test func damagedFilesAreNamed() throws {
    try inFolder { folder in
      let configuration = configuration()
      try train(configuration, in: folder, until: 5)
      let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      func refused(_ name: String, _ text: String, _ body: () throws -> Void) throws {
        let whole = try bytes(name, in: folder)
        try Data(text.utf8).write(to: URL(filePath: folder + "/" + name))
        let error = #expect(throws: EventError.self, performing: body)
        #expect(error?.kind == .badData && error?.path == folder + "/" + name)
        #expect(error?.message.contains("\n") == false)
        try Data(whole).write(to: URL(filePath: folder + "/" + name))
      }
      func resume() throws { _ = try training(configuration, in: folder, Options(resumes: true)) }
      for text in ["", "{", "[1, 2]", #"{"steps": 3}"#] {
        try refused("checkpoint.json", text, resume)
        try refused("run.json", text) { _ = try RunDirectory(folder).record() }
      }
      try refused("boundary.jsonl", "\n1\n{}\nx\n") { _ = try RunDirectory(folder).boundary() }
      // Of another network: as damaged as any.
      let own = String(decoding: try bytes("checkpoint.json", in: folder), as: UTF8.self)
      try refused("checkpoint.json", own.replacing("dense2", with: "dense7"), resume)
      // Counts that no training of so many steps has; the next one would be too great.
      for (name, count) in [("optimizerSteps", 5), ("evaluationsSince", 0), ("bestStep", 0)] {
        let changed = own.replacing("\"\(name)\":\(count)", with: "\"\(name)\":\(Int.max)")
        #expect(changed != own)
        try refused("checkpoint.json", changed, resume)
      }
      // Nothing was begun meanwhile.
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == files)
      #expect(try RunDirectory(folder).record()?.status == .stopped)
    }
  }

  /// A folder in the place of each file is as good as no permission to write it.
  @Test func whatCannotBeWrittenIsToldOnceAndEndsNothing() throws {
    try inFolder { folder in
      for name in ["checkpoint.json", "boundary.jsonl", "graph.json"] {
        try FileManager.default.createDirectory(
          atPath: folder + "/" + name + "/inside", withIntermediateDirectories: true)
      }
      let failures = Mutex<[EventError]>([])
      let options = Options(checkpointInterval: 0) { error in
        failures.withLock { $0.append(error) }
      }
      try train(configuration(), in: folder, options)
      #expect(
        failures.withLock { $0.map(\.description) }
          == ["\(folder)/boundary.jsonl: it is a directory"])
      #expect(try RunDirectory(folder).record()?.status == .finished)
      #expect(try scalars(folder)["loss"]?.first?.count == 40)
    }
  }

  @Test func aTextLeavesWhatWasToldOfItsHeldOutPart() throws {
    try inFolder { folder in
      let text = Array(String(repeating: "so it goes. ", count: 60).utf8)
      let configuration = configuration {
        ($0.examples, $0.dropout) = (nil, 0)
        ($0.task, $0.text, $0.model, $0.length) = ("next-character", "goes.txt", "gru", 12)
      }
      let run = try TrainingRun<Float>(TrainingPlan(configuration), folder: folder) { _ in text }
      _ = try run.train()
      let answers = try #require(try RunDirectory(folder).answers())
      #expect(answers.step == 40 && answers.isText && answers.isHeldOut)
      #expect(answers.classes == [" ", ".", "e", "g", "i", "o", "s", "t"])
      #expect(answers.sequences.map(\.targets.count) == Array(repeating: 12, count: 8))
      // The network that stands there is the one that answers.
      let held = try #require(run.trainer.testing).subset(0..<8)
      let hits = answers.sequences.reduce(0) { $0 + zip($1.targets, $1.answers).count { $0 == $1 } }
      let accuracy = try #require(try run.trainer.network.evaluate(held, .crossEntropy).accuracy)
      #expect(abs(Double(hits) / 96 - accuracy) < 1e-9)
    }
  }
}
