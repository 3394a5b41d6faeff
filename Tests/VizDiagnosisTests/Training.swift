import Testing
import VizAutodiff
import VizBase
import VizCapture
import VizEvents
import VizNeural
import VizTensor
import VizTestSupport
import VizTrace
import VizTraining

@testable import VizDiagnosis

/// A small seeded training whose run is read again.
struct Training: Sendable, CustomTestStringConvertible {
  var testDescription: String
  /// What differs from 160 moons, a sixth of them held out, and two layers of eight units.
  var change: @Sendable (inout TrainingConfiguration) -> Void
  /// The layers, where a configuration does not have them.
  var layers: [any Layer]?
  /// What is done to the network before the first step.
  var prepare: @Sendable (inout Network<Float>) throws -> Void
  /// What is done to the examples.
  var spoil: @Sendable (Dataset<Float>) throws -> Dataset<Float>

  init(
    _ name: String, layers: [any Layer]? = nil,
    prepare: @escaping @Sendable (inout Network<Float>) throws -> Void = { _ in },
    spoil: @escaping @Sendable (Dataset<Float>) throws -> Dataset<Float> = { $0 },
    _ change: @escaping @Sendable (inout TrainingConfiguration) -> Void
  ) {
    testDescription = name
    self.change = change
    self.layers = layers
    self.prepare = prepare
    self.spoil = spoil
  }

  func history() throws -> RunHistory {
    var configuration = TrainingConfiguration()
    configuration.dataset = "moons"
    configuration.examples = 160
    configuration.layers = [8, 8]
    configuration.batch = 32
    configuration.steps = 120
    configuration.evaluate = 10
    configuration.seed = 1
    change(&configuration)
    let plan = try TrainingPlan(configuration)
    let data = try plan.data(as: Float.self) { _ in [] }
    let examples = try spoil(data.training)
    var network = try plan.network(for: examples)
    if let layers {
      network = try Network(
        Sequential(layers), inputShape: examples.inputShape, seed: configuration.seed)
    }
    try prepare(&network)
    let folder = try TemporaryFolder()
    let recorder = try Recorder(folder: folder.path)
    let options = plan.options(for: examples)
    let trainer = try Trainer(network, on: examples, testing: data.testing, options)
    var record = RunRecord(
      configuration: try JSONValue(encoding: configuration).decoded(as: [String: JSONValue].self))
    record.updateRule = UpdateRule(options, of: network.parameters)
    try RunDirectory(folder.path).write(record)
    trainer.observer = recorder
    _ = try trainer.run()
    try recorder.finish()
    return try withExtendedLifetime(folder) { try RunHistory(RunDirectory(folder.path)) }
  }
}

/// Dense layers of one width, and the scores of two classes.
func stack(
  _ count: Int, width: Int = 8, _ activation: Activation, initializer: Initializer? = nil
) -> [any Layer] {
  Array(repeating: Dense(width, activation, initializer: initializer), count: count) + [Dense(2)]
}

/// A layer whose weights lie behind a step, which lets no gradient pass.
struct CutOff: Layer {
  func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, in pass: ForwardPass<Scalar>
  ) throws -> Variable<Scalar> {
    try pass.scope("cut") {
      let inputs = x.shape.extents.last ?? 1
      let weights = try pass.parameter(
        "W", Shape([inputs, inputs]), standard: .xavierUniform, fans: (inputs, inputs))
      return try x + step(matmul(x, weights))
    }
  }
}
