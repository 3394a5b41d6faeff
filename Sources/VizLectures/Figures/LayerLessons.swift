import VizAutodiff
import VizBase
import VizNeural
import VizPlot
import VizTensor
import VizTrace

/// What happens in the layers of a deep network.
enum LayerLessons {
  private static func moons() throws -> Dataset<Double> {
    try SyntheticDataset.moons.make(examples: 200, noise: 0.1, seed: 1)
  }

  // MARK: Vanishing gradients

  /// The gradients of the weights of a network of eight hidden layers, before its first step.
  static func gradients(_ activation: Activation) throws -> [LayerGradient] {
    let network = try LectureNetwork(
      [Int](repeating: 16, count: 8), activation, seed: 1,
      initializer: activation == .sigmoid ? .xavierUniform : .heUniform)
    let trainer = try Trainer(
      network.network, on: moons(),
      TrainingOptions(loss: .crossEntropy, batchSize: 200, steps: 1, evaluationInterval: 0))
    let watch = GradientWatch()
    trainer.observer = watch
    try trainer.step()
    var layers = watch.layers
    if !layers.isEmpty { layers[layers.count - 1].name = "output" }
    return layers
  }

  static func flowFigure() throws -> Figure {
    let figures = try [Activation.sigmoid, .relu].map {
      try Figure.gradientFlow(gradients($0), size: .pixels(960, 420))
    }
    var figure = figures[0]
    figure.panels = zip(figures, ["eight layers of sigmoids", "eight layers of ReLUs"]).map {
      var panel = $0.panels[0]
      panel.title = $1
      return panel
    }
    figure.columns = 2
    figure.sharesX = true
    figure.title = "Through sigmoids gradients vanish; through ReLUs they arrive"
    figure.summary =
      zip(["Sigmoids", "ReLUs"], figures).map { "\($0): \($1.summary)" }.joined(separator: " ")
    return figure
  }

  private final class GradientWatch: TrainingObserver {
    var layers: [LayerGradient] = []

    func trainer<Scalar: TensorScalar>(
      _ trainer: Trainer<Scalar>, willUpdate step: TrainingStep<Scalar>
    ) throws {
      // Weights, without biases.
      for (parameter, leaf) in zip(trainer.network.parameters, step.recording.parameters)
      where parameter.isDecayed {
        guard let gradient = leaf.flatMap({ step.gradient(at: $0.index) }) else { continue }
        layers.append(
          LayerGradient(
            name: "layer \(layers.count + 1)", gradients: gradient.elements.map(\.asDouble)))
      }
    }
  }

  // MARK: Update ratios

  static let updateRates = [0.001, 0.02, 1]

  /// |update| / |weights| of a hidden layer at each step of plain descent.
  static func updates(rate: Double) throws -> MetricSeries {
    let trainer = try Trainer(
      LectureNetwork([16, 16], .tanh, seed: 2).network, on: moons(),
      TrainingOptions(
        loss: .crossEntropy, optimizer: .sgd, learningRate: rate, batchSize: 20, steps: 300,
        evaluationInterval: 0))
    func weights() -> [Double] {
      trainer.network.parameters.first { $0.name == "dense2/W" }?.value.elements ?? []
    }
    var before = weights()
    let ratios = try (0..<300).map { _ in
      try trainer.step()
      let after = weights()
      let change = zip(after, before).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      let size = before.reduce(0) { $0 + $1 * $1 }
      before = after
      return (change / size).squareRoot()
    }
    return MetricSeries(name: "η = \(NumberFormat.plain(rate))", values: ratios)
  }

  static func updateFigure() throws -> Figure {
    try Figure.updateRatios(
      updateRates.map(updates), title: "Updates too small, about right, and too large")
  }

  // MARK: Saturation

  /// The units of a tanh network with weights far too large, and of a ReLU network after steps far
  /// too large.
  static func health() throws -> (tanh: [UnitHealth], relu: [UnitHealth]) {
    let data = try moons()
    let large = try LectureNetwork(
      [24, 24, 24, 24], .tanh, seed: 1, initializer: .normal(deviation: 1.2))
    var thrown = try LectureNetwork([24, 24, 24, 24], .relu, seed: 1)
    let trainer = try Trainer(
      thrown.network, on: data,
      TrainingOptions(
        loss: .crossEntropy, optimizer: .sgd, learningRate: 0.7, batchSize: 20, steps: 60,
        evaluationInterval: 0))
    for _ in 0..<60 { try trainer.step() }
    thrown.network = trainer.network
    func health(_ network: LectureNetwork, _ floor: Double, _ ceiling: Double) throws
      -> [UnitHealth]
    {
      try (1...4).map { layer in
        let rows = try network.activations(of: layer, at: data.inputs)
        let units = (rows.first ?? []).indices.map { unit in rows.map { $0[unit] } }
        return UnitHealth(
          name: "layer \(layer)", activations: units, floor: floor, ceiling: ceiling)
      }
    }
    return (try health(large, -1, 1), try health(thrown, 0, .infinity))
  }

  static func healthFigure() throws -> Figure {
    let (tanh, relu) = try health()
    let figures = try [tanh, relu].map { try Figure.unitHealth($0, size: .pixels(960, 420)) }
    var figure = figures[0]
    figure.panels = zip(figures, ["tanh, first weights too large", "ReLU, after steps too large"])
      .map {
        var panel = $0.panels[0]
        panel.title = $1
        return panel
      }
    figure.columns = 2
    figure.sharesY = true
    figure.title = "Two ways to lose units: saturation and death"
    figure.summary =
      zip(["tanh", "ReLU"], figures).map { "\($0): \($1.summary)" }.joined(separator: " ")
    return figure
  }

  // MARK: Distributions

  /// The activations of a tanh layer, and the weights before it, every so many steps.
  static func distributions() throws -> (
    activations: [ValueDistribution], weights: [ValueDistribution]
  ) {
    let data = try moons()
    var network = try LectureNetwork([16, 16], .tanh, seed: 2)
    let trainer = try Trainer(
      network.network, on: data,
      TrainingOptions(
        loss: .crossEntropy, learningRate: 0.02, batchSize: 50, steps: 400, evaluationInterval: 0))
    var activations: [ValueDistribution] = []
    var weights: [ValueDistribution] = []
    for step in stride(from: 0, through: 400, by: 10) {
      while trainer.steps < step { try trainer.step() }
      network.network = trainer.network
      let given = try network.activations(of: 2, at: data.inputs).flatMap { $0 }
      let held = trainer.network.parameters.first { $0.name == "dense2/W" }?.value.elements ?? []
      if let histogram = Histogram(of: given, bins: 60) {
        activations.append(ValueDistribution(step: Double(step), histogram: histogram))
      }
      if let histogram = Histogram(of: held, bins: 30) {
        weights.append(ValueDistribution(step: Double(step), histogram: histogram))
      }
    }
    return (activations, weights)
  }
}
