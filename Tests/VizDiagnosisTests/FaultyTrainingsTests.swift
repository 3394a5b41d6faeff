import Testing
import VizNeural
import VizTensor
import VizTrace

@testable import VizDiagnosis

/// Trainings that each have something wrong, and what is to be found in them.
@Suite struct FaultyTrainingsTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var training: Training
    var rule: Finding.Rule
    /// The node and the step where they are determined.
    var node: Node.ID?
    var steps: ClosedRange<Int>?
    /// What else is true of it, on its own account.
    var companions: Set<Finding.Rule> = []
    /// What may follow from it.
    var consequences: Set<Finding.Rule> = []

    var testDescription: String { training.testDescription }
  }

  static let cases = [
    Case(
      training: Training("ReLU, SGD at a rate of 1e8") {
        $0.activation = "relu"
        $0.optimizer = "sgd"
        $0.lr = 1e8
        $0.steps = 30
      }, rule: .learningRate, steps: 0...0, consequences: [.notFinite]),
    Case(
      training: Training(
        "NaN in the data",
        spoil: { data in
          var numbers = data.inputs.elements
          numbers[7] = .nan
          return try Dataset(
            name: data.name, inputs: Tensor(numbers, shape: data.inputs.shape),
            targets: data.targets, classes: data.classes)
        }
      ) {
        $0.batch = 200
        $0.steps = 20
      }, rule: .notFinite, node: "x", steps: 0...0),
    Case(
      training: Training("tanh, SGD at a rate of 10") {
        $0.optimizer = "sgd"
        $0.lr = 10
      }, rule: .learningRate,
      // A run like this is chaotic: which symptoms its end shows is decided by roundings.
      consequences: [
        .diverges, .saturation, .vanishingGradients, .updateRatio, .noProgress, .oscillates,
        .overfitting,
      ]),
    Case(
      training: Training("tanh, Adam at a rate of 1e30") { $0.lr = 1e30 },
      rule: .learningRate, steps: 0...10,
      consequences: [.diverges, .saturation, .updateRatio, .noProgress]),
    Case(
      training: Training("a spiral, SGD at a rate of 1") {
        $0.dataset = "spiral"
        $0.activation = "relu"
        $0.layers = [16, 16]
        $0.optimizer = "sgd"
        $0.lr = 1
        $0.steps = 400
      }, rule: .oscillates),
    Case(
      training: Training("Adam at a rate of 1e-7") { $0.lr = 1e-7 }, rule: .noProgress,
      consequences: [.updateRatio]),
    Case(
      training: Training("XOR without a hidden layer") {
        $0.dataset = "xor"
        $0.layers = []
        $0.steps = 300
      }, rule: .noProgress),
    Case(
      training: Training("SGD at a rate of 1e-6, ReLU") {
        $0.activation = "relu"
        $0.optimizer = "sgd"
        $0.lr = 1e-6
      }, rule: .noProgress, consequences: [.updateRatio]),
    Case(
      training: Training(
        "labels drawn at random",
        spoil: { data in
          var generator = SplitMix64(seed: 4)
          let labels = (0..<data.count).map { _ in Int.random(in: 0...1, using: &generator) }
          return try Dataset(
            name: data.name, inputs: data.inputs, targets: .labels(labels), classes: data.classes)
        }
      ) {
        $0.layers = []
        $0.`init` = "zeros"
      }, rule: .noProgress),
    Case(
      training: Training("eight layers of sigmoids", layers: stack(8, .sigmoid)) {
        $0.optimizer = "sgd"
        $0.lr = 0.1
      }, rule: .vanishingGradients, node: "dense1/W", consequences: [.noProgress]),
    Case(
      training: Training("six layers of sigmoids, Adam", layers: stack(6, .sigmoid)) {
        $0.lr = 0.001
      }, rule: .vanishingGradients, node: "dense1/W", consequences: [.noProgress]),
    Case(
      training: Training(
        "six layers of ReLUs from weights five times too large",
        layers: stack(6, .relu, initializer: .normal(deviation: 2.5))
      ) { $0.lr = 1e-4 },
      rule: .initialisation, steps: 0...0, consequences: [.explodingGradients, .noProgress]),
    Case(
      training: Training(
        "six layers of tanh from weights of 0.01",
        layers: stack(6, .tanh, initializer: .normal(deviation: 0.01))
      ) {
        $0.optimizer = "sgd"
        $0.lr = 0.05
      }, rule: .initialisation, steps: 0...0, consequences: [.vanishingGradients, .noProgress]),
    Case(
      training: Training("ReLU, all weights 0") {
        $0.activation = "relu"
        $0.`init` = "zeros"
      }, rule: .initialisation, node: "dense1/W", steps: 0...0,
      consequences: [.noGradient, .deadUnits, .updateRatio, .noProgress]),
    Case(
      training: Training("sigmoid, all weights 0") {
        $0.activation = "sigmoid"
        $0.`init` = "zeros"
      }, rule: .initialisation, node: "dense2/W", steps: 0...0,
      consequences: [.symmetricUnits, .stoppedEarly, .noProgress]),
    Case(
      training: Training(
        "tanh, scores a hundred times too large",
        prepare: { network in
          let weights = try #require(network.parameters.first { $0.name == "dense3/W" })
          try network.set("dense3/W", to: weights.value.map { $0 * 100 })
        }
      ) { _ in },
      rule: .initialisation, steps: 0...0, consequences: [.oscillates, .diverges]),
    Case(
      training: Training(
        "ReLU from biases of -3",
        prepare: { try $0.set("dense2/b", to: Tensor(repeating: -3, shape: .vector(8))) }
      ) {
        $0.activation = "relu"
        $0.lr = 0.001
      }, rule: .deadUnits, node: "relu2", steps: 0...0,
      consequences: [.noGradient, .updateRatio, .noProgress]),
    Case(
      training: Training("ReLU, Adam at a rate of 1") {
        $0.activation = "relu"
        $0.lr = 1
      }, rule: .learningRate,
      consequences: [.deadUnits, .updateRatio, .diverges, .oscillates, .noProgress]),
    Case(
      training: Training(
        "tanh from weights of deviation 100",
        layers: [Dense(8, .tanh, initializer: .normal(deviation: 100)), Dense(8, .tanh), Dense(2)]
      ) {
        $0.dataset = "spiral"
        $0.classes = 2
        $0.lr = 0.001
      }, rule: .saturation, node: "tanh1", steps: 0...0, consequences: [.vanishingGradients]),
    Case(
      training: Training(
        "sigmoids of inputs of a thousand",
        layers: [Dense(8, .sigmoid), Dense(2)],
        spoil: {
          try Dataset(
            name: $0.name, inputs: $0.inputs * Tensor(1000), targets: $0.targets,
            classes: $0.classes)
        }
      ) {
        $0.dataset = "spiral"
        $0.classes = 2
        $0.test = 0
        $0.lr = 0.001
      }, rule: .dataScale, node: "x", steps: 0...0, consequences: [.saturation, .noProgress]),
    Case(
      training: Training(
        "weights behind a step", layers: [Dense(8, .tanh), CutOff(), Dense(2)]
      ) { _ in },
      rule: .noGradient, node: "cut1/W"),
    Case(
      training: Training("Adam at a rate of 1, and luck") {
        $0.dataset = "blobs"
        $0.lr = 1
      }, rule: .updateRatio, steps: 0...1),
    Case(
      training: Training("forty noisy examples, 64 units") {
        $0.examples = 40
        $0.noise = 0.6
        $0.test = 0.5
        $0.layers = [64]
        $0.activation = "relu"
        $0.steps = 300
        $0.lr = 0.02
      }, rule: .overfitting),
  ]

  @Test(arguments: cases + more) func isFound(_ faulty: Case) throws {
    let findings = Finding.all(in: try faulty.training.history())
    let found = try #require(
      findings.first { $0.rule == faulty.rule }, "only \(findings.map(\.rule))")
    if let node = faulty.node { #expect(found.nodes.contains(node), "\(found.nodes)") }
    if let steps = faulty.steps {
      #expect(found.step.map(steps.contains) == true, "\(found.step ?? -1)")
    }
    let others = findings.map(\.rule).filter { $0 != faulty.rule }
    #expect(
      Set(others).subtracting(faulty.companions) == [], "\(findings.map(\.sentence))")
    #expect(Set(others).count == others.count)
    // Units that say the same may follow from anything.
    let consequences = Set(found.consequences.map(\.rule)).subtracting([.collapse])
    #expect(consequences.isSubset(of: faulty.consequences), "\(consequences)")
  }
}
