import Foundation
import Testing
import VizAutodiff
import VizBase
import VizCapture
import VizEvents
import VizNeural
import VizStatistics
import VizTensor
import VizTrace
import VizTraining

/// A small training on moons.
private func trainer<Scalar: TensorScalar>(
  _: Scalar.Type, steps: Int, batch: Int = 16,
  _ change: (inout TrainingConfiguration) -> Void = { _ in }
) throws -> Trainer<Scalar> {
  var configuration = TrainingConfiguration()
  configuration.dataset = "moons"
  configuration.examples = 60
  configuration.layers = [6, 4]
  configuration.activation = "relu"
  configuration.steps = steps
  configuration.batch = batch
  configuration.evaluate = 10
  configuration.seed = 3
  change(&configuration)
  let plan = try TrainingPlan(configuration)
  return try plan.trainer(on: plan.data(as: Scalar.self) { _ in [] })
}

/// A folder that goes away.
private func inFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "run-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}

/// Checks each step's records against whole tensors in Float64.
private final class Witness: TrainingObserver {
  let recorder = Recorder()
  var compared = 0

  func trainer<Scalar: TensorScalar>(
    _ trainer: Trainer<Scalar>, willUpdate step: TrainingStep<Scalar>
  ) throws {
    try recorder.trainer(trainer, willUpdate: step)
    let graph = try ComputationGraph(capturing: step.recording.loss)
    let tape = step.recording.tape
    let latest = try #require(recorder.latest)
    #expect(latest.step == step.number)
    for record in latest.records {
      let index = try #require(
        tape.nodes.indices.first { number in
          graph.nodes.contains { $0.id == record.node && tape.name(of: number) == record.node }
        } ?? Self.index(of: record.node, on: tape))
      let value = try #require(step.value(at: index))
      try compare(record.value, value.elements.map(\.asDouble))
      if let gradient = step.gradient(at: index) {
        try compare(record.gradient, gradient.elements.map(\.asDouble))
      }
    }
  }

  /// The index of a node that is numbered by its operation.
  private static func index<Scalar: TensorScalar>(of id: String, on tape: Tape<Scalar>) -> Int? {
    var counts: [String: Int] = [:]
    for (index, node) in tape.nodes.enumerated() where tape.name(of: index) == nil {
      counts[node.op, default: 0] += 1
      if "\(node.op)\(counts[node.op, default: 0])" == id { return index }
    }
    return nil
  }

  private func compare(_ summary: Statistics?, _ elements: [Double]) throws {
    let summary = try #require(summary)
    let n = Double(elements.count)
    let mean = elements.reduce(0, +) / n
    let std = (elements.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n).squareRoot()
    let norm = elements.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let scale = elements.map(\.magnitude).max() ?? 0
    #expect(summary.count == elements.count)
    #expect(summary.zeros == elements.count { $0 == 0 })
    #expect(summary.nan == 0 && summary.inf == 0)
    #expect(summary.min == elements.min() && summary.max == elements.max())
    #expect((summary.mean - mean).magnitude <= 1e-12 * scale)
    #expect((summary.std - std).magnitude <= 1e-6 * std + 1e-12 * scale)
    #expect((summary.norm - norm).magnitude <= 1e-9 * norm)
    let histogram = try #require(summary.histogram)
    // Where all are equal, one bin around them.
    let bins = elements.min() == elements.max() ? 1 : 30
    try #require(histogram.counts.count == bins && histogram.edges.count == bins + 1)
    var counts = [Int](repeating: 0, count: bins)
    for element in elements {
      counts[(0..<bins).last { histogram.edges[$0] <= element } ?? 0] += 1
    }
    #expect(histogram.counts == counts)
    compared += 1
  }
}

