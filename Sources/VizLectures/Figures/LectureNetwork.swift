import Foundation
import VizAutodiff
import VizDrawing
import VizNeural
import VizPlot
import VizTensor

/// A plain stack of layers, and what its units give.
struct LectureNetwork: Sendable {
  let hidden: [Int]
  let activation: Activation
  var network: Network<Double>

  init(
    _ hidden: [Int], _ activation: Activation, seed: UInt64, initializer: Initializer? = nil
  ) throws {
    self.hidden = hidden
    self.activation = activation
    let layers = hidden.map { Dense($0, activation) } + [Dense(2)]
    network = try Network(
      Sequential(layers), inputShape: [2], seed: seed, initializer: initializer)
  }

  /// What the units of a hidden layer give, counted from 1: a row a point.
  func activations(of layer: Int, at inputs: Tensor<Double>) throws -> [[Double]] {
    let widths = hidden.prefix(layer)
    var front = try Network<Double>(
      Sequential(widths.map { Dense($0, activation) }), inputShape: [2], seed: network.seed)
    let names = Set(front.parameters.map(\.name))
    for parameter in network.parameters where names.contains(parameter.name) {
      try front.set(parameter.name, to: parameter.value)
    }
    return try Self.rows(front.predict(inputs))
  }

  /// The probabilities of the classes.
  var classifier: Classifier {
    { points in
      // Points of a plane are what the network was built for.
      guard let inputs = try? Self.inputs(points), let scores = try? network.predict(inputs)
      else { return [] }
      return Self.rows(scores).map { scores in
        let highest = scores.max() ?? 0
        let weights = scores.map { exp($0 - highest) }
        let sum = weights.reduce(0, +)
        return weights.map { $0 / sum }
      }
    }
  }

  /// Where the last layer finds both of its classes as likely, if the layer before has two units.
  var line: (weights: Point, bias: Double)? {
    let last = "dense\(hidden.count + 1)"
    func elements(_ name: String) -> [Double]? {
      network.parameters.first { $0.name == "\(last)/\(name)" }?.value.elements
    }
    guard hidden.last == 2, let w = elements("W"), let b = elements("b"), w.count == 4,
      b.count == 2
    else { return nil }
    return (Point(x: w[1] - w[0], y: w[3] - w[2]), b[1] - b[0])
  }

  static func inputs(_ points: [Point]) throws -> Tensor<Double> {
    try Tensor(points.flatMap { [$0.x, $0.y] }, shape: Shape([points.count, 2]))
  }

  static func rows(_ tensor: Tensor<Double>) -> [[Double]] {
    let width = max(tensor.shape.extents.last ?? 1, 1)
    return stride(from: 0, to: tensor.elements.count, by: width).map {
      Array(tensor.elements[$0..<min($0 + width, tensor.elements.count)])
    }
  }
}

extension Dataset<Double> {
  /// The examples as points of a plane.
  var points: ClassifiedPoints {
    let rows = LectureNetwork.rows(inputs)
    return ClassifiedPoints(
      x: rows.map { $0.first ?? .nan }, y: rows.map { $0.last ?? .nan }, classes: labels ?? [])
  }
}
