import Foundation
import Testing
import VizTensor

@testable import VizNeural

@Suite struct TrainerTests {
  /// Dropout, running statistics, a short last batch, decay, clipping, warm-up: all that has a state.
  static func trainer<S: TensorScalar>(
    seed: UInt64 = 7, steps: Int = 30, as _: S.Type = S.self
  ) throws -> Trainer<S> {
    let data = try SyntheticDataset.spiral.make(examples: 50, seed: 1, as: S.self)
    let (train, test) = try data.split(testShare: 0.2, seed: 2)
    let network = try Network<S>(
      Sequential(Dense(8), BatchNorm(), Activation.relu, Dropout(0.3), Dense(6, .tanh), Dense(3)),
      inputShape: [2], seed: seed)
    return try Trainer(
      network, on: train, testing: test,
      TrainingOptions(
        loss: .crossEntropy, schedule: Schedule(.exponential(factor: 0.99), warmup: 3), l2: 1e-3,
        clipping: .norm(1), batchSize: 12, steps: steps, evaluationInterval: 10,
        earlyStopping: EarlyStopping(patience: 100), seed: seed))
  }

  @Test func repeatsToTheBit() throws {
    for _ in 0..<2 {
      let (a, b) = (try Self.trainer(as: Float.self), try Self.trainer(as: Float.self))
      let (first, second) = (try a.run(), try b.run())
      #expect(first == second)
      #expect(a.network.state == b.network.state)
    }
    let other = try Self.trainer(seed: 8, as: Float.self)
    _ = try other.run()
    let one = try Self.trainer(as: Float.self)
    _ = try one.run()
    #expect(other.network.state != one.network.state)
  }

  @Test func computesTheSameRecordedOnceOrAnew() throws {
    let (replayed, recorded) = (try Self.trainer(as: Float.self), try Self.trainer(as: Float.self))
    recorded.replays = false
    #expect(try replayed.run() == recorded.run())
    #expect(replayed.network.state == recorded.network.state)
  }

  @Test func isNotChangedByBeingSeen() throws {
    let (alone, seen) = (try Self.trainer(as: Float.self), try Self.trainer(as: Float.self))
    let log = StepLog()
    seen.observer = log
    #expect(try alone.run() == seen.run())
    #expect(alone.network.state == seen.network.state)
    #expect(log.entries.count == 30)
    #expect(log.evaluations.map(\.step) == [10, 20, 30])
  }

  @Test(arguments: [true, false])
  func showsParametersBeforeAndAfter(_ replays: Bool) throws {
    let trainer = try Self.trainer(as: Double.self)
    trainer.replays = replays
    let log = StepLog()
    trainer.observer = log
    let first = trainer.network.parameters.map { $0.value.elements }
    _ = try trainer.run()
    #expect(log.entries[0].before == first)
    for (entry, next) in zip(log.entries, log.entries.dropFirst()) {
      #expect(entry.after == next.before)
      #expect(entry.before != entry.after)
    }
    #expect(log.entries.last?.after == trainer.network.parameters.map { $0.value.elements })
    #expect(log.entries[0].names.first == "dense1/W")
  }

  @Test(arguments: [1, 9, 10, 17])
  func goesOnFromACheckpointToTheBit(_ stop: Int) throws {
    let whole = try Self.trainer(as: Float.self)
    let expected = try whole.run()

    let flag = StopFlag()
    let first = try Self.trainer(as: Float.self)
    let stopped = try first.run(stop: flag) { steps, _ in if steps == stop { flag.raise() } }
    #expect(stopped.end == .stopped)
    #expect(stopped.steps == stop)
    let json = try JSONEncoder().encode(first.checkpoint)

    let second = try Self.trainer(as: Float.self)
    try second.restore(try JSONDecoder().decode(Checkpoint.self, from: json))
    #expect(try second.run() == expected)
    #expect(second.network.state == whole.network.state)
    #expect(second.checkpoint == whole.checkpoint)
  }