@Suite struct RecorderTrainerTests {
  @Test func statisticsAreThoseOfTheWholeTensors() throws {
    let witness = Witness()
    let single = try trainer(Float.self, steps: 12)
    single.observer = witness
    _ = try single.run()
    let double = try trainer(Double.self, steps: 5)
    double.observer = witness
    _ = try double.run()
    #expect(witness.compared > 400)
  }

  @Test func capturingChangesNoBit() throws {
    let plain = try trainer(Float.self, steps: 40)
    _ = try plain.run()
    try inFolder { folder in
      let recorder = try Recorder(folder: folder)
      let watched = try trainer(Float.self, steps: 40)
      watched.observer = recorder
      _ = try watched.run()
      try recorder.finish()
      #expect(watched.network.parameters == plain.network.parameters)
      #expect(recorder.report.capturedSteps == 40)
    }
  }

  @Test func theLogHasWhatWasRecorded() throws {
    try inFolder { folder in
      let recorder = try Recorder(folder: folder)
      let trainer = try trainer(Float.self, steps: 25)
      trainer.observer = recorder
      _ = try trainer.run()
      try recorder.finish(.finished)
      let log = try RunLog(folder: folder)
      #expect(log.faultCount == 0)
      #expect(log.metric("loss")?.steps == (0..<25).map(Double.init))
      #expect(log.metric("learning_rate")?.values.allSatisfy { $0 == 0.01 } == true)
      #expect(log.metric("validation/accuracy")?.steps == [10, 20, 25])
      #expect(log.metric("capture/overhead")?.values.count == 1)
      #expect(log.nodeSteps == Array(0..<25))
      let last = try #require(recorder.latest)
      #expect(try log.nodes(at: 24) == last.records)
      let weights = try #require(last.records.first { $0.node == "dense1/W" })
      #expect((weights.updateRatio ?? 0) > 0 && (weights.distance ?? 0) > 0)
      #expect(last.records.first { $0.node == "x" }?.updateRatio == nil)

      let graph = try #require(try RunDirectory(folder).graph())
      #expect(graph.nodes.map(\.id).contains("dense1/W"))
      let node = try #require(graph.nodes.first { $0.id == "dense1/W" })
      #expect(node.attributes["update_ratio"] != nil)
      // Small tensors stand there whole.
      #expect(node.value?.shape == [2, 6] && node.gradient?.shape == [2, 6])
    }
  }

  /// What the budget passed over is there at the end, whole tensors and all.
  @Test func aBoundedRunEndsWithItsLastStep() throws {
    try inFolder { folder in
      let recorder = try Recorder(folder: folder, policy: CapturePolicy(budget: 0))
      let trainer = try trainer(Float.self, steps: 9)
      trainer.observer = recorder
      _ = try trainer.run()
      try recorder.finish()
      #expect(try RunLog(folder: folder).nodeSteps == [0, 8])
      let graph = try #require(try RunDirectory(folder).graph())
      let data = try #require(graph.nodes.first { $0.id == "dense1/W" }?.value)
      let records = try #require(recorder.latest?.records)
      #expect(data.shape == [2, 6])
      #expect(data.summary.mean == records.first { $0.node == "dense1/W" }?.value?.mean)
    }
  }

  /// Of a trainer's steps one in so many is copied; the step of the NaN is always there.
  @Test func theRingKeepsEveryFewSteps() throws {
    try inFolder { folder in
      let policy = CapturePolicy(ringSteps: 2, ringInterval: 3)
      let recorder = try Recorder(folder: folder, policy: policy)
      // Goes well for a while, then leaps.
      let trainer = try trainer(Float.self, steps: 100) {
        $0.schedule = "step"
        $0.every = 8
        $0.decay = 1e36
      }
      trainer.observer = recorder
      #expect(try trainer.run().end == .diverged)
      try recorder.finish()
      let last = try #require(recorder.autopsy?.step)
      try #require(last > 3)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      let steps = names.filter { $0.hasPrefix("autopsy-") }
        .compactMap { Int($0.dropFirst(8).dropLast(5)) }.sorted()
      let earlier = stride(from: 0, to: last, by: 3).suffix(2)
      #expect(steps == earlier + [last])
    }
  }

