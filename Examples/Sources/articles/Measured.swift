import Foundation
import VizBP

extension Articles {
  static func measured() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "vizbp-measured-\(ProcessInfo.processInfo.processIdentifier)"
    ).path
    defer { try? FileManager.default.removeItem(atPath: folder) }

    var configuration = TrainingConfiguration()
    configuration.steps = 40
    let plan = try TrainingPlan(configuration)
    let trainer = try plan.trainer(on: plan.data(as: Float.self) { _ in [] })

    let panel = InstrumentPanel(
      [HessianEigenvalue(), NoiseScale()], at: .every(10), beside: try Recorder(folder: folder))
    trainer.observer = panel

    _ = try trainer.run()
    try panel.recorder.finish(.finished)
    let eigenvalue = try RunHistory(RunDirectory(folder)).metric("instruments/hessian/eigenvalue")
    try expect(eigenvalue?.steps == [0, 10, 20, 30], "the eigenvalue at every tenth step")
  }
}
