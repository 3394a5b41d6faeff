import Testing
import VizNeural
import VizTensor
import VizTrace

@testable import VizDiagnosis

extension FaultyTrainingsTests {
  /// Faults of data, of settings and of the network's build.
  static let more = [
    Case(
      training: Training("inputs of zeros", spoil: { try $0.mapInputs { try $0 * Tensor(0) } }) {
        $0.activation = "relu"
        $0.test = 0
      }, rule: .dataScale, node: "x", steps: 0...0,
      consequences: [.noGradient, .deadUnits, .updateRatio, .noProgress]),
    Case(
      training: Training(
        "one feature a thousand times the other",
        spoil: { try $0.mapInputs { try $0 * Tensor([1000, 1], shape: Shape([2])) } }
      ) {
        $0.test = 0
        $0.optimizer = "sgd"
        $0.lr = 0.1
      }, rule: .dataScale, node: "x", steps: 0...0, consequences: [.saturation]),
    Case(
      training: Training(
        "NaN in the first weights",
        prepare: { network in
          let weights = try #require(network.parameters.first { $0.name == "dense1/W" })
          var numbers = weights.value.elements
          numbers[3] = .nan
          try network.set("dense1/W", to: Tensor(numbers, shape: weights.value.shape))
        }
      ) { $0.steps = 20 }, rule: .notFinite, node: "dense1/W", steps: 0...0),
    Case(
      training: Training(
        "twenty-four layers of ReLUs, weights of a third of He's variance",
        layers: stack(24, width: 16, .relu, initializer: .normal(deviation: 0.144))
      ) { $0.lr = 0.003 }, rule: .initialisation,
      consequences: [.vanishingGradients, .deadUnits, .noProgress, .stoppedEarly]),
    Case(
      training: Training("one unit in each layer, for a spiral of three arms") {
        $0.dataset = "spiral"
        $0.examples = 300
        $0.layers = [1, 1]
        $0.lr = 0.02
        $0.steps = 500
      }, rule: .capacity, node: "tanh1"),
    Case(
      training: Training(
        "weights of deviation 0.001 in five layers", layers: stack(5, .tanh),
        prepare: { network in
          for parameter in network.parameters where parameter.name.hasSuffix("/W") {
            let small = try parameter.value * Tensor(0.002)
            try network.set(parameter.name, to: small)
          }
        }
      ) { $0.lr = 0.001 }, rule: .initialisation, steps: 0...0,
      consequences: [.noProgress, .vanishingGradients, .saturation, .updateRatio]),
    Case(
      training: Training(
        "softmax between the layers", layers: [Dense(8, .softmax), Dense(8, .softmax), Dense(2)]
      ) { _ in }, rule: .output, node: "softmax1",
      companions: [.noProgress, .vanishingGradients, .stoppedEarly]),
    Case(
      training: Training("six layers of sigmoids, SGD", layers: stack(6, .sigmoid)) {
        $0.optimizer = "sgd"
        $0.lr = 0.03
        $0.seed = 3
      }, rule: .vanishingGradients, node: "dense1/W", consequences: [.noProgress]),
    Case(
      training: Training(
        "GELU from biases of -20", layers: [Dense(8, .gelu), Dense(8, .gelu), Dense(2)],
        prepare: { try $0.set("dense2/b", to: Tensor(repeating: -20, shape: .vector(8))) }
      ) { $0.lr = 0.001 }, rule: .deadUnits, node: "gelu2",
      consequences: [.noGradient, .updateRatio, .noProgress]),
    Case(
      training: Training(
        "three layers without a function", layers: [Dense(8), Dense(8), Dense(2)]
      ) {
        $0.dataset = "xor"
      }, rule: .noBend, node: "matmul2", consequences: [.noProgress]),
    Case(
      training: Training(
        "softmax before the"
          + " cross-entropy", layers: [Dense(8, .tanh), Dense(2, .softmax)]
      ) { _ in },
      rule: .output, node: "softmax1"),
    Case(
      training: Training(
        "a sigmoid compared with classes by squares",
        layers: [Dense(8, .tanh), Dense(1, .sigmoid)],
        spoil: { data in
          let bits = (data.labels ?? []).map { Float($0) }
          return try Dataset(
            name: data.name, inputs: data.inputs,
            targets: .values(try Tensor(bits, shape: Shape([bits.count, 1]))))
        }
      ) {
        $0.loss = "mse"
        $0.test = 0
      }, rule: .output, node: "sigmoid1"),
    Case(
      training: Training(
        "a tanh for targets of ten", layers: [Dense(8, .tanh), Dense(1, .tanh)],
        spoil: { data in
          guard case .values(let values) = data.targets else { return data }
          return try Dataset(
            name: data.name, inputs: data.inputs, targets: .values(values * Tensor(10)))
        }
      ) {
        $0.dataset = "sine"
        $0.test = 0
      }, rule: .output, node: "tanh2"),
    Case(
      training: Training(
        "one example in twenty of the other class",
        spoil: { data in
          var generator = SplitMix64(seed: 8)
          let labels = (0..<data.count).map { $0.isMultiple(of: 20) ? 1 : 0 }.shuffled(
            using: &generator)
          return try Dataset(
            name: data.name, inputs: data.inputs, targets: .labels(labels), classes: data.classes)
        }
      ) {
        $0.test = 0
        $0.layers = [4]
      }, rule: .classImbalance, node: "y"),
    Case(
      training: Training(
        "units that are copies",
        prepare: { network in
          try network.set(
            "dense1/W",
            to: Tensor((0..<16).map { $0 < 8 ? 0.7 : -0.4 }, shape: Shape([2, 8])))
          try network.set(
            "dense2/W", to: Tensor((0..<64).map { Float($0 % 8) / 8 - 0.4 }, shape: Shape([8, 8])))
        }
      ) { _ in }, rule: .symmetricUnits, node: "dense1/W"),
    Case(
      training: Training("an L2 decay of 1") { $0.l2 = 1 },
      rule: .regularisation, consequences: [.noProgress]),
    Case(
      training: Training("a spiral of three arms, SGD at its usual rate") {
        $0.dataset = "spiral"
        $0.examples = 600
        $0.layers = [16, 16]
        $0.optimizer = "sgd"
        $0.lr = 0.01
        $0.batch = 64
        $0.steps = 1200
        $0.evaluate = 20
        $0.seed = 7
      }, rule: .stoppedEarly),
    Case(
      training: Training("nine tenths of the units dropped") {
        $0.activation = "relu"
        $0.layers = [16, 16]
        $0.dropout = 0.9
      }, rule: .dropout, node: "dropout1",
      consequences: [.noProgress, .initialisation, .deadUnits, .oscillates, .stoppedEarly]),
    Case(
      training: Training(
        "targets drawn at random, learnt by heart",
        spoil: { data in
          var generator = SplitMix64(seed: 4)
          let values = (0..<data.count).map { _ in Float.random(in: -1...1, using: &generator) }
          return try Dataset(
            name: data.name, inputs: data.inputs,
            targets: .values(try Tensor(values, shape: Shape([values.count, 1]))))
        }
      ) {
        $0.dataset = "sine"
        $0.examples = 60
        $0.test = 0.5
        $0.layers = [64, 64]
        $0.lr = 0.01
        $0.steps = 600
      }, rule: .labelNoise, consequences: [.overfitting, .noProgress, .stoppedEarly]),
    Case(
      training: Training(
        "a ReLU that gives 0 where targets are below it",
        layers: [Dense(8, .tanh), Dense(1, .relu)],
        prepare: { try $0.set("dense2/b", to: Tensor(repeating: -9, shape: .vector(1))) }
      ) {
        $0.dataset = "sine"
        $0.test = 0
      }, rule: .output, node: "relu1",
      consequences: [.deadUnits, .noGradient, .updateRatio, .noProgress]),
    Case(
      training: Training(
        "one target of 400 among those of a sine",
        spoil: { data in
          guard case .values(let values) = data.targets else { return data }
          var numbers = values.elements
          numbers[17] = 400
          return try Dataset(
            name: data.name, inputs: data.inputs,
            targets: .values(try Tensor(numbers, shape: values.shape)))
        }
      ) {
        ($0.dataset, $0.clipNorm, $0.test) = ("sine", 0.3, 0)
        ($0.examples, $0.steps) = (400, 250)
      }, rule: .lossSpikes, node: "y", consequences: [.overfitting]),
    Case(
      training: Training("fourteen layers of sigmoids", layers: stack(14, .sigmoid)) {
        $0.optimizer = "sgd"
        $0.lr = 0.1
      }, rule: .vanishingGradients, node: "dense1/W", consequences: [.noProgress, .updateRatio]),
    Case(
      training: Training("an L2 decay of 3, ReLU") {
        $0.activation = "relu"
        $0.layers = [16, 16]
        $0.l2 = 3
        $0.steps = 200
      }, rule: .regularisation,
      consequences: [.noProgress, .vanishingGradients, .deadUnits, .noGradient, .updateRatio]),
    Case(
      training: Training("gradients clipped to a ten-thousandth") {
        $0.optimizer = "sgd"
        $0.lr = 0.3
        $0.clipNorm = 1e-4
      }, rule: .clipping, consequences: [.noProgress, .updateRatio]),
    Case(
      training: Training("a rate that is halved at every second step") {
        $0.lr = 0.01
        $0.schedule = "exponential"
        $0.decay = 0.7
      }, rule: .schedule, consequences: [.noProgress, .updateRatio]),
    Case(
      training: Training(
        "targets drawn at random",
        spoil: { data in
          var generator = SplitMix64(seed: 4)
          let values = (0..<data.count).map { _ in Float.random(in: -1...1, using: &generator) }
          return try Dataset(
            name: data.name, inputs: data.inputs,
            targets: .values(try Tensor(values, shape: Shape([values.count, 1]))))
        }
      ) {
        $0.dataset = "sine"
        $0.layers = [4]
        $0.test = 0
      }, rule: .noProgress),
  ]
}

extension Dataset {
  /// The data with changed inputs.
  func mapInputs(_ change: (Tensor<Scalar>) throws -> Tensor<Scalar>) throws -> Dataset {
    try Dataset(name: name, inputs: change(inputs), targets: targets, classes: classes)
  }
}
