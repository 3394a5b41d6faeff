import Foundation
import VizBP

/// The parameters of a line.
struct Line: ParameterStruct {
  var slope: Tensor<Double> = 0
  var bias: Tensor<Double> = 0

  static var leaves: Leaves { ["slope": \.slope, "bias": \.bias] }
}

extension Articles {
  static func ownTraining() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "vizbp-articles-\(ProcessInfo.processInfo.processIdentifier)"
    ).path
    defer { try? FileManager.default.removeItem(atPath: folder) }

    let points = Tensor<Double>([-1, -0.5, 0, 0.5, 1])
    let targets = try points * 3 - 1
    var line = Line()
    let adam = ParameterOptimizer<Double>(.adam(), learningRate: 0.1)

    try Run.record(folder, settings: ["optimizer": "adam", "learning_rate": 0.1]) { run in
      for _ in 0..<300 {
        let tape = Tape<Double>()
        let (x, w) = (tape.input(points, named: "x"), tape.parameters(line))
        let loss = try mse(x * w.slope + w.bias, tape.input(targets, named: "y")).named("loss")
        let gradients = try tape.gradient(of: loss)

        run.step(loss, gradients)
        try adam.step(&line, gradients)
      }
    }

    try expect(abs((line.slope.scalar ?? 0) - 3) < 0.05, "the slope \(line)")
    try expect(abs((line.bias.scalar ?? 0) + 1) < 0.05, "the bias \(line)")
    try expect(try RunDirectory(folder).state() == .finished, "a finished run")

    let history = try RunHistory(RunDirectory(folder))
    let report = try await Report(history)
    try report.write(to: folder + "/report.html")

    try expect(try report.html().contains("<html"), "a report")
    try expect(history.metric("loss")?.values.count == 300, "a loss at every step")
    try expect(history.metric("learning_rate")?.values.last == 0.1, "the optimiser's rate")

    let recorder = Recorder(policy: CapturePolicy(steps: .every(10), budget: 0.05))
    for step in 0..<20 {
      let tape = Tape<Double>()
      let w = tape.parameters(line)
      let loss = try mse(tape.input(points) * w.slope + w.bias, tape.input(targets))
      let gradients = try tape.gradient(of: loss)
      recorder.record(StepValues(loss, gradients), step: step, loss: loss.value.scalar)
    }

    try expect(recorder.report.steps == 20, "a recorder that keeps the last step in memory")

    let field = recorder.boundary(x: -1...1, y: -1...1) { x, y in [1 / (1 + exp(-x * y))] }

    try expect(field.classes == 2 && field.step == 20, "a boundary")
  }
}
