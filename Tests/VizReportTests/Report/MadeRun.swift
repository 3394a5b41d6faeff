import Foundation
import VizBase
import VizDiagnosis
import VizEvents
import VizReport
import VizTrace

/// The folder of a run that never was, with numbers that a test knows; it goes with its owner.
final class MadeRun {
  /// What a test changes.
  struct Traits {
    var name = "made"
    var dataset = "spiral"
    var steps = 12
    var seed: UInt64 = 1
    /// Beside `loss`.
    var tag = "validation/loss"
    var node = "dense/W"
    var op = "matmul"
    /// Nodes that the graph does not have.
    var others: [String] = []
    /// From this step on another number is added to the loss.
    var partsAt: Int?
    var hasGraph = true
    var hasBoundary = true
  }

  let path: String
  private let folder: String
  var directory: RunDirectory { RunDirectory(path) }
  var history: RunHistory { get throws { try RunHistory(directory) } }

  init(_ traits: Traits = Traits()) throws {
    folder =
      FileManager.default.temporaryDirectory
      .appending(path: "vizbp-report-\(UUID().uuidString)").path
    // Names of folders hold no slash and no NUL, and are not that long.
    let name = traits.name.filter { $0 != "/" && $0 != "\0" }
    var cut = Substring(name)
    while cut.utf8.count > 200 { cut.removeLast() }
    path = folder + "/" + (["", ".", ".."].contains(cut) ? "made" : String(cut))
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)

    let log = try EventLog(folder: path)
    for step in 0..<traits.steps {
      let time = 1_700_000_000 + Double(step)
      let other = traits.partsAt.map { step >= $0 } ?? false
      let loss = 1 / Double(step + 1) + (other ? 0.125 : 0)
      log.scalar("loss", loss, step: step, wallTime: time)
      log.scalar(traits.tag, 1.5 * loss, step: step, wallTime: time)
      log.scalar("validation/accuracy", 1 - loss / 2, step: step, wallTime: time)
      log.scalar("step_time", 0.001, step: step, wallTime: time)
      log.nodes(Self.records(step, traits, loss), step: step, wallTime: time)
    }
    log.close(status: .finished)

    var record = RunRecord(
      name: traits.name,
      configuration: [
        "dataset": .string(traits.dataset), "layers": .array([.number("4")]),
        "activation": .string("tanh"), "optimizer": .string("sgd"), "lr": .number("0.1"),
        "command": .string("train --dataset \(traits.dataset)"),
      ], seed: traits.seed, versions: ["vizbp": "0"], start: 1_700_000_000)
    record.lastStep = traits.steps
    record.cost = RunRecord.StepCost(forward: 100, backward: 210)
    record.finish(.finished)
    record.end = 1_700_000_012
    try directory.write(record)
    if traits.hasGraph { try directory.write(Self.graph(traits)) }
    if traits.hasBoundary { try writeBoundary() }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private static func summary(_ scale: Double) -> Statistics {
    let values = [-1, -0.5, 0, 0.25, 0.5, 1, 2, 3].map { $0 * scale }
    var summary = Statistics(of: values)
    summary.histogram = Histogram(of: values, bins: 30)
    return summary
  }

  private static func records(_ step: Int, _ traits: Traits, _ loss: Double) -> [NodeRecord] {
    let scale = 1 + Double(step) / 10
    return [
      NodeRecord(node: "x", value: summary(1)),
      NodeRecord(
        node: traits.node, value: summary(scale), gradient: summary(loss), updateRatio: 1e-3,
        distance: Double(step)),
      NodeRecord(node: "product", value: summary(2 * scale), gradient: summary(0.5 * loss)),
      NodeRecord(node: "loss", value: Statistics(of: [loss]), gradient: Statistics(of: [1])),
    ] + traits.others.map { NodeRecord(node: $0, value: summary(1)) }
  }

  private static func graph(_ traits: Traits) -> ComputationGraph {
    let step = traits.steps - 1
    let loss = 1 / Double(step + 1)
    let values = Dictionary(
      records(step, traits, loss).map { ($0.node, $0) }, uniquingKeysWith: { first, _ in first })
    func data(_ summary: Statistics?) -> TensorData? { summary.map { .summary(TensorSummary($0)) } }
    func node(_ id: String, _ op: String, _ inputs: [String] = [], shape: [Int] = [4, 2]) -> Node {
      Node(
        id: id, op: op, inputs: inputs, shape: shape, value: data(values[id]?.value),
        gradient: data(values[id]?.gradient))
    }
    return ComputationGraph(
      nodes: [
        node("x", "input"), node(traits.node, "parameter"),
        node("product", traits.op, ["x", traits.node]),
        node("loss", "mean", ["product"], shape: []),
      ], outputs: ["loss"])
  }

  private func writeBoundary() throws {
    let (columns, rows) = (9, 9)
    for step in [0, 5, 11] {
      let codes = (0..<columns * rows).flatMap { index -> [Int16] in
        let share = 0.05 + 0.9 * Double(index % columns) / Double(columns - 1)
        return [DecisionField.code(log(share)), DecisionField.code(log(1 - share))]
      }
      if let field = DecisionField(
        step: step, columns: columns, rows: rows, xRange: -1...1, yRange: -1...1, classes: 2,
        logarithms: codes)
      {
        try directory.append(field)
      }
    }
    if let examples = DecisionExamples(
      x: [-0.5, 0.5, 0.25], y: [0, 0.5, -0.5], classes: [1, 0, 0])
    {
      try directory.append(examples)
    }
  }
}
