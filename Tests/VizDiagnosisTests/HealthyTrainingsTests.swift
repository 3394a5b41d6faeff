import Testing
import VizNeural

@testable import VizDiagnosis

/// Trainings as they should be.
@Suite struct HealthyTrainingsTests {
  static let trainings = [
    Training("moons, tanh, Adam") { _ in },
    Training("circles, ReLU, Adam") {
      $0.dataset = "circles"
      $0.activation = "relu"
    },
    Training("XOR, tanh, momentum") {
      $0.dataset = "xor"
      $0.optimizer = "momentum"
      $0.lr = 0.05
    },
    Training("a spiral, leaky ReLU, Adam") {
      $0.dataset = "spiral"
      $0.activation = "leaky_relu"
      $0.layers = [16, 16]
      $0.steps = 300
    },
    Training("blobs, GELU, SGD") {
      $0.dataset = "blobs"
      $0.activation = "gelu"
      $0.optimizer = "sgd"
      $0.lr = 0.1
    },
    Training("a line, no hidden layer, SGD") {
      $0.dataset = "linear"
      $0.layers = []
      $0.optimizer = "sgd"
      $0.lr = 0.3
    },
    // A single example that is hard is no fault of the step.
    Training("moons, an example a step, SGD") {
      $0.layers = [16, 16]
      $0.optimizer = "sgd"
      $0.lr = 0.1
      $0.batch = 1
      $0.steps = 400
      $0.evaluate = 20
      $0.seed = 3
    },
    Training("a sine, tanh, RMSProp") {
      $0.dataset = "sine"
      $0.layers = [16]
      $0.optimizer = "rmsprop"
      $0.lr = 0.003
    },
    Training("a checkerboard, ELU, Adam") {
      $0.dataset = "checkerboard"
      $0.activation = "elu"
      $0.layers = [16, 16]
      $0.steps = 250
      $0.lr = 0.02
    },
    Training("digits, a convolution, Adam") {
      $0.dataset = "digits"
      $0.conv = [4]
      $0.layers = []
      $0.activation = "relu"
      $0.batch = 16
      $0.steps = 40
      $0.evaluate = 0
    },
    Training("moons, ReLU, batch normalisation") {
      $0.activation = "relu"
      $0.norm = "batch"
    },
    Training("circles, ReLU, dropout and L2") {
      $0.dataset = "circles"
      $0.activation = "relu"
      $0.layers = [16]
      $0.dropout = 0.2
      $0.l2 = 1e-3
    },
    Training("circles, ReLU, half of many units dropped") {
      $0.dataset = "circles"
      $0.activation = "relu"
      $0.layers = [64]
      $0.dropout = 0.5
      $0.lr = 0.02
      $0.steps = 250
    },
    Training("moons, sigmoid, Nesterov, falling rate") {
      $0.activation = "sigmoid"
      $0.layers = [8]
      $0.optimizer = "nesterov"
      $0.lr = 0.1
      $0.schedule = "cosine"
    },
    Training("moons, maxout, layer normalisation, AdamW") {
      $0.activation = "maxout"
      $0.layers = [8]
      $0.norm = "layer"
      $0.optimizer = "adamw"
    },
    Training("moons, softplus, one example a step") {
      $0.activation = "softplus"
      $0.optimizer = "sgd"
      $0.lr = 0.02
      $0.batch = 1
      $0.steps = 400
    },
  ]

  @Test(arguments: trainings) func giveNoFinding(_ training: Training) throws {
    let findings = Finding.all(in: try training.history())
    #expect(findings.isEmpty, "\(findings.map { "\($0.rule): \($0.sentence)" })")
  }
}
