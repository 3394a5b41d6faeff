import Testing
import VizTensor

@testable import VizAutodiff
@testable import VizNeural

/// Cells, blocks and Neural Turing Machines against the table that `Tests/Oracles/cells.py` wrote
/// with PyTorch: outputs and the gradients of a mean squared error, on a tape and as a program.
@Suite struct CellOracleTests {
  struct Case: Decodable, CustomTestStringConvertible {
    let name: String
    let x, y, output: LayerOracleTests.Numbers
    let parameters, gradients: [LayerOracleTests.Numbers]
    var testDescription: String { name }
  }

  static let cases = Result { try fixture("cells.json", as: [Case].self) }

  static let layers: [String: any Layer] = [
    "rnn": Recurrent(RNNCell(4)),
    "lstm": Recurrent(LSTMCell(4)),
    "gru": Recurrent(GRUCell(4)),
    "stacked": Recurrent(LSTMCell(3), LSTMCell(3), output: .last),
    "truncated": Recurrent(RNNCell(4), truncation: 2),
    "masked": Sequential(MaskedSequences(), Recurrent(GRUCell(4), output: .last)),
    "encoder-decoder": EncoderDecoder(
      encoder: LSTMCell(4), decoder: LSTMCell(4), outputs: 2, steps: 3),
    "attention": MultiHeadAttention(heads: 2),
    "causal-attention": MultiHeadAttention(heads: 2, isCausal: true),
    "masked-attention": Sequential(
      MaskedSequences(), MultiHeadAttention(heads: 2), MeanOverSteps()),
    "transformer": TransformerBlock(heads: 2, hidden: 8, isCausal: true),
    "learnt-positions": Sequential(Embedding(7, size: 4), Positions(.learned(6))),
    "sinusoidal-positions": Sequential(Embedding(7, size: 4), Positions()),
    "residual": ResidualBlock(2),
    "residual-shortcut": ResidualBlock(3, stride: 2),
    "siamese": Siamese(Dense(3, .tanh)),
    "ntm": Recurrent(
      NeuralTuringMachine(outputs: 2, controller: .feedForward(6), locations: 7, width: 4)),
    "ntm-lstm": Recurrent(
      NeuralTuringMachine(
        outputs: 2, controller: .lstm(5), locations: 8, width: 3, readHeads: 2, writeHeads: 2,
        reach: 2)),
  ]

  @Test func coversAllNetworks() throws {
    #expect(Set(try Self.cases.get().map(\.name)) == Set(Self.layers.keys))
  }

  @Test(arguments: (try? cases.get()) ?? [])
  func agreesWithPyTorch(_ item: Case) throws {
    // The machine's oracle sums in another order, over powers and quotients.
    let tolerance = item.name.hasPrefix("ntm") ? 1e-8 : 1e-10
    let x = try item.x.tensor()
    let layer = try #require(Self.layers[item.name])
    var network = try Network<Double>(
      layer, inputShape: Array(x.shape.extents.dropFirst()), seed: 1)
    #expect(Set(network.parameters.map(\.name)) == Set(item.parameters.map(\.name)))
    for parameter in item.parameters { try network.set(parameter.name, to: parameter.tensor()) }

    let pass = network.pass(.training)
    let input = pass.tape.input(x, named: "x")
    let output = try layer(input, in: pass)
    #expect(output.shape.extents == item.output.shape)
    #expect(relativeError(output.value.elements, item.output.values) < tolerance)
    let loss = try mse(output, pass.tape.input(item.y.tensor()))
    let gradients = try pass.tape.gradient(of: loss)
    let program = try TapeProgram(of: loss)
    try program.forward()
    try program.backward()
    let leaves = Dictionary(
      pass.tape.nodes.indices.compactMap { index in
        pass.tape.name(of: index).map { ($0, Variable(tape: pass.tape, index: index)) }
      }, uniquingKeysWith: { first, _ in first })
    for gradient in item.gradients {
      let leaf = try #require(leaves[gradient.name], "\(gradient.name)")
      let own = gradients[leaf].elements
      #expect(relativeError(own, gradient.values) < tolerance, "\(gradient.name)")
      #expect(try program.gradient(of: leaf)?.elements == own, "\(gradient.name) as a program")
    }
  }
}
