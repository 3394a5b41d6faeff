import Testing
import VizAutodiff
import VizTensor

@testable import VizNeural

@Suite struct LayerTests {
  /// What the documentation of `Layer` shows.
  struct Residual: Layer {
    let body: any Layer
    func callAsFunction<Scalar>(
      _ x: Variable<Scalar>, in pass: ForwardPass<Scalar>
    ) throws -> Variable<Scalar> {
      try pass.scope("residual") { try body(x, in: pass) + x }
    }
  }

  @Test func namesParametersByTheirScopes() throws {
    let layer = Sequential(
      Dense(3, .tanh), Residual(body: Sequential(Dense(3), BatchNorm())), Dense(2, name: "head"))
    let network = try Network<Double>(layer, inputShape: [3], seed: 1)
    #expect(
      network.parameters.map(\.name) == [
        "dense1/W", "dense1/b", "residual1/dense1/W", "residual1/dense1/b",
        "residual1/batch_norm1/scale", "residual1/batch_norm1/shift", "head/W", "head/b",
      ])
    #expect(
      network.state.statistics.map(\.name)
        == ["residual1/batch_norm1/mean", "residual1/batch_norm1/variance"])
    #expect(network.outputShape == [2])
    #expect(network.parameterCount == 12 + 12 + 6 + 8)
  }

  @Test func recordsInScopes() throws {
    let network = try Network<Double>(
      Sequential(Dense(3, .tanh), Dense(1)), inputShape: [2], seed: 1)
    let recording = try TrainingRecording(
      network, .mse, inputs: .ones(Shape([4, 2])), targets: .ones(Shape([4, 1])),
      mode: .training, step: 0)
    let nodes = recording.tape.nodes
    #expect(nodes.first { $0.op == "tanh" }?.scope == "dense1")
    #expect(nodes.first { $0.op == "mse" }?.scope == "loss")
    #expect(
      recording.parameters.map { $0?.name } == ["dense1/W", "dense1/b", "dense2/W", "dense2/b"])
  }

  @Test func sharesTheParametersOfOneName() throws {
    let shared = Dense(3, name: "shared")
    let network = try Network<Double>(Sequential(shared, shared), inputShape: [3], seed: 1)
    #expect(network.parameters.map(\.name) == ["shared/W", "shared/b"])
    let x = Tensor<Double>.ones(try Shape([1, 3]))
    let once = try Network<Double>(shared, inputShape: [3], seed: 1)
    #expect(try network.predict(x) == once.predict(once.predict(x)))
  }

  @Test func refusesOneNameForTwoShapes() {
    let layers = Sequential(Dense(3, name: "a"), Dense(2, name: "a"))
    #expect(
      throws: NeuralError.layer("a/W", reason: "it has shape [4, 3], and here it would need [3, 2]")
    ) { try Network<Double>(layers, inputShape: [4], seed: 1) }
  }

  @Test func saysWhereLayersDoNotFit() {
    #expect(
      throws: NeuralError.layer(
        "conv1/W", reason: "it takes images, [batch, channels, rows, columns], and gets [1, 4]")
    ) { try Network<Double>(Conv2D(2, kernel: 3), inputShape: [4], seed: 1) }
    #expect(
      throws: NeuralError.layer("dropout", reason: "p must be a probability from 0 to 1, not 1.5")
    ) { try Network<Double>(Dropout(1.5), inputShape: [4], seed: 1) }
    #expect(
      throws: NeuralError.layer("dense1/W", reason: "it takes [batch, features], and gets [1]")
    ) { try Network<Double>(Dense(2), inputShape: [], seed: 1) }
    #expect(throws: NeuralError.self) {
      try Network<Double>(Maxout(0), inputShape: [4], seed: 1)
    }
    #expect(throws: (any Error).self) {
      try Network<Double>(Dense(-1), inputShape: [4], seed: 1)
    }
  }

  @Test func dropsOtherUnitsInEachStep() throws {
    let network = try Network<Double>(Dropout(0.25), inputShape: [1000], seed: 3)
    let x = Tensor<Double>.ones(try Shape([1, 1000]))
    func output(_ step: Int) throws -> [Double] {
      let pass = network.pass(.training, step: step)
      return try network.layer(pass.tape.input(x), in: pass).value.elements
    }
    let (first, second) = (try output(0), try output(1))
    #expect(try output(0) == first)
    #expect(first != second)
    for values in [first, second] {
      #expect(Set(values) == [0, 1 / 0.75])
      // Of 1000; five deviations are 68.
      #expect(abs(values.count { $0 == 0 } - 250) < 68)
    }
    #expect(try network.predict(x) == x)
  }

  @Test func givesTwoDropoutsMasksOfTheirOwn() throws {
    let network = try Network<Double>(
      Sequential(Dropout(0.5), Dropout(0.5)), inputShape: [1000], seed: 3)
    let pass = network.pass(.training)
    let output = try network.layer(pass.tape.input(.ones(Shape([1, 1000]))), in: pass)
    // With one mask for both, half would be left and not a quarter.
    #expect(abs(output.value.elements.count { $0 != 0 } - 250) < 68)
  }

  @Test func setsParametersByName() throws {
    var network = try Network<Double>(Dense(2), inputShape: [2], seed: 1)
    try network.set("dense1/b", to: Tensor([1, 2]))
    #expect(try network.predict(.zeros(Shape([1, 2]))).elements == [1, 2])
    #expect(
      throws: NeuralError.layer(
        "dense1/w", reason: "there is no such parameter; did you mean dense1/W?")
    ) { try network.set("dense1/w", to: 1) }
    #expect(throws: NeuralError.layer("dense1/b", reason: "it has shape [2], and the value []")) {
      try network.set("dense1/b", to: 1)
    }
  }
}
