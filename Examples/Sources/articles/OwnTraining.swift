import Foundation
import VizBP

extension Articles {
  static func ownTraining() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "vizbp-articles-\(ProcessInfo.processInfo.processIdentifier)"
    ).path
    defer { try? FileManager.default.removeItem(atPath: folder) }

    let points = try Tensor<Double>(rows: [[-1], [-0.5], [0], [0.5], [1]])
    let targets = try points * 3 - 1
    var weight = try Tensor<Double>(rows: [[0]])
    var bias = Tensor<Double>([0])

    let recorder = try Recorder(folder: folder)
    for step in 0..<200 {
      let tape = Tape<Double>()
      let x = tape.input(points, named: "x")
      let w = tape.parameter(weight, named: "w")
      let b = tape.parameter(bias, named: "b")
      let loss = try mse(matmul(x, w) + b, tape.input(targets, named: "y")).named("loss")
      let gradients = try tape.gradient(of: loss)

      recorder.record(TapeValues(loss, gradients), step: step, loss: loss.value.scalar)

      weight = try weight - gradients[w] * 0.1
      bias = try bias - gradients[b] * 0.1
    }
    try recorder.finish(.finished)

    try expect(abs((weight.scalarOfOne ?? 0) - 3) < 0.01, "the slope \(weight)")
    try expect(abs((bias.scalarOfOne ?? 0) + 1) < 0.01, "the bias \(bias)")

    let history = try RunHistory(RunDirectory(folder))
    let report = try await Report(history, version: "1.0")
    let page = try report.html()

    try expect(page.contains("<html"), "a report")
    try expect(history.metric("loss")?.values.count == 200, "a loss at every step")

    let policy = CapturePolicy(steps: .every(10), nodes: .parameters, budget: 0.05)
    let quiet = Recorder(policy: policy)  // keeps the last step in memory, writes nothing

    try expect(quiet.latest == nil, "a recorder that has seen nothing")
  }
}

extension Tensor {
  /// The only element.
  fileprivate var scalarOfOne: Scalar? { elements.count == 1 ? elements[0] : nil }
}
