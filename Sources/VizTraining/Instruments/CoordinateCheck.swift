import Foundation
import VizAutodiff
import VizCapture
public import VizNeural
import VizTensor
import VizTrace

/// The coordinate check: whether the first steps change each layer's values alike at every width, so that
/// a learning rate that was found for a narrow network holds for a wide one.
///
/// Networks of several widths take a few steps on one and the same batch; of each layer the root mean
/// square of what they changed in its values is measured. In a log-log plot over the widths it lies on a
/// line, whose slope is 0 where the parametrisation is the one of maximal updates, above it where wide
/// layers blow up, and below it where they stop learning.
///
/// Yang, Hu and others, "Tensor Programs V: Tuning Large Neural Networks via Zero-Shot Hyperparameter
/// Transfer", 2022 (arXiv 2203.03466), appendix D.1.
public struct CoordinateCheck: Sendable {
  /// One layer at all widths.
  public struct Layer: Sendable, Equatable {
    /// The function that gives its values, or `output`.
    public var name: String
    /// For each width how far the steps moved its values.
    public var changes: [Double]
    /// The slope of the line through them on logarithmic axes; NaN where nothing moved.
    public var slope: Double
  }

  /// The widths, the least first.
  public let widths: [Int]
  /// How many steps were taken.
  public let steps: Int
  /// The layers from the data to the output.
  public let layers: [Layer]

  /// Trains a network of each width.
  ///
  /// - Parameters:
  ///   - configuration: The settings; each of its hidden layers gets the width.
  ///   - widths: At least two, all different.
  ///   - steps: How many steps are taken.
  ///   - read: Reads a file's bytes by its path.
  /// - Throws: `NeuralError` where the settings make no training, and what `read` throws.
  public init(
    of configuration: TrainingConfiguration, widths: [Int] = [32, 64, 128, 256], steps: Int = 4,
    reading read: (_ path: String) throws -> [UInt8]
  ) throws {
    guard Set(widths).count > 1, !configuration.layers.isEmpty, steps > 0 else {
      throw NeuralError.configuration(
        key: "layers", reason: "widths are compared of a network with hidden layers",
        hint: "name two widths at least")
    }
    self.widths = Set(widths).sorted()
    self.steps = steps
    let changes = try self.widths.map { width in
      var own = configuration
      own.layers = configuration.layers.map { _ in width }
      return try Self.changes(own, steps, read)
    }
    let (widths, names) = (self.widths, changes[0].map(\.name))
    layers = names.map { name in
      let sizes = changes.map { list in list.first { $0.name == name }?.change ?? .nan }
      return Layer(name: name, changes: sizes, slope: Self.slope(widths, sizes))
    }
  }

  /// How far the steps moved each layer's values on the batch.
  private static func changes(
    _ configuration: TrainingConfiguration, _ steps: Int, _ read: (_ path: String) throws -> [UInt8]
  ) throws -> [(name: String, change: Double)] {
    let plan = try TrainingPlan(configuration)
    let data = try plan.data(as: Double.self, reading: read).training
    let batch = try data.subset(0..<min(data.count, configuration.batch))
    var options = plan.options(for: batch)
    options.steps = steps
    options.evaluationInterval = 0
    let trainer = try Trainer(plan.network(for: batch), on: batch, options)
    let before = try values(trainer.network, batch)
    for _ in 0..<steps { try trainer.step() }
    return zip(before, try values(trainer.network, batch)).map { before, after in
      let square = zip(before.elements, after.elements).reduce(0) {
        $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
      }
      return (before.name, (square / Double(max(before.elements.count, 1))).squareRoot())
    }
  }

  private static func values(
    _ network: Network<Double>, _ batch: Dataset<Double>
  ) throws -> [(name: String, elements: [Double])] {
    let pass = network.pass(.evaluation)
    let output = try network.layer(pass.tape.input(batch.inputs, named: "x"), in: pass)
    let (graph, indices) = ComputationGraph.structure(of: output)
    let hidden = graph.hiddenFunctions
    let functions = zip(graph.nodes, indices).filter { hidden.contains($0.0.id) }.map {
      (name: $0.id, elements: pass.tape.nodes[$1].value.elements)
    }
    return functions + [(name: "output", elements: output.value.elements)]
  }

  /// The slope of the line of least squares through the logarithms.
  static func slope(_ widths: [Int], _ sizes: [Double]) -> Double {
    let points = zip(widths, sizes).filter { $1 > 0 && $1.isFinite }
      .map { (x: log(Double($0)), y: log($1)) }
    guard points.count > 1 else { return .nan }
    let count = Double(points.count)
    let (x, y) = (
      points.reduce(0) { $0 + $1.x } / count, points.reduce(0) { $0 + $1.y } / count
    )
    let (across, along) = (
      points.reduce(0) { $0 + ($1.x - x) * ($1.y - y) },
      points.reduce(0) { $0 + ($1.x - x) * ($1.x - x) }
    )
    return across / along
  }
}
