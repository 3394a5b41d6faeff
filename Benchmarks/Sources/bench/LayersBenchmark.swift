import VizBP
import VizNeural

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A training step of what is more than wide layers: a convolution net on the digits, an LSTM over
/// sequences, a block of attention; beside PyTorch's eager mode.
struct LayersBenchmark {
  private static let rounds = 7
  private static let seconds = 0.2
  /// What `layers.py` calls the networks.
  static let names = ["digits", "lstm", "attention"]

  /// The folder of `layers.py`.
  let peers: String

  private struct Work {
    var name: String
    /// As `layers.py` calls it.
    var request: String
    var trainer: Trainer<Float>
  }

  func run() async throws {
    let (peer, state) = Peer.start(python: "\(peers)/layers.py")
    var table = Table(
      ["a training step, Float32", "ours"]
        + (peer == nil ? [] : ["PyTorch", "ours/PyTorch", "aim"]))
    for work in try Self.works { table.add(try measure(work, peer)) }
    print("\nmedians of \(Self.rounds) rounds in turns\n")
    table.show()
    print(peer == nil ? "no PyTorch (\(state)): nothing to compare with" : "PyTorch \(state)")
  }

  /// Trains one of them for a while, which a profiler can watch.
  static func train(_ name: String, seconds: Double) throws {
    guard let work = try works.first(where: { $0.request == name }) else {
      throw BenchmarkError(what: "there are \(try works.map(\.request))")
    }
    print(try meanTime(work.trainer, seconds: seconds).shown)
  }

  private func measure(_ work: Work, _ peer: Peer?) throws -> [String] {
    var (ours, theirs): ([Duration], [Duration]) = ([], [])
    for _ in 0..<Self.rounds {
      _ = try Self.meanTime(work.trainer, seconds: Self.seconds / 4)
      ours.append(try Self.meanTime(work.trainer, seconds: Self.seconds))
      guard let peer else { continue }
      theirs.append(.seconds(try peer.askNumber("time", work.request, "\(Self.seconds)")))
      // Its threads wait a little for more work before they sleep.
      usleep(250_000)
    }
    let time = Statistics(ours).median
    guard peer != nil else { return [work.name, time.shown] }
    Ratios.note("a training step, \(work.name)", beside: "PyTorch", ours, theirs)
    let theirTime = Statistics(theirs).median
    return [work.name, time.shown, theirTime.shown, Table.part(time / theirTime), "≤ 1/1.0"]
  }

  private static func meanTime(
    _ trainer: Trainer<Float>, seconds: Double
  ) throws -> Duration {
    let clock = ContinuousClock()
    let start = clock.now
    var count = 0
    while true {
      try trainer.step()
      count += 1
      let time = clock.now - start
      if time >= .seconds(seconds) { return time / count }
    }
  }

  private static var works: [Work] {
    get throws {
      let digits = try Dataset<Float>.digits().subset(0..<64)
      return [
        Work(
          name: "digits: 2 convolutions of 16 and 32, batch 64", request: "digits",
          trainer: try trainer(
            [
              Conv2D(16, kernel: 3, .relu, padding: 1), Conv2D(32, kernel: 3, .relu, padding: 1),
              MaxPool2D(), Flatten(), Dense(10),
            ], on: digits)),
        Work(
          name: "LSTM of 64 over 16 steps of 32, batch 32", request: "lstm",
          trainer: try trainer(
            [Recurrent(LSTMCell(64), output: .last), Dense(10)],
            on: noise([32, 16, 32]))),
        Work(
          name: "attention block, 4 heads of 16, 32 steps, batch 16", request: "attention",
          trainer: try trainer(
            [TransformerBlock(heads: 4, hidden: 256, activation: .relu), Flatten(), Dense(10)],
            on: noise([16, 32, 64]))),
      ]
    }
  }

  private static func trainer(
    _ layers: [any Layer], on data: Dataset<Float>
  ) throws -> Trainer<Float> {
    let network = try VizNeural.Network<Float>(
      Sequential(layers), inputShape: data.inputShape, seed: 1)
    return try Trainer(
      network, on: data,
      TrainingOptions(
        loss: .crossEntropy, optimizer: .sgd, learningRate: 0.01, batchSize: data.count, steps: 1))
  }

  /// Noise, in ten classes by turns.
  private static func noise(_ extents: [Int]) throws -> Dataset<Float> {
    var random = SplitMix64(seed: 1)
    return try Dataset(
      name: "noise", inputs: .random(Shape(extents), in: -1...1, using: &random),
      targets: .labels((0..<extents[0]).map { $0 % 10 }), classes: (0..<10).map(String.init))
  }
}
