import Testing
import VizTensor

@testable import VizNeural

/// Every optimiser against the table that `Tests/Oracles/optimizers.py` wrote with PyTorch.
@Suite struct OptimizerOracleTests {
  struct Table: Decodable {
    let x, y, w: [[Double]]
    let b: [Double]
    let cases: [Case]
  }

  struct Case: Decodable, CustomTestStringConvertible {
    let optimizer: String
    let rate, l2: Double
    let clipNorm, clipValue: Double?
    let schedule: String
    let warmup: Int
    let losses: [Double]
    let weights, biases: [[Double]]

    var testDescription: String {
      "\(optimizer), l2 \(l2), clip \(clipNorm ?? 0) \(clipValue ?? 0), \(schedule) after \(warmup)"
    }
  }

  static let table = Result { try fixture("optimizers.json", as: Table.self) }

  @Test func coversAllOptimizers() throws {
    let covered = Set(try Self.table.get().cases.map(\.optimizer))
    #expect(covered == Set(Optimizer.named.map(\.name)))
  }

  @Test(arguments: (try? table.get().cases) ?? [])
  func followsTheTrajectory(_ item: Case) throws {
    let table = try Self.table.get()
    var network = try Network<Double>(Dense(3, .tanh), inputShape: [2], seed: 1)
    try network.set("dense1/W", to: Tensor(rows: table.w))
    try network.set("dense1/b", to: Tensor(table.b))
    let data = try Dataset<Double>(
      name: "points", inputs: Tensor(rows: table.x), targets: .values(Tensor(rows: table.y)))
    let optimizer = try #require(Optimizer.named.first { $0.name == item.optimizer }).optimizer
    let courses: [String: Schedule.Course] = [
      "constant": .constant, "step": .step(every: 6, factor: 0.5),
      "exponential": .exponential(factor: 0.9),
      "cosine": .cosine(steps: 15, floor: 0.1), "inverse-time": .inverseTime(decay: 0.2),
    ]
    let clipping: GradientClipping =
      item.clipNorm.map { .norm($0) } ?? item.clipValue.map { .value($0) } ?? .none
    let trainer = try Trainer(
      network, on: data,
      TrainingOptions(
        loss: .mse, optimizer: optimizer, learningRate: item.rate,
        schedule: Schedule(try #require(courses[item.schedule]), warmup: item.warmup),
        l2: item.l2, clipping: clipping, batchSize: 5, steps: item.losses.count))
    for (step, loss) in item.losses.enumerated() {
      #expect(relativeError([try trainer.step()], [loss]) < 1e-10)
      let parameters = trainer.network.parameters
      #expect(relativeError(parameters[0].value.elements, item.weights[step]) < 1e-10)
      #expect(relativeError(parameters[1].value.elements, item.biases[step]) < 1e-10)
    }
  }
}
