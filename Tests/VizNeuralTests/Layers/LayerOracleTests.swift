import Testing
import VizTensor

@testable import VizNeural

/// Networks of every layer against the table that `Tests/Oracles/layers.py` wrote with PyTorch.
@Suite struct LayerOracleTests {
  struct Numbers: Decodable {
    let name: String
    let shape: [Int]
    let values: [Double]
    func tensor() throws -> Tensor<Double> { try Tensor(values, shape: Shape(shape)) }
  }

  struct Case: Decodable, CustomTestStringConvertible {
    let name, lossName: String
    let x, y, output: Numbers
    let parameters, gradients, trained, statistics: [Numbers]
    let loss, evaluationLoss: Double
    var testDescription: String { name }
  }

  static let cases = Result { try fixture("layers.json", as: [Case].self) }

  static let layers: [String: any Layer] = [
    "convolutions": Sequential(
      Conv2D(4, kernel: 3, padding: 1), BatchNorm(), Activation.relu, MaxPool2D(2),
      Conv2D(4, kernel: 2, .tanh, groups: 2), AvgPool2D(2), Flatten(), Dense(3)),
    "norms": Sequential(Dense(5), BatchNorm(), Activation.gelu, LayerNorm(), Dense(3)),
    "maxout": Sequential(Maxout(4, pieces: 3), Dense(1)),
    "embedding": Sequential(Embedding(5, size: 2), Flatten(), Dense(1)),
    "activations": Sequential(
      Dense(4, .leakyReLU()), Dense(4, .elu()), Dense(4, .sigmoid), Dense(4, .softplus),
      Dense(2, .softmax)),
  ]

  @Test func coversAllNetworks() throws {
    #expect(Set(try Self.cases.get().map(\.name)) == Set(Self.layers.keys))
  }

  @Test(arguments: (try? cases.get()) ?? [])
  func agreesWithPyTorch(_ item: Case) throws {
    let x = try item.x.tensor()
    let layer = try #require(Self.layers[item.name])
    var network = try Network<Double>(
      layer, inputShape: Array(x.shape.extents.dropFirst()), seed: 1)
    #expect(network.parameters.map(\.name) == item.parameters.map(\.name))
    for parameter in item.parameters { try network.set(parameter.name, to: parameter.tensor()) }

    let loss = try #require(Loss(rawValue: item.lossName))
    let targets: Dataset<Double>.Targets =
      loss == .mse ? .values(try item.y.tensor()) : .labels(item.y.values.map { Int($0) })
    let classes = Set(item.y.values).count
    let data = try Dataset(
      name: item.name, inputs: x, targets: targets,
      classes: loss == .mse ? [] : (0..<classes).map(String.init))
    let log = StepLog()
    let trainer = try Trainer(
      network, on: data,
      TrainingOptions(loss: loss, optimizer: .sgd, learningRate: 0.1, batchSize: 100, steps: 3))
    trainer.observer = log
    let result = try trainer.run()

    let first = try #require(log.entries.first)
    #expect(relativeError([first.loss], [item.loss]) < 1e-10)
    for (gradient, expected) in zip(first.gradients, item.gradients) {
      #expect(relativeError(gradient, expected.values) < 1e-10, "\(expected.name)")
    }
    for (parameter, expected) in zip(trainer.network.parameters, item.trained) {
      #expect(relativeError(parameter.value.elements, expected.values) < 1e-10, "\(expected.name)")
    }
    #expect(trainer.network.state.statistics.map(\.name) == item.statistics.map(\.name))
    for (statistic, expected) in zip(trainer.network.state.statistics, item.statistics) {
      #expect(relativeError(statistic.value.elements, expected.values) < 1e-10, "\(expected.name)")
    }
    let output = try trainer.network.predict(x)
    #expect(relativeError(output.elements, item.output.values) < 1e-10)
    #expect(relativeError([result.evaluation.loss], [item.evaluationLoss]) < 1e-10)
  }
}
