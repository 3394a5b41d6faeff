import Testing
import VizAutodiff
import VizTensor

@testable import VizNeural

@Suite struct HandwrittenBackpropagationTests {
  private func network(
    _ widths: [Int], _ activation: HandwrittenBackpropagation.Activation,
    _ generator: inout SplitMix64
  ) throws -> HandwrittenBackpropagation {
    HandwrittenBackpropagation(
      layers: try zip(widths, widths.dropFirst()).map { inputs, units in
        .init(
          weights: .random(try Shape([units, inputs]), using: &generator),
          biases: .random(try Shape([units, 1]), using: &generator), activation: activation)
      })
  }

  /// What the lecture derives is what the tape computes.
  @Test(arguments: HandwrittenBackpropagation.Activation.allCases)
  func equalsTheTape(_ activation: HandwrittenBackpropagation.Activation) throws {
    var generator = SplitMix64(seed: 9)
    let network = try network([3, 5, 4, 2], activation, &generator)
    let x = Tensor<Double>.random(try Shape([3, 7]), using: &generator)
    let y = Tensor<Double>.random(try Shape([2, 7]), using: &generator)
    let trace = try network.forward(x)
    let output = try #require(trace.a.last)
    let (loss, slope) = try HandwrittenBackpropagation.squaredError(output, y)
    let gradients = try network.backward(trace, from: slope)

    let tape = Tape<Double>()
    var a = tape.input(x)
    var (weights, biases, z): ([Variable<Double>], [Variable<Double>], [Variable<Double>]) = (
      [], [], []
    )
    for layer in network.layers {
      let (w, b) = (tape.parameter(layer.weights), tape.parameter(layer.biases))
      let sum = try matmul(w, a) + b
      switch activation {
      case .identity: a = sum
      case .sigmoid: a = try sigmoid(sum)
      case .tanh: a = try tanh(sum)
      case .relu: a = try relu(sum)
      }
      weights.append(w)
      biases.append(b)
      z.append(sum)
    }
    let error = try a - tape.constant(y)
    let taped = try VizAutodiff.sum(error * error) / 14
    let expected = try tape.gradient(of: taped)
    #expect(relativeError([loss], [try #require(taped.value.scalar)]) < 1e-14)
    for l in network.layers.indices {
      #expect(relativeError(gradients.deltas[l].elements, expected[z[l]].elements) < 1e-13)
      #expect(relativeError(gradients.weights[l].elements, expected[weights[l]].elements) < 1e-13)
      #expect(relativeError(gradients.biases[l].elements, expected[biases[l]].elements) < 1e-13)
    }
  }

  @Test func descendsToXOR() throws {
    var generator = SplitMix64(seed: 2)
    var network = try network([2, 4, 1], .tanh, &generator)
    let x = try Tensor<Double>(rows: [[0, 0, 1, 1], [0, 1, 0, 1]])
    let y = try Tensor<Double>(rows: [[0, 1, 1, 0]])
    var losses: [Double] = []
    for _ in 0..<600 {
      let trace = try network.forward(x)
      let (loss, slope) = try HandwrittenBackpropagation.squaredError(try #require(trace.a.last), y)
      losses.append(loss)
      try network.descend(network.backward(trace, from: slope), rate: 0.5)
    }
    #expect(try #require(losses.last) < 0.002)
    #expect(losses[0] > 0.05)
  }
}
