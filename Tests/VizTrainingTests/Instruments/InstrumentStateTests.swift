import Foundation
import Testing
import VizBase
import VizCapture
import VizEvents
import VizNeural
import VizTestSupport
import VizTrace

@testable import VizTraining

/// What instruments remember outlives an interruption.
@Suite struct InstrumentStateTests {
  private func configuration(_ optimizer: String) -> TrainingConfiguration {
    var configuration = TrainingConfiguration()
    configuration.dataset = "moons"
    configuration.examples = 60
    configuration.layers = [6, 4]
    configuration.steps = 24
    configuration.batch = 16
    configuration.optimizer = optimizer
    return configuration
  }

  /// Trains up to each of the steps in turn, and then to the end.
  private func train(
    _ configuration: TrainingConfiguration, in folder: String, stops: [Int] = []
  ) throws {
    for (turn, stop) in (stops.map(Optional.some) + [nil]).enumerated() {
      var options = TrainingRun<Float>.Options(
        policy: CapturePolicy(budget: nil), resumes: turn > 0)
      options.instruments = Instruments.all.map { $0.init() }
      // Pairs of steps for what compares updates, and steps in between that nobody sees.
      options.instrumentSteps = .every(3)
      let run = try TrainingRun<Float>(
        TrainingPlan(configuration), folder: folder, options: options
      ) { _ in [] }
      let flag = StopFlag()
      _ = try run.train(stop: flag) { steps, _ in if steps == stop { flag.raise() } }
    }
  }

  private func readings(_ folder: String) throws -> [String: [[Double]]] {
    let log = try RunLog(folder: folder)
    return Dictionary(
      uniqueKeysWithValues: log.metrics.filter { $0.name.hasPrefix(InstrumentPanel.prefix) }.map {
        ($0.name, [$0.steps, $0.values])
      })
  }

  /// Broken off after a measurement, between the two steps of a pair, after one that none saw, and
  /// more than once.
  @Test(arguments: [[7], [8], [9], [1, 10, 17]], ["sgd", "adam"])
  func readingsAreThoseOfTheRunThatNeverStopped(_ stops: [Int], _ optimizer: String) throws {
    let configuration = configuration(optimizer)
    let (whole, broken) = (try TemporaryFolder(), try TemporaryFolder())
    try train(configuration, in: whole.path)
    try train(configuration, in: broken.path, stops: stops)
    let (expected, found) = (try readings(whole.path), try readings(broken.path))
    #expect(!expected.isEmpty && found.keys.sorted() == expected.keys.sorted())
    for (name, series) in expected { #expect(found[name] == series, "\(name)") }
    let files = try [whole, broken].map {
      try Data(contentsOf: URL(filePath: $0.path + "/checkpoint.json"))
    }
    #expect(files[0] == files[1])
  }

  /// Each comes back from what it says of itself.
  @Test func statesComeBack() throws {
    let trainer = try sine(Double.self, steps: 8, rate: 0.05, optimizer: .adam(), batch: 8)
    let panel = InstrumentPanel(Instruments.all.map { $0.init() }, at: .every(1))
    trainer.observer = panel
    _ = try trainer.run()
    #expect(
      Set(panel.state.keys.map { String($0.prefix { $0 != "/" }) })
        == ["critical-sharpness", "hessian", "noise-scale", "update-cosine"])
    let other = InstrumentPanel(Instruments.all.map { $0.init() }, at: .every(1))
    other.state = panel.state
    #expect(other.state == panel.state)
    other.state = [:]
    #expect(other.state.isEmpty)
  }

  /// What was kept of another network, or damaged, is as good as nothing.
  @Test func whatDoesNotFitIsForgotten() throws {
    let fresh = try sine(Double.self, steps: 1, rate: 0.05)
    let panel = InstrumentPanel(Instruments.all.map { $0.init() }, at: .every(1))
    fresh.observer = panel
    _ = try fresh.run()
    let damaged: [[String: [Double]]] = [
      ["hessian/vector": [1], "hessian/preconditioned-vector": [], "noise-scale/traces": [1]],
      ["noise-scale/traces": [1], "noise-scale/squares": [2], "noise-scale/measurements": [4]],
      ["noise-scale/traces": [], "noise-scale/squares": [], "noise-scale/measurements": [1e300]],
      ["update-cosine/step": [-1], "critical-sharpness/rate": [-.infinity]],
      ["update-cosine/step": [.nan], "critical-sharpness/rate": [.nan]],
    ]
    for state in damaged {
      let trainer = try sine(Double.self, steps: 1, rate: 0.05)
      let other = InstrumentPanel(Instruments.all.map { $0.init() }, at: .every(1))
      other.state = state
      trainer.observer = other
      _ = try trainer.run()
      #expect(other.latest == panel.latest)
    }
  }

  /// The observer may be there before the checkpoint or come after it, but not after a step.
  @Test func aTrainerHandsOverWhatACheckpointKept() throws {
    let trainer = try sine(Double.self, steps: 6, rate: 0.05, batch: 8)
    let panel = InstrumentPanel([NoiseScale()], at: .every(1))
    trainer.observer = panel
    for _ in 0..<4 { try trainer.step() }
    let checkpoint = trainer.checkpoint
    #expect(!panel.state.isEmpty)
    func restored(_ order: (Trainer<Double>, InstrumentPanel) throws -> Void) throws
      -> InstrumentPanel
    {
      let trainer = try sine(Double.self, steps: 6, rate: 0.05, batch: 8)
      let panel = InstrumentPanel([NoiseScale()], at: .every(1))
      try order(trainer, panel)
      return panel
    }
    let before = try restored { trainer, panel in
      trainer.observer = panel
      try trainer.restore(checkpoint)
    }
    #expect(before.state == panel.state)
    let after = try restored { trainer, panel in
      try trainer.restore(checkpoint)
      trainer.observer = panel
    }
    #expect(after.state == panel.state)
    let late = try restored { trainer, panel in
      try trainer.restore(checkpoint)
      try trainer.step()
      trainer.observer = panel
    }
    #expect(late.state.isEmpty)
  }
}
