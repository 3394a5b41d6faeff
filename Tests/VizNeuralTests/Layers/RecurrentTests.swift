import Testing
import VizTensor

@testable import VizAutodiff
@testable import VizNeural

/// What recurrent layers record: scopes of steps, shared parameters, masks and truncation.
@Suite struct RecurrentTests {
  private func pass(
    _ layer: any Layer, _ inputShape: [Int], batch: Int = 2
  ) throws -> (pass: ForwardPass<Double>, output: Variable<Double>) {
    let network = try Network<Double>(layer, inputShape: inputShape, seed: 3)
    let pass = network.pass(.training)
    var generator = SplitMix64(seed: 5)
    let x = Tensor<Double>.random(try Shape([batch] + inputShape), using: &generator)
    return (pass, try layer(pass.tape.input(x, named: "x"), in: pass))
  }

  @Test func stepsAreScopesAndParametersStandBesideThem() throws {
    let (pass, output) = try pass(Recurrent(LSTMCell(3), GRUCell(2)), [4, 5])
    #expect(output.shape.extents == [2, 4, 2])
    let tape = pass.tape
    let outermost = Set(tape.nodes.compactMap { $0.scope?.split(separator: "/").first })
    #expect(outermost == ["t=0", "t=1", "t=2", "t=3", "t=4", "lstm1", "gru1"])
    let parameters = tape.nodes.indices.filter { tape.nodes[$0].leafKind == .parameter }
    #expect(
      Set(parameters.compactMap { tape.name(of: $0) }) == [
        "lstm1/W", "lstm1/U", "lstm1/b", "gru1/W", "gru1/U", "gru1/b", "gru1/c",
      ])
    #expect(parameters.allSatisfy { ["lstm1", "gru1"].contains(tape.nodes[$0].scope) })
    // Each step has the same operations, and takes the weights of all.
    func ops(_ step: Int) -> [String] {
      tape.nodes.filter { $0.scope?.hasPrefix("t=\(step)/") == true }.map(\.op)
    }
    #expect(ops(1) == ops(4))
    let weight = try #require(parameters.first { tape.name(of: $0) == "lstm1/W" })
    #expect(tape.nodes.count { $0.inputs.contains(weight) } == 4)
  }

  @Test func truncationKeepsGradientsFromGoingFurtherBack() throws {
    for (truncation, reached) in [(nil, 0), (1, 3), (2, 2), (3, 3)] as [(Int?, Int)] {
      let (pass, output) = try pass(
        Recurrent(RNNCell(3), output: .last, truncation: truncation), [4, 2])
      let x = Variable(tape: pass.tape, index: 0)
      let gradient = try pass.tape.gradient(of: sum(output))[x].elements
      // Of the first example, whose steps have two features each.
      let first = gradient.firstIndex { $0 != 0 }.map { $0 / 2 }
      #expect(first == reached, "\(String(describing: truncation))")
    }
  }

  @Test func aMaskedStepChangesNothing() throws {
    let layer = Sequential(MaskedSequences(), Recurrent(LSTMCell(3), GRUCell(3), output: .last))
    let network = try Network<Double>(layer, inputShape: [4, 2], seed: 1)
    let short = try Tensor<Double>([0.3, 1, -0.8, 1], shape: Shape([1, 2, 2]))
    let padded = try Tensor<Double>([0.3, 1, -0.8, 1, 9, 0, -7, 0], shape: Shape([1, 4, 2]))
    #expect(try network.predict(short) == network.predict(padded))
  }

  @Test func sharedLayersHaveOneSetOfParameters() throws {
    let network = try Network<Double>(
      Siamese(Sequential(Dense(3, .tanh), Dense(2))), inputShape: [2, 4], seed: 1)
    #expect(network.parameters.map(\.name) == ["dense1/W", "dense1/b", "dense2/W", "dense2/b"])
    let twins = try Tensor<Double>([1, 2, 3, 4, 1, 2, 3, 4], shape: Shape([1, 2, 4]))
    #expect(try network.predict(twins).elements == [0, 0])
  }

  @Test(arguments: [
    (Recurrent(RNNCell(2)) as any Layer, [3]), (Recurrent(RNNCell(2), truncation: 0), [3, 2]),
    (Recurrent(NeuralTuringMachine(outputs: 1, locations: 2, width: 3)), [3, 2]),
    (MultiHeadAttention(heads: 4), [3, 6]), (Positions(.learned(2)), [3, 4]),
    (MaskedSequences(), [3, 1]), (Siamese(Dense(1)), [3, 4]), (MeanOverSteps(), [3]),
    (EncoderDecoder(encoder: RNNCell(2), decoder: RNNCell(2), outputs: 1, steps: 0), [3, 2]),
  ])
  func refusesWhatDoesNotFit(_ layer: any Layer, _ inputShape: [Int]) {
    #expect(throws: NeuralError.self) {
      _ = try Network<Double>(layer, inputShape: inputShape, seed: 1)
    }
  }

  @Test func weightingsOfAMachineAreDistributions() throws {
    let machine = NeuralTuringMachine(
      outputs: 2, controller: .lstm(4), locations: 6, width: 3, readHeads: 2)
    let (pass, _) = try pass(Recurrent(machine), [5, 3])
    for head in ["write1", "read1", "read2"] {
      let weightings = try #require(pass.kept["\(head)/weighting"])
      #expect(weightings.count == 5)
      for weighting in weightings {
        #expect(weighting.value.elements.allSatisfy { $0 >= 0 })
        for sum in try sum(weighting, axes: [1]).value.elements { #expect(abs(sum - 1) < 1e-12) }
      }
    }
    #expect(pass.kept["memory"]?.count == 5)
  }
}
