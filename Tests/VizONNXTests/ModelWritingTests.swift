import Testing
import VizAutodiff
import VizNeural
import VizTensor
import VizTrace

@testable import VizONNX

/// A model that is written is read again, and must compute what the network does.
@Suite struct ModelWritingTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var layer: any Layer
    var shape: [Int]
    /// Inputs are whole numbers below this; nil for any numbers.
    var classes: Int?
    var testDescription: String { name }

    init(_ name: String, _ shape: [Int], classes: Int? = nil, _ layers: any Layer...) {
      self.name = name
      self.shape = shape
      self.classes = classes
      layer = Sequential(layers)
    }
  }

  static let cases = [
    Case(
      "activations", [3], Dense(5, .gelu), Dense(5, .elu()), Dense(5, .leakyReLU()), Dropout(0.3),
      Dense(5, .softplus), Dense(5, .tanh), Dense(4, .sigmoid), Activation.softmax),
    Case("normalised", [4], Dense(6), BatchNorm(), Activation.relu, LayerNorm(), Dense(2)),
    Case("maxout", [4], Maxout(3, pieces: 2), Dense(2)),
    Case(
      "images", [2, 8, 8], Conv2D(3, kernel: 3, .relu, padding: 1), BatchNorm(), MaxPool2D(2),
      AvgPool2D(2), Flatten(), Dense(3)),
    Case("residual", [1, 8, 8], ResidualBlock(4, stride: 2), MeanOverPixels(), Dense(3)),
    Case("siamese", [2, 5], Siamese(Dense(4, .tanh)), Dense(1)),
    Case("rnn", [4, 3], Recurrent([RNNCell(5, .tanh)], output: .last), Dense(2)),
    Case("lstm", [4, 3], Recurrent([LSTMCell(5), LSTMCell(4)], output: .every), Dense(2)),
    Case("gru, masked", [4, 3], MaskedSequences(), Recurrent([GRUCell(5)], output: .last)),
    Case(
      "transformer", [6], classes: 7, Embedding(7, size: 8), Positions(),
      TransformerBlock(heads: 2, isCausal: true), LayerNorm(), Dense(7)),
    Case(
      "machine", [5, 3],
      Recurrent(
        [
          NeuralTuringMachine(
            outputs: 2, controller: .lstm(6), locations: 8, width: 4, readHeads: 1, writeHeads: 1)
        ], output: .every), Dense(2)),
  ]

  @Test(arguments: cases) func aModelComputesWhatTheNetworkDoes(of item: Case) throws {
    var network = try Network<Double>(item.layer, inputShape: item.shape, seed: 11)
    var generator = SplitMix64(seed: 5)
    // As after a training: no parameter and no statistic has its first value.
    for parameter in network.state.parameters + network.state.statistics {
      let moved = Tensor<Double>.randomNormal(parameter.value.shape, using: &generator)
      try network.set(parameter.name, to: moved.map { 0.3 + abs($0) })
    }
    let bytes = try ONNXModel.bytes(named: item.name, version: "1") { examples in
      let pass = network.pass(.evaluation)
      let x = pass.tape.input(
        Tensor<Double>.zeros(try Shape([examples] + item.shape)), named: "x")
      return ONNXModel.Recording(from: x, to: try network.layer(x, in: pass))
    }
    let model = try ONNXModel(bytes)
    #expect(model.inputs.map(\.dimensions) == [[.name("batch")] + item.shape.map { .extent($0) }])
    #expect(model.outputs == ["scores"])
    for examples in [1, 5] {
      var x = Tensor<Double>.randomNormal(try Shape([examples] + item.shape), using: &generator)
      if let classes = item.classes {
        x = x.map { _ in Double(generator.next() % UInt64(classes)) }
      }
      var options = ONNXModel.Options()
      options.inputs["x"] = x
      let drawn = try model.graph(options)
      let id = try #require(drawn.graph.outputs.first)
      let value = try #require(drawn.graph.nodes.first { $0.id == id }?.value)
      let expected = try network.predict(x)
      guard case .elements(let elements, _) = value else {
        Issue.record("the output is no tensor")
        return
      }
      #expect(elements.count == expected.elements.count)
      for (a, b) in zip(elements, expected.elements) {
        // An epsilon of 1e-5 is an attribute, which the standard has in single precision.
        #expect(abs(a - b) <= 1e-10 * max(1, abs(b)), "\(examples): \(a) and \(b)")
      }
    }
  }

  @Test func whatDependsOnTheNumberOfExamplesIsRefused() throws {
    let problem = #expect(throws: ONNXError.self) {
      try ONNXModel.bytes(named: "f", version: "1") { examples in
        let tape = Tape<Double>()
        let x = tape.input(Tensor<Double>.zeros(try Shape([examples, 2])), named: "x")
        let share = tape.constant(Tensor(1 / Double(examples)), named: "share")
        return ONNXModel.Recording(from: x, to: try x * share)
      }
    }
    #expect(problem?.message.contains("share") == true)
  }

  @Test func whatHasNoOperatorIsNamed() throws {
    let problem = #expect(throws: ONNXError.self) {
      try ONNXModel.bytes(named: "f", version: "1") { examples in
        let tape = Tape<Double>()
        let x = tape.input(Tensor<Double>.zeros(try Shape([examples, 2])), named: "x")
        return ONNXModel.Recording(from: x, to: try step(x))
      }
    }
    #expect(problem?.message.contains("step") == true)
  }
}
