import VizBase
import VizDrawing
import VizNeural
import VizPlot
import VizTensor
import VizTrace

/// Trainings whose losses are looked at.
enum CurveLessons {
  /// The same training from several seeds: losses and accuracies on training and held-out data.
  static func seeds(_ count: Int = 5) throws -> [MetricSeries] {
    let data = try SyntheticDataset.moons.make(
      examples: 200, noise: 0.35, seed: 2, as: Double.self)
    let (train, test) = try data.split(testShare: 0.75, seed: 1)
    var all: [MetricSeries] = []
    for seed in 1...max(count, 1) {
      let trainer = try Trainer(
        LectureNetwork([16, 16], .tanh, seed: UInt64(seed)).network, on: train,
        TrainingOptions(
          loss: .crossEntropy, learningRate: 0.01, batchSize: 25, steps: 300,
          evaluationInterval: 0, seed: UInt64(seed)))
      var steps: [Double] = []
      var values: [[Double]] = [[], [], [], []]
      for step in stride(from: 0, through: 300, by: 10) {
        while trainer.steps < step { try trainer.step() }
        let seen = try trainer.network.evaluate(train, .crossEntropy)
        let unseen = try trainer.network.evaluate(test, .crossEntropy)
        steps.append(Double(step))
        for (index, value) in [
          seen.loss, unseen.loss, seen.accuracy ?? .nan, unseen.accuracy ?? .nan,
        ].enumerated() { values[index].append(value) }
      }
      for (name, values) in zip(
        ["train_loss", "val_loss", "train_accuracy", "val_accuracy"], values)
      {
        all.append(MetricSeries(name: name, run: "seed \(seed)", steps: steps, values: values))
      }
    }
    return all
  }

  /// The losses of small batches, one a step.
  static func batches() throws -> MetricSeries {
    let data = try SyntheticDataset.moons.make(
      examples: 200, noise: 0.2, seed: 1, as: Double.self)
    let trainer = try Trainer(
      LectureNetwork([8], .tanh, seed: 2).network, on: data,
      TrainingOptions(
        loss: .crossEntropy, learningRate: 0.01, batchSize: 5, steps: 600, evaluationInterval: 0,
        seed: 2))
    return MetricSeries(name: "loss", values: try (0..<600).map { _ in try trainer.step() })
  }

  /// Learning rates that are too small, right, and too large, for ``losses(rate:)``.
  static let rates = [0.002, 0.5, 6]

  /// The losses of plain gradient descent on all examples, up to where they are out of sight.
  static func losses(rate: Double) throws -> MetricSeries {
    let data = try SyntheticDataset.moons.make(
      examples: 100, noise: 0.1, seed: 1, as: Double.self)
    let trainer = try Trainer(
      LectureNetwork([16, 16], .relu, seed: 3).network, on: data,
      TrainingOptions(
        loss: .crossEntropy, optimizer: .sgd, learningRate: rate, batchSize: 100, steps: 200,
        evaluationInterval: 0))
    var losses: [Double] = []
    while losses.count < 200, losses.last ?? 0 < 1e3 { losses.append(try trainer.step()) }
    return MetricSeries(name: "loss", run: "η = \(NumberFormat.plain(rate))", values: losses)
  }

  /// Half of x² + 5y²: no rate above 2/5 gets down along y.
  static func bowl(_ x: Double, _ y: Double) -> Double { (x * x + 5 * y * y) / 2 }
  static let bowlRates = [0.02, 0.3, 0.45]

  static func bowlFigure() -> Figure {
    Figure.descent(
      rates: bowlRates, from: Point(x: -1.7, y: 1), title: "Too small, right, and too large a rate",
      x: FieldAxis("x", range: -2...2), y: FieldAxis("y", range: -2...2), steps: 40, surface: bowl
    ) { Point(x: $0.x, y: 5 * $0.y) }
  }
}
