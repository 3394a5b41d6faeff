import Foundation
import Testing
import VizTensor

@testable import VizNeural

@Suite struct TrainingPlanTests {
  private func configuration(_ json: String) throws -> TrainingConfiguration {
    try JSONDecoder().decode(TrainingConfiguration.self, from: Data(json.utf8))
  }

  @Test func takesTheKeysOfTheCommandLine() throws {
    let configuration = try configuration(
      """
      {"dataset": "spiral", "layers": [16, 16], "activation": "tanh", "loss": "cross-entropy",
       "optimizer": "adam", "lr": 0.01, "steps": 2000, "batch": 64, "l2": 1e-4, "seed": 7,
       "clip-norm": 1, "init": "he"}
      """)
    let plan = try TrainingPlan(configuration)
    #expect(plan.source == .synthetic(.spiral))
    let data = try plan.data(as: Float.self) { _ in [] }
    #expect(data.training.count == 480)
    #expect(data.testing?.count == 120)
    let trainer = try plan.trainer(on: data)
    #expect(
      trainer.options
        == TrainingOptions(
          loss: .crossEntropy, optimizer: .adam(), learningRate: 0.01, l2: 1e-4,
          clipping: .norm(1), batchSize: 64, steps: 2000, evaluationInterval: 100, seed: 7))
    #expect(
      trainer.network.parameters.map(\.value.shape.extents) == [
        [2, 16], [16], [16, 16], [16], [16, 3], [3],
      ])
    // What it writes, it reads.
    let again = try JSONDecoder().decode(
      TrainingConfiguration.self, from: JSONEncoder().encode(configuration))
    #expect(again == configuration)
  }

  @Test(arguments: [
    (#"{"dataset": "spirl"}"#, "dataset: there is no \"spirl\"; did you mean spiral?"),
    (#"{"activation": "tahn"}"#, "activation: there is no \"tahn\"; did you mean tanh?"),
    (
      #"{"optimizer": "newton"}"#,
      "optimizer: there is no \"newton\"; there are sgd, momentum, nesterov, rmsprop, adam, adamw"
    ),
    (
      #"{"loss": "crossentropy"}"#,
      "loss: there is no \"crossentropy\"; did you mean cross-entropy?"
    ),
    (#"{"init": "xaver"}"#, "init: there is no \"xaver\"; did you mean xavier?"),
    (#"{"schedule": "cosin"}"#, "schedule: there is no \"cosin\"; did you mean cosine?"),
    (#"{"norm": "x"}"#, "norm: there is no \"x\"; there are batch, layer"),
    (#"{"precision": "float16"}"#, "precision: there is no \"float16\"; did you mean float32?"),
    (#"{"lr": 0}"#, "lr: 0.0 is out of range; it is more than 0"),
    (#"{"test": 1}"#, "test: 1.0 is out of range; it is a share from 0 to less than 1"),
    (#"{"batch": 0}"#, "batch: 0 is out of range; it is from 1 to 1000000000"),
    (#"{"layers": [4, 0]}"#, "layers: 0 is out of range; it is from 1 to 65536"),
    (
      #"{"optimizer": "sgd", "momentum": 0.5}"#,
      "momentum: sgd has none; momentum and nesterov have it"
    ),
    (#"{"steps": 5, "epochs": 5}"#, "epochs: the steps are given already; give one of both"),
    (
      #"{"dataset": "a.idx3-ubyte"}"#,
      "labels: a.idx3-ubyte has images alone; name the file of their labels"
    ),
  ])
  func saysWhichKeyDoesNotFit(_ json: String, _ message: String) throws {
    let configuration = try configuration(json)
    #expect {
      _ = try TrainingPlan(configuration)
    } throws: { error in
      "\(error)" == message
    }
  }

  @Test func knowsItsKeys() throws {
    try TrainingConfiguration.check(keys: ["dataset", "clip-norm", "init"])
    #expect(
      throws: NeuralError.configuration(
        key: "leyers", reason: "there is no such key", hint: "did you mean layers?")
    ) { try TrainingConfiguration.check(keys: ["lr", "leyers"]) }
  }

  @Test(arguments: [
    #"{"dataset": "digits", "conv": [4], "layers": [8], "norm": "batch", "activation": "relu"}"#,
    #"{"dataset": "moons", "layers": [6, 2], "activation": "maxout", "loss": "hinge"}"#,
    #"{"dataset": "checkerboard", "layers": [6], "norm": "layer", "dropout": 0.2}"#,
    #"{"dataset": "circles", "layers": [], "loss": "binary-cross-entropy", "optimizer": "rmsprop"}"#,
    #"{"dataset": "sine", "layers": [5], "schedule": "cosine", "warmup": 2, "precision": "float64"}"#,
    #"{"dataset": "blobs", "classes": 5, "loss": "multiclass-hinge", "clip-value": 1}"#,
    #"{"dataset": "linear", "loss": "mse", "patience": 1, "evaluate": 1, "epochs": 1}"#,
    #"{"dataset": "xor", "activation": "leaky_relu", "schedule": "step", "test": 0}"#,
  ])
  func trainsWhatItPlans(_ json: String) throws {
    var configuration = try configuration(json)
    if configuration.epochs == nil { configuration.steps = 3 }
    configuration.batch = 16
    if configuration.dataset != "digits" { configuration.examples = 60 }
    let plan = try TrainingPlan(configuration)
    let trainer = try plan.trainer(on: plan.data(as: Double.self) { _ in [] })
    let result = try trainer.run()
    #expect(result.loss.isFinite)
    #expect(result.evaluation.loss.isFinite)
  }

  @Test func readsAndStandardisesTables() throws {
    let csv =
      "a,b,kind\n" + (0..<20).map { "\($0),\(100 * $0),\($0 < 10 ? "low" : "high")\n" }.joined()
    let plan = try TrainingPlan(configuration(#"{"dataset": "t.csv", "label": "kind"}"#))
    let data = try plan.data(as: Double.self) { path in
      #expect(path == "t.csv")
      return Array(csv.utf8)
    }
    #expect(data.training.classes == ["high", "low"])
    #expect(data.standardization != nil)
    let columns = data.training.inputs
    for column in 0..<2 {
      let values = (0..<16).map { columns.elements[$0 * 2 + column] }
      #expect(abs(values.reduce(0, +)) < 1e-12)
      #expect(abs(values.reduce(0) { $0 + $1 * $1 } / 16 - 1) < 1e-12)
    }
  }

  /// The lectures' spiral, as the command line has it.
  @Test func learnsTheSpiral() throws {
    let plan = try TrainingPlan(
      configuration(
        #"{"dataset": "spiral", "layers": [16, 16], "steps": 1000, "l2": 1e-4, "seed": 7}"#))
    let result = try plan.trainer(on: plan.data(as: Float.self) { _ in [] }).run()
    #expect(try #require(result.evaluation.accuracy) > 0.98)
  }

  /// A small convnet in a few passes; more of them reach 98 %.
  @Test func learnsDigits() throws {
    let plan = try TrainingPlan(
      configuration(
        """
        {"dataset": "digits", "conv": [8], "layers": [], "activation": "relu", "lr": 0.02,
         "steps": 60, "batch": 32, "test": 0.1, "evaluate": 0, "seed": 1}
        """))
    let result = try plan.trainer(on: plan.data(as: Float.self) { _ in [] }).run()
    #expect(try #require(result.evaluation.accuracy) > 0.85)
  }
}
