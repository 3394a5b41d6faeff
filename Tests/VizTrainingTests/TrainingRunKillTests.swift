import Foundation
import Testing
import VizBase
import VizCapture
import VizEvents
import VizNeural
import VizTestSupport
import VizTrace
import VizTraining

/// A run that is killed right behind one of its checkpoints has all that it needs to end like the one
/// that never was: what a kill leaves is what the folder has at that moment.
@Suite struct TrainingRunKillTests {
  private static func configuration(
    _ change: (inout TrainingConfiguration) -> Void = { _ in }
  ) -> TrainingConfiguration {
    var configuration = TrainingConfiguration()
    configuration.dataset = "moons"
    configuration.examples = 40
    configuration.layers = [4]
    configuration.steps = 13
    configuration.batch = 16
    configuration.evaluate = 4
    configuration.seed = 5
    change(&configuration)
    return configuration
  }

  private static func run(
    _ configuration: TrainingConfiguration, in folder: String, _ policy: CapturePolicy,
    resumes: Bool
  ) throws -> TrainingRun<Float> {
    var options = TrainingRun<Float>.Options(
      policy: policy, resumes: resumes, checkpointInterval: 0)
    options.boundaryImage = { field, _ in
      BoundaryImage(png: [UInt8(clamping: field.step)], width: 1, height: 1)
    }
    return try TrainingRun(TrainingPlan(configuration), folder: folder, options: options) { _ in []
    }
  }

  /// All that a run's folder says, but for what tells of time.
  private static func contents(_ folder: String) throws -> [String: String] {
    var contents: [String: String] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder)
    where !name.hasPrefix("events.out.tfevents.") && name != "run.json" {
      let bytes = try Data(contentsOf: URL(filePath: folder + "/" + name))
      contents[name] = String(decoding: bytes, as: UTF8.self)
    }
    let log = try RunLog(folder: folder)
    #expect(log.faultCount == 0)
    for metric in log.metrics where !["step_time", "capture/overhead"].contains(metric.name) {
      contents["metric " + metric.name] = "\(metric.steps) \(metric.values)"
    }
    for tag in log.imageTags {
      contents["image " + tag] = "\(try log.images(tag).map { "\($0.step) \($0.value)" })"
    }
    contents["steps"] = "\(log.nodeSteps)"
    let record = try #require(try RunDirectory(folder).record())
    contents["record"] =
      "\(record.status) \(record.message ?? "") \(String(describing: record.lastStep))"
      + " \(String(describing: record.cost))"
    return contents
  }

  /// Trains, goes on from what each step leaves, and from what the end does.
  private static func test(
    _ configuration: TrainingConfiguration, _ policy: CapturePolicy
  ) throws -> TrainingResult.End {
    let folder = try TemporaryFolder()
    let whole = folder.path + "/whole"
    var copies: [String] = []
    func copy(_ name: String) {
      let path = folder.path + "/" + name
      if (try? FileManager.default.copyItem(atPath: whole, toPath: path)) != nil {
        copies.append(path)
      }
    }
    let run = try run(configuration, in: whole, policy, resumes: false)
    let result = try run.train { steps, _ in copy("\(steps)") }
    copy("end")
    #expect(copies.count == result.steps + 1)
    let expected = try contents(whole)
    for path in copies {
      let again = try Self.run(configuration, in: path, policy, resumes: true)
      #expect(try again.train().end == result.end, "\(path)")
      let found = try contents(path)
      #expect(found.keys.sorted() == expected.keys.sorted(), "\(path)")
      for (name, text) in expected { #expect(found[name] == text, "\(path): \(name)") }
    }
    return result.end
  }

  /// The same of a training that stops as soon as it does not improve.
  private static func testStopping(_ configuration: TrainingConfiguration) throws {
    let end = try test(configuration, CapturePolicy(steps: .every(5)))
    guard case .noImprovement = end else {
      Issue.record("\(end)")
      return
    }
  }

  /// Also where no step is captured any more before the end.
  @Test(arguments: [StepSchedule.every(5), .every(1), .none])
  func everyStepIsOneToGoOnFrom(_ steps: StepSchedule) throws {
    let end = try Self.test(Self.configuration(), CapturePolicy(steps: steps))
    #expect(end == .allSteps)
  }

  @Test func aTrainingThatStoppedImprovingIsNotGoneOnWith() throws {
    let configuration = Self.configuration {
      $0.steps = 60
      $0.optimizer = "sgd"
      $0.lr = 5
      $0.evaluate = 2
      $0.patience = 1
    }
    try Self.testStopping(configuration)
  }

  /// With sequences longer than those that were learnt from, which are looked at at the end.
  @Test func longerSequencesAreLookedAtOnce() throws {
    let configuration = Self.configuration {
      $0.dataset = TrainingConfiguration().dataset
      $0.task = "parity"
      $0.model = "rnn"
      $0.length = 4
      $0.steps = 60
      $0.optimizer = "sgd"
      $0.lr = 3
      $0.evaluate = 2
      $0.patience = 1
    }
    try Self.testStopping(configuration)
  }
}