  @Test func refusesForeignCheckpoints() throws {
    let checkpoint = try Self.trainer(as: Float.self).checkpoint
    let double = try Self.trainer(as: Double.self)
    #expect(
      throws: NeuralError.checkpoint(
        reason: "its numbers are float32, and the network's float64")
    ) { try double.restore(checkpoint) }
    let other = try Self.trainer(seed: 8, as: Float.self)
    #expect(throws: NeuralError.checkpoint(reason: "it was made with other options")) {
      try other.restore(checkpoint)
    }
    // More steps are welcome.
    let longer = try Self.trainer(steps: 40, as: Float.self)
    try longer.restore(checkpoint)
  }

  @Test func refusesDamagedCheckpoints() throws {
    let trainer = try Self.trainer(as: Float.self)
    let before = trainer.network.state
    let json = String(decoding: try JSONEncoder().encode(trainer.checkpoint), as: UTF8.self)
    for (old, new) in [
      ("\"dense1\\/W\"", "\"dense1\\/V\""), ("\"shape\":[2,8]", "\"shape\":[8,2]"),
      ("\"steps\":0", "\"steps\":-1"),
    ] {
      #expect(json.contains(old))
      let damaged = Data(json.replacing(old, with: new).utf8)
      let checkpoint = try JSONDecoder().decode(Checkpoint.self, from: damaged)
      #expect(throws: NeuralError.self) { try trainer.restore(checkpoint) }
      #expect(trainer.network.state == before)
    }
  }

  @Test func stopsWhereTheLossIsNoNumber() throws {
    let data = try SyntheticDataset.sine.make(examples: 20, seed: 1, as: Float.self)
    let trainer = try Trainer(
      Network<Float>(Dense(1), inputShape: [1], seed: 1), on: data,
      TrainingOptions(loss: .mse, optimizer: .sgd, learningRate: 1e20, batchSize: 20, steps: 50))
    let result = try trainer.run()
    #expect(result.end == .diverged)
    #expect(!result.loss.isFinite)
    #expect(result.steps < 50)
  }

  @Test func pullsWeightsAndNotBiasesToZero() throws {
    // Nothing is to be learnt, so that the decay alone moves what is there.
    let data = try Dataset<Double>(
      name: "zeros", inputs: .zeros(Shape([4, 2])), targets: .values(.ones(Shape([4, 1]))))
    var network = try Network<Double>(Dense(1), inputShape: [2], seed: 1)
    try network.set("dense1/b", to: Tensor([1]))
    let start = network.parameters[0].value
    let trainer = try Trainer(
      network, on: data,
      TrainingOptions(loss: .mse, optimizer: .sgd, learningRate: 0.5, l2: 0.1, steps: 3))
    _ = try trainer.run()
    let expected = start.elements.map { $0 * 0.95 * 0.95 * 0.95 }
    #expect(relativeError(trainer.network.parameters[0].value.elements, expected) < 1e-14)
    #expect(trainer.network.parameters[1].value.elements == [1])
  }

  @Test func saysWhatDoesNotFit() throws {
    let data = try SyntheticDataset.spiral.make(examples: 20, seed: 1, as: Float.self)
    func make(_ layer: any Layer, _ inputs: Int, _ loss: Loss) throws -> Trainer<Float> {
      try Trainer(
        Network(layer, inputShape: [inputs], seed: 1), on: data, TrainingOptions(loss: loss))
    }
    #expect(
      throws: NeuralError.dataset(
        "spiral", reason: "an example has shape [2], and the network takes [5]")
    ) { try make(Dense(3), 5, .crossEntropy) }
    #expect(
      throws: NeuralError.layer(
        "network", reason: "it has [2] outputs, and cross-entropy on spiral takes 3")
    ) { try make(Dense(2), 2, .crossEntropy) }
    #expect(
      throws: NeuralError.configuration(
        key: "loss", reason: "hinge is for 2 classes, and spiral has 3",
        hint: "multiclass-hinge fits")
    ) { try make(Dense(1), 2, .hinge) }
  }

  /// Batches of one size, then one of what is left; together every example once.
  @Test func goesThroughAllExamplesInEachEpoch() {
    var batches = Batches(count: 23, size: 5, seed: 3)
    #expect(batches.perEpoch == 5)
    var orders: [[Int]] = []
    for epoch in 0..<3 {
      let parts = (0..<5).map { Array(batches.positions(at: epoch * 5 + $0)) }
      #expect(parts.map(\.count) == [5, 5, 5, 5, 3])
      #expect(parts.joined().sorted() == Array(0..<23))
      orders.append(Array(parts.joined()))
    }
    #expect(Set(orders).count == 3)
    var again = Batches(count: 23, size: 5, seed: 3)
    #expect(Array(again.positions(at: 7)) == Array(orders[1][10..<15]))
  }
}
