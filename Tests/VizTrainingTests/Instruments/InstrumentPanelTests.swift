import Foundation
import Testing
import VizCapture
import VizEvents
import VizNeural
import VizTensor
import VizTestSupport
import VizTrace

@testable import VizTraining

@Suite struct InstrumentPanelTests {
  @Test func namesAreUnique() {
    #expect(Set(Instruments.names).count == Instruments.all.count)
    for kind in Instruments.all {
      #expect(!kind.about.summary.isEmpty && !kind.about.cost.isEmpty && !kind.about.source.isEmpty)
    }
  }

  /// Updates in a row, of a parabola that is walked down on one side, or from one side to the other.
  @Test(arguments: [(0.3, 1.0), (1.7, -1.0)]) func cosineOfUpdates(_ share: Double, _ sign: Double)
    throws
  {
    let data = try Dataset(
      name: "line", inputs: Tensor([1.0, 2], shape: Shape([2, 1])),
      targets: .values(Tensor([3.0, 6], shape: Shape([2, 1]))))
    let network = try Network<Double>(
      Sequential(Dense(1, bias: false)), inputShape: [1], seed: 1)
    // The curvature is 2 · mean x² = 5.
    let trainer = try Trainer(
      network, on: data,
      TrainingOptions(
        loss: .mse, optimizer: .sgd, learningRate: share / 5, steps: 12, evaluationInterval: 0))
    let readings = Readings([UpdateCosine()], at: .every(4))
    trainer.observer = readings
    _ = try trainer.run()
    // It waits for the step after the one that was due.
    #expect(readings.steps[0]?.isEmpty == true)
    #expect(abs(try #require(readings.steps[1]?["instruments/update-cosine/all"]) - sign) < 1e-9)
    #expect(readings["update-cosine/dense1/W"].allSatisfy { abs($0 - sign) < 1e-9 })
  }

  @Test func measuringChangesNoBit() throws {
    let plain = try sine(Float.self, steps: 30, rate: 0.05, optimizer: .adam(), batch: 8)
    _ = try plain.run()
    let measured = try sine(Float.self, steps: 30, rate: 0.05, optimizer: .adam(), batch: 8)
    let readings = Readings(Instruments.all.map { $0.init() }, at: .every(3))
    measured.observer = readings
    _ = try measured.run()
    #expect(measured.network.parameters == plain.network.parameters)
    for name in Instruments.names {
      #expect(
        readings.panel.latest.keys.contains { $0.hasPrefix("instruments/\(name)/") }, "\(name)")
    }
  }

  /// What there is no room for waits; the first measurement is always made.
  @Test func theBudgetIsKept() throws {
    func measured(_ budget: Double?) throws -> (count: Int, report: Recorder.Report) {
      let recorder = Recorder(policy: CapturePolicy(steps: .none, budget: budget))
      let panel = InstrumentPanel([HessianEigenvalue()], at: .every(1), beside: recorder)
      let trainer = try sine(Double.self, steps: 20, rate: 0.05)
      trainer.observer = panel
      var values: [Double] = []
      for _ in 0..<20 {
        try trainer.step()
        if let value = panel.latest["instruments/hessian/eigenvalue"], value != values.last {
          values.append(value)
        }
      }
      return (values.count, recorder.report)
    }
    let none = try measured(0)
    #expect(none.count == 1 && none.report.captureTime > 0)
    #expect(try measured(nil).count == 20)
    #expect(try measured(.infinity).count == 20)
  }

  @Test func readingsAreScalarsOfTheRun() throws {
    let folder = try TemporaryFolder()
    var configuration = TrainingConfiguration()
    configuration.dataset = "moons"
    configuration.examples = 60
    configuration.layers = [6, 4]
    configuration.steps = 12
    var options = TrainingRun<Float>.Options()
    options.instruments = Instruments.all.map { $0.init() }
    options.instrumentSteps = .every(5)
    let run = try TrainingRun<Float>(
      TrainingPlan(configuration), folder: folder.path, options: options
    ) { _ in [] }
    _ = try run.train()
    let log = try RunLog(folder: folder.path)
    #expect(log.metric("instruments/hessian/eigenvalue")?.steps == [0, 5, 10])
    #expect(log.metric("instruments/update-cosine/all")?.steps == [1, 6, 11])
    #expect(log.metric("instruments/effective-rank/tanh1")?.values.count == 3)
    #expect(log.metric("instruments/rotation/dense1/W")?.values.allSatisfy { $0 > 0 } == true)
  }
}