  /// ‖w' − w‖ / ‖w‖ and ‖w' − w₀‖, from the parameters themselves.
  @Test func updatesAreMeasured() throws {
    let recorder = Recorder()
    let trainer = try trainer(Double.self, steps: 3)
    trainer.observer = recorder
    func weights() -> [Double] {
      trainer.network.parameters.first { $0.name == "dense1/W" }?.value.elements ?? []
    }
    func distance(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }
    let start = weights()
    var before = start
    for _ in 0..<3 {
      before = weights()
      try trainer.step()
    }
    try recorder.finish()
    let record = try #require(recorder.latest?.records.first { $0.node == "dense1/W" })
    let ratio = distance(weights(), before) / distance(before, before.map { _ in 0 })
    #expect((try #require(record.updateRatio) - ratio).magnitude < 1e-12)
    #expect((try #require(record.distance) - distance(weights(), start)).magnitude < 1e-12)
  }

  @Test func policiesChooseStepsAndNodes() throws {
    func captured(_ policy: CapturePolicy, steps: Int = 21) throws -> Recorder {
      let recorder = Recorder(policy: policy)
      let trainer = try trainer(Float.self, steps: steps)
      trainer.observer = recorder
      _ = try trainer.run()
      try recorder.finish()
      return recorder
    }
    #expect(try captured(CapturePolicy(steps: .every(5))).report.capturedSteps == 5)
    #expect(try captured(CapturePolicy(steps: .chosen([1, 7, 99]))).report.capturedSteps == 2)
    #expect(try captured(CapturePolicy(steps: .none)).report.capturedSteps == 0)
    // Without any room only the first step is taken and, when the training is over, the last one;
    // with all of it every one.
    let bounded = try captured(CapturePolicy(budget: 0))
    #expect(bounded.report.capturedSteps == 2)
    #expect(bounded.latest?.step == 20)
    #expect(try captured(CapturePolicy(budget: .infinity)).report.capturedSteps == 21)
    let parameters = try captured(CapturePolicy(nodes: .parameters)).latest?.records.map(\.node)
    #expect(
      parameters == ["dense1/W", "dense1/b", "dense2/W", "dense2/b", "dense3/W", "dense3/b"])
    let scope = try captured(CapturePolicy(nodes: .scopes(["dense2"]))).latest?.records.map(\.node)
    #expect(scope?.contains("dense2/W") == true && scope?.contains("dense1/W") == false)
    let named = try captured(CapturePolicy(nodes: .named(["loss"]))).latest?.records.map(\.node)
    #expect(named == ["loss"])
  }

  @Test func wholeTensorsAreWrittenAtChosenSteps() throws {
    try inFolder { folder in
      let policy = CapturePolicy(tensorSteps: .chosen([2]), tensorNodes: .named(["dense1/W"]))
      let recorder = try Recorder(folder: folder, policy: policy)
      let trainer = try trainer(Float.self, steps: 4)
      trainer.observer = recorder
      _ = try trainer.run()
      try recorder.finish()
      let data = try Data(contentsOf: URL(filePath: folder + "/tensors-2.json"))
      let graph = try ComputationGraph(jsonData: [UInt8](data))
      #expect(graph.nodes.first { $0.id == "dense1/W" }?.value?.shape == [2, 6])
      #expect(graph.nodes.first { $0.id == "dense2/W" }?.value == nil)
    }
  }

  @Test func aHealthyTrainingHasNoAutopsy() throws {
    let recorder = Recorder()
    let trainer = try trainer(Float.self, steps: 30)
    trainer.observer = recorder
    _ = try trainer.run()
    #expect(recorder.autopsy == nil)
    #expect(recorder.report.overhead > 0)
  }
}
