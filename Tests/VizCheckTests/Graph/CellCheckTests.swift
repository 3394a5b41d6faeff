import Testing
import VizAutodiff
import VizCapture
import VizNeural
import VizTensor
import VizTrace

@testable import VizCheck

/// Each cell and block passes the check: every gradient follows from the rules, and those of the parameters
/// are the slopes that centred differences have.
@Suite struct CellCheckTests {
  struct Part: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var layer: any Layer
    var inputShape: [Int]
    /// What goes in is whole numbers below 5, or has a mask at its end.
    var isNumbers = false
    var isMasked = false

    init(
      _ name: String, _ layer: any Layer, _ inputShape: [Int], isNumbers: Bool = false,
      isMasked: Bool = false
    ) {
      testDescription = name
      self.layer = layer
      self.inputShape = inputShape
      self.isNumbers = isNumbers
      self.isMasked = isMasked
    }

    /// The mean squared error of its outputs for two examples, as a graph.
    func graph() throws -> (graph: ComputationGraph, parameters: [String]) {
      let network = try Network<Double>(layer, inputShape: inputShape, seed: 4)
      let pass = network.pass(.training)
      var generator = SplitMix64(seed: 9)
      let x = Tensor<Double>.random(try Shape([2] + inputShape), using: &generator)
      var elements = x.elements
      if isNumbers { elements = elements.indices.map { Double(3 * $0 % 5) } }
      if isMasked, let width = inputShape.last {
        // The second example is two steps shorter.
        let there = elements.count - 2 * width
        for index in stride(from: width - 1, to: elements.count, by: width) {
          elements[index] = index < there ? 1 : 0
        }
      }
      let given = try Tensor(elements, shape: x.shape)
      let input =
        isNumbers || isMasked
        ? pass.tape.constant(given, named: "x") : pass.tape.input(given, named: "x")
      let output = try layer(input, in: pass)
      let target = Tensor<Double>.random(output.shape, using: &generator)
      let loss = try mse(output, pass.tape.constant(target, named: "y"))
      return (try ComputationGraph(capturing: loss), network.parameters.map(\.name))
    }
  }

  static let parts = [
    Part("rnn", Recurrent(RNNCell(3)), [4, 2]), Part("lstm", Recurrent(LSTMCell(3)), [4, 2]),
    Part("gru", Recurrent(GRUCell(3)), [4, 2]),
    Part(
      "masked gru", Sequential(MaskedSequences(), Recurrent(GRUCell(3), output: .last)), [4, 3],
      isMasked: true),
    Part(
      "encoder and decoder",
      EncoderDecoder(encoder: LSTMCell(3), decoder: LSTMCell(3), outputs: 2, steps: 2), [3, 2]),
    Part("attention", MultiHeadAttention(heads: 2), [3, 4]),
    Part("causal attention", MultiHeadAttention(heads: 2, isCausal: true), [3, 4]),
    Part(
      "masked attention",
      Sequential(MaskedSequences(), MultiHeadAttention(heads: 2), MeanOverSteps()), [4, 5],
      isMasked: true),
    Part("transformer", TransformerBlock(heads: 2, hidden: 6, isCausal: true), [3, 4]),
    Part(
      "learnt positions", Sequential(Embedding(5, size: 4), Positions(.learned(3))), [3],
      isNumbers: true),
    Part("sines", Sequential(Embedding(5, size: 4), Positions(), Dense(2)), [3], isNumbers: true),
    Part("residual block", ResidualBlock(2), [2, 4, 4]),
    Part("residual block that halves", ResidualBlock(3, stride: 2), [2, 4, 4]),
    Part("siamese", Siamese(Dense(3, .tanh)), [2, 4]),
    Part(
      "machine",
      Recurrent(
        NeuralTuringMachine(outputs: 2, controller: .feedForward(4), locations: 5, width: 3)),
      [4, 3]),
    Part(
      "machine with an LSTM and four heads",
      Recurrent(
        NeuralTuringMachine(
          outputs: 2, controller: .lstm(3), locations: 6, width: 3, readHeads: 2, writeHeads: 2,
          reach: 2)), [3, 2]),
  ]

  @Test(arguments: parts)
  func passesTheCheck(_ part: Part) throws {
    let (graph, parameters) = try part.graph()
    let check = try GraphCheck(graph)
    let odd = check.nodes.filter { $0.status != .ok }
    #expect(check.isOK && odd.isEmpty, "\(odd.prefix(3)) \(check.suspects)")
    let differences = try #require(check.differences)
    #expect(Set(parameters).isSubset(of: differences.entries.map(\.leaf)))
    #expect((differences.worst?.relativeError ?? 1) < 1e-6, "\(differences.worst as Any)")
  }

  /// One gradient that is a thousandth more is found, so that passing means something.
  @Test(arguments: parts)
  func isNoPassWhereAGradientIsAnother(_ part: Part) throws {
    let (sound, parameters) = try part.graph()
    var graph = sound
    let sizes = graph.nodes.indices.filter { parameters.contains(graph.nodes[$0].id) }
      .map { index -> (index: Int, norm: Double) in
        (index, graph.nodes[index].gradient?.magnitude ?? 0)
      }
    let index = try #require(sizes.max { $0.norm < $1.norm }?.index)
    guard case .elements(let elements, let shape)? = graph.nodes[index].gradient else {
      Issue.record("\(graph.nodes[index].id) has no gradient")
      return
    }
    graph.nodes[index].gradient = .elements(elements.map { 1.001 * $0 }, shape: shape)
    #expect(try !GraphCheck(graph).isOK, "\(graph.nodes[index].id)")
  }
}
