import VizBP

/// A network in training, as a user would write it.
protocol Training {
  init(_ workload: Workload) throws
  /// Forward, backward, update; the loss before the update.
  mutating func step() throws -> Double
}

/// On a tape of tensors in single precision, with the mean hinge loss.
struct TensorTraining: Training {
  private static let rate: Float = 0.1

  private var layers: [(weights: Tensor<Float>, biases: Tensor<Float>)]
  private let points: Tensor<Float>
  private let labels: Tensor<Float>

  init(_ workload: Workload) throws {
    points = try Tensor(rows: workload.points).converted(to: Float.self)
    labels = try Tensor(rows: workload.labels.map { [$0] }).converted(to: Float.self)
    layers = try workload.layers.map {
      (
        weights: try Tensor(rows: $0.weights).converted(to: Float.self),
        biases: Tensor($0.biases).converted(to: Float.self)
      )
    }
  }

  mutating func step() throws -> Double {
    let tape = Tape<Float>()
    let parameters = layers.map { (tape.parameter($0.weights), tape.parameter($0.biases)) }

    var scores = tape.input(points)
    for (number, (weights, biases)) in parameters.enumerated() {
      if number > 0 { scores = try relu(scores) }
      scores = try matmul(scores, weights) + biases
    }
    let loss = try mean(relu(1 - tape.input(labels) * scores))

    let gradient = try tape.gradient(
      of: loss, withRespectTo: parameters.flatMap { [$0.0, $0.1] })
    for (number, (weights, biases)) in parameters.enumerated() {
      try layers[number].weights.add(gradient[weights], times: -Self.rate)
      try layers[number].biases.add(gradient[biases], times: -Self.rate)
    }
    return Double(loss.value.elements[0])
  }
}

/// On a tape of single numbers in double precision, with the mean hinge loss and a penalty on large
/// weights: what micrograd's demo does.
struct ScalarTraining: Training {
  private struct Neuron<Number> {
    var weights: [Number]
    var bias: Number
  }

  private var layers: [[Neuron<Double>]]
  private let points: [[Double]]
  private let labels: [Double]

  init(_ workload: Workload) throws {
    points = workload.points
    labels = workload.labels
    layers = workload.layers.map { layer in
      layer.biases.indices.map { column in
        Neuron(weights: layer.weights.map { $0[column] }, bias: layer.biases[column])
      }
    }
  }

  mutating func step() throws -> Double {
    let tape = Tape<Double>()
    let network = layers.map { layer in
      layer.map { neuron in
        Neuron(
          weights: neuron.weights.map { tape.parameter(Tensor($0)) },
          bias: tape.parameter(Tensor(neuron.bias)))
      }
    }

    var total = tape.constant(0)
    for (point, label) in zip(points, labels) {
      var values = point.map { tape.input(Tensor($0)) }
      for (number, layer) in network.enumerated() {
        if number > 0 { values = try values.map { try relu($0) } }
        values = try layer.map { neuron in
          try zip(neuron.weights, values).reduce(neuron.bias) { try $0 + $1.0 * $1.1 }
        }
      }
      total = try total + relu(1 + -label * values[0])
    }
    var penalty = tape.constant(0)
    for neuron in network.joined() {
      for parameter in neuron.weights + [neuron.bias] {
        penalty = try penalty + parameter * parameter
      }
    }
    let loss = try total * (1 / Double(points.count)) + 1e-4 * penalty

    let gradient = try tape.gradient(of: loss)
    for (row, layer) in network.enumerated() {
      for (column, neuron) in layer.enumerated() {
        for (position, weight) in neuron.weights.enumerated() {
          layers[row][column].weights[position] -= 0.1 * gradient[weight].elements[0]
        }
        layers[row][column].bias -= 0.1 * gradient[neuron.bias].elements[0]
      }
    }
    return loss.value.elements[0]
  }
}
