import VizNeural
import VizPlot
import VizTensor

/// A small network while it learns to divide the plane.
struct PlaneTraining: Sendable {
  let data: Dataset<Double>
  /// The network at chosen steps, the first before training.
  let frames: [(step: Int, network: LectureNetwork)]

  /// Trains a network of two layers, of six and of two tanh units.
  init(
    on dataset: SyntheticDataset, examples: Int = 200, noise: Double? = nil, seed: UInt64,
    frames steps: [Int]
  ) throws {
    data = try dataset.make(examples: examples, noise: noise, seed: seed)
    var network = try LectureNetwork([6, 2], .tanh, seed: seed)
    let last = steps.max() ?? 0
    let trainer = try Trainer(
      network.network, on: data,
      TrainingOptions(
        loss: .crossEntropy, learningRate: 0.02, l2: 1e-4, batchSize: 50, steps: last,
        evaluationInterval: 0, seed: seed))
    var frames: [(step: Int, network: LectureNetwork)] = []
    for step in 0...max(last, 0) {
      if steps.contains(step) {
        network.network = trainer.network
        frames.append((step, network))
      }
      if step < last { try trainer.step() }
    }
    self.frames = frames
  }

  var last: LectureNetwork {
    get throws {
      guard let last = frames.last else {
        throw NeuralError.dataset(data.name, reason: "no step of the training was kept")
      }
      return last.network
    }
  }

  /// Frames between which the loss on the data falls as far each time.
  func frames(count: Int) throws -> [(step: Int, network: LectureNetwork)] {
    let losses = try frames.map { try $0.network.network.evaluate(data, .crossEntropy).loss }
    return FallingFrames.indices(losses, count: count).map { frames[$0] }
  }

  static let moons = Result {
    try PlaneTraining(
      on: .moons, noise: 0.12, seed: 3, frames: Array(stride(from: 0, through: 600, by: 10)))
  }
  static let circles = Result {
    try PlaneTraining(on: .circles, noise: 0.08, seed: 5, frames: [0, 600])
  }
}
