import Foundation
import VizAutodiff
import VizCapture
import VizNeural
import VizTensor
import VizTraining

/// A small regression of a sine by two layers of tanh, all examples in each step unless it says
/// otherwise.
func sine<Scalar: TensorScalar>(
  _: Scalar.Type, steps: Int, rate: Double, optimizer: Optimizer = .sgd, units: Int = 8,
  examples: Int = 20, batch: Int? = nil, decay: Double = 0
) throws -> Trainer<Scalar> {
  let x = (0..<examples).map { -1 + 2 * Double($0) / Double(examples - 1) }
  let data = try Dataset<Double>(
    name: "sine", inputs: Tensor(x, shape: Shape([examples, 1])),
    targets: .values(Tensor(x.map { sin(4 * $0) }, shape: Shape([examples, 1]))))
  let network = try Network<Scalar>(
    Sequential(Dense(units, .tanh), Dense(units, .tanh), Dense(1)), inputShape: [1], seed: 4)
  return try Trainer(
    network, on: data.converted(to: Scalar.self),
    TrainingOptions(
      loss: .mse, optimizer: optimizer, learningRate: rate, l2: decay,
      batchSize: batch ?? examples, steps: steps, evaluationInterval: 0, seed: 1))
}

/// What instruments showed, step by step.
final class Readings: TrainingObserver {
  let panel: InstrumentPanel
  private(set) var steps: [Int: [String: Double]] = [:]

  init(_ instruments: [any Instrument], at steps: StepSchedule = .every(1)) {
    panel = InstrumentPanel(instruments, at: steps)
  }

  func trainer<Scalar: TensorScalar>(
    _ trainer: Trainer<Scalar>, willUpdate step: TrainingStep<Scalar>
  ) throws { try panel.trainer(trainer, willUpdate: step) }

  func trainer<Scalar: TensorScalar>(
    _ trainer: Trainer<Scalar>, didUpdate step: TrainingStep<Scalar>
  ) throws {
    try panel.trainer(trainer, didUpdate: step)
    steps[step.number] = panel.latest
  }

  /// The readings of a name, below the prefix, in the order of the steps.
  subscript(name: String) -> [Double] {
    steps.keys.sorted().compactMap { steps[$0]?["instruments/" + name] }
  }
}
