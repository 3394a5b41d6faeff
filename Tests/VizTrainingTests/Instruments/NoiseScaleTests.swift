import Testing
import VizNeural
import VizTensor

@testable import VizTraining

/// Linear regression of y = w·x + ε with normal x, of which all is known in closed form.
@Suite struct NoiseScaleTests {
  private static let width = 6
  private static let noise = 0.5

  /// With δ how far the weights are off, an example's gradient is 2 x (x·δ − ε): its mean is 2δ, and
  /// the trace of its covariance 4 ((d + 1) |δ|² + d σ²).
  private static func exact(_ square: Double) -> Double {
    let d = Double(width)
    return ((d + 1) * square + d * noise * noise) / square
  }

  private func trainer(batch: Int, steps: Int) throws -> (Trainer<Double>, square: Double) {
    var generator = SplitMix64(seed: 11)
    let (count, width) = (40_000, Self.width)
    let truth = (0..<width).map { 0.5 - 0.2 * Double($0) }
    let x = Tensor<Double>.randomNormal(try Shape([count, width]), using: &generator)
    let errors = Tensor<Double>.randomNormal(.vector(count), using: &generator)
    let y = (0..<count).map { row in
      (0..<width).reduce(Self.noise * errors.elements[row]) {
        $0 + x.elements[row * width + $1] * truth[$1]
      }
    }
    let data = try Dataset(
      name: "line", inputs: x, targets: .values(Tensor(y, shape: Shape([count, 1]))))
    var network = try Network<Double>(
      Sequential(Dense(1, bias: false)), inputShape: [width], seed: 1)
    try network.set("dense1/W", to: .zeros(Shape([width, 1])))
    // So slowly that it stays where it is.
    let trainer = try Trainer(
      network, on: data,
      TrainingOptions(
        loss: .mse, optimizer: .sgd, learningRate: 1e-9, batchSize: batch, steps: steps,
        evaluationInterval: 0, seed: 5))
    return (trainer, truth.reduce(0) { $0 + $1 * $1 })
  }

  @Test(arguments: [64, 200]) func isTheClosedForm(_ batch: Int) throws {
    let steps = 24_000 / batch
    let (trainer, square) = try trainer(batch: batch, steps: steps)
    var instrument = NoiseScale()
    // A mean of all measurements.
    instrument.memory = 1
    let readings = Readings([instrument])
    trainer.observer = readings
    _ = try trainer.run()
    let found = try #require(readings["noise-scale/examples"].last)
    let exact = Self.exact(square)
    #expect(abs(found - exact) < 0.05 * exact, "\(found), not \(exact)")
    let ratio = try #require(readings["noise-scale/signal-to-noise/dense1/W"].last)
    #expect(abs(ratio - Double(batch) / exact) < 0.05 * Double(batch) / exact)
  }

  @Test func oneExampleTellsNothing() throws {
    let (trainer, _) = try trainer(batch: 1, steps: 2)
    let readings = Readings([NoiseScale()])
    trainer.observer = readings
    _ = try trainer.run()
    #expect(readings.panel.latest.isEmpty)
  }
}
