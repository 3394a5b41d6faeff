import Testing
import VizNeural
import VizTensor

@testable import VizTraining

/// What looks at the units: dormant ones, and the directions that they fill.
@Suite struct UnitInstrumentsTests {
  @Test func handMadeDormantUnits() {
    #expect(DormantUnits.dormant([[1, 0, 1], [-1, 0, 1]]) == (1, 3))
    // The mean of 1, 1, 1 and 0.07 is 0.7675, of which 0.025 is 0.019.
    #expect(DormantUnits.dormant([[1, -1, 1, 0.018]]) == (1, 4))
    #expect(DormantUnits.dormant([[1, -1, 1, 0.02]]) == (0, 4))
    #expect(DormantUnits.dormant([[0, 0], [0, 0]]) == (2, 2))
    #expect(DormantUnits.dormant([]) == (0, 0))
  }

  /// A network whose hidden units are made to give what is known.
  private func readings(
    _ weights: [[Double]], _ bias: [Double], inputs: [[Double]]
  ) throws -> [String: Double] {
    let data = try Dataset<Double>(
      name: "made", inputs: Tensor(rows: inputs),
      targets: .values(Tensor(repeating: 0, shape: Shape([inputs.count, 1]))))
    var network = try Network<Double>(
      Sequential(Dense(bias.count, .relu), Dense(1)), inputShape: [inputs[0].count], seed: 1)
    try network.set("dense1/W", to: Tensor(rows: weights))
    try network.set("dense1/b", to: Tensor(bias))
    let trainer = try Trainer(
      network, on: data,
      TrainingOptions(loss: .mse, optimizer: .sgd, learningRate: 1e-6, steps: 1))
    let readings = Readings([DormantUnits(), EffectiveRank()])
    trainer.observer = readings
    try trainer.step()
    return readings.panel.latest
  }

  @Test func unitsThatNeverFireAreDormant() throws {
    // Of four units the second is off for all examples, the third gives a hundredth.
    let found = try readings(
      [[1, 1, 0.01, 2], [1, -1, 0.01, 1]], [0, -50, 0, 1],
      inputs: [[1, 2], [2, 1], [3, 1], [1, 3]])
    #expect(found["instruments/dormant/relu1"] == 0.5)
    #expect(found["instruments/dormant/all"] == 0.5)
  }

  @Test func theRankIsThatOfTheDirections() throws {
    // Four equal units fill one direction.
    let one = try readings(
      [[1, 1, 1, 1], [2, 2, 2, 2]], [0, 0, 0, 0], inputs: [[1, 2], [2, 1], [3, 1], [1, 4]])
    #expect(abs(try #require(one["instruments/effective-rank/relu1"]) - 1) < 1e-6)
    // Corners of a square: both directions alike.
    let two = try readings(
      [[1, 0], [0, 1]], [0, 0], inputs: [[0, 0], [0, 1], [1, 0], [1, 1]])
    #expect(abs(try #require(two["instruments/effective-rank/relu1"]) - 2) < 1e-9)
  }
}
