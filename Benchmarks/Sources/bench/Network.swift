import VizBP

/// A network and its loss, as a user would write them.
protocol Network {
  associatedtype Scalar: TensorScalar
  init(_ workload: Workload) throws
  /// Where training starts.
  var parameters: [Tensor<Scalar>] { get }
  /// The part of the gradient that a step takes off.
  var rate: Scalar { get }
  /// The loss on the tape of `parameters`.
  func loss(_ parameters: [Variable<Scalar>], on tape: Tape<Scalar>) throws -> Variable<Scalar>
}

/// Of tensors in single precision, with the mean hinge loss.
struct TensorNetwork: Network {
  /// Weights and biases in turn.
  let parameters: [Tensor<Float>]
  let rate: Float = 0.1
  private let points: Tensor<Float>
  private let labels: Tensor<Float>

  init(_ workload: Workload) throws {
    points = try Tensor(rows: workload.points).converted(to: Float.self)
    labels = try Tensor(rows: workload.labels.map { [$0] }).converted(to: Float.self)
    parameters = try workload.layers.flatMap {
      [
        try Tensor(rows: $0.weights).converted(to: Float.self),
        Tensor($0.biases).converted(to: Float.self),
      ]
    }
  }

  func loss(_ parameters: [Variable<Float>], on tape: Tape<Float>) throws -> Variable<Float> {
    var scores = tape.input(points)
    for layer in stride(from: 0, to: parameters.count, by: 2) {
      if layer > 0 { scores = try relu(scores) }
      scores = try matmul(scores, parameters[layer]) + parameters[layer + 1]
    }
    return try mean(relu(1 - tape.input(labels) * scores))
  }
}

/// Of single numbers in double precision, with the mean hinge loss and a penalty on large weights:
/// what micrograd's demo does.
struct ScalarNetwork: Network {
  /// For each neuron its weights and its bias, layer by layer.
  let parameters: [Tensor<Double>]
  let rate = 0.1
  private let sizes: [Int]
  private let points: [[Double]]
  private let labels: [Double]

  init(_ workload: Workload) throws {
    sizes = workload.sizes
    points = workload.points
    labels = workload.labels
    parameters = workload.layers.flatMap { layer in
      layer.biases.indices.flatMap { column in
        layer.weights.map { Tensor($0[column]) } + [Tensor(layer.biases[column])]
      }
    }
  }

  func loss(_ parameters: [Variable<Double>], on tape: Tape<Double>) throws -> Variable<Double> {
    var total = tape.constant(0)
    for (point, label) in zip(points, labels) {
      var values = point.map { tape.input(Tensor($0)) }
      var next = 0
      for (number, (inputs, outputs)) in zip(sizes, sizes.dropFirst()).enumerated() {
        if number > 0 { values = try values.map { try relu($0) } }
        values = try (0..<outputs).map { _ in
          let weights = parameters[next..<next + inputs]
          let bias = parameters[next + inputs]
          next += inputs + 1
          return try zip(weights, values).reduce(bias) { try $0 + $1.0 * $1.1 }
        }
      }
      total = try total + relu(1 + -label * values[0])
    }
    let penalty = try parameters.reduce(tape.constant(0)) { try $0 + $1 * $1 }
    return try total * (1 / Double(points.count)) + 1e-4 * penalty
  }
}
