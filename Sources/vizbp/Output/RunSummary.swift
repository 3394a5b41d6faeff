import VizBP
import VizBase

/// A run in one line.
struct RunSummary {
  let path: String
  let state: String
  let lastStep: Int?
  let loss: Double?
  let accuracy: Double?
  let seconds: Double?

  init(_ directory: RunDirectory) throws {
    path = directory.path
    let record = try directory.record()
    state = "\(try directory.state())"
    let log = try directory.log()
    func last(_ names: [String]) -> Double? {
      names.lazy.compactMap { log.metric($0)?.values.last }.first
    }
    let steps = log.metrics.compactMap(\.steps.last)
    lastStep = steps.max().flatMap { Int(exactly: $0) } ?? record?.lastStep
    loss = last(["validation/loss", "val_loss", "loss", "epoch_loss"])
    accuracy = last(["validation/accuracy", "val_accuracy", "accuracy", "epoch_accuracy"])
    seconds = record.flatMap { record in record.end.map { $0 - record.start } }
  }

  static func table(_ runs: [RunSummary]) -> String {
    var rows = [["run", "state", "steps", "loss", "accuracy", "seconds"]]
    for run in runs {
      rows.append([
        TextTable.line(run.path), run.state, run.lastStep.map(String.init) ?? "–",
        TextTable.number(run.loss, digits: 4), TextTable.number(run.accuracy, digits: 4),
        TextTable.number(run.seconds, digits: 3),
      ])
    }
    return TextTable(rows, numbers: [2, 3, 4, 5]).text
  }

  var json: String {
    JSONValue.object([
      "run": .string(path), "state": .string(state),
      "steps": lastStep.map { JSONValue(Double($0)) } ?? .null,
      "loss": loss.map { JSONValue($0) } ?? .null,
      "accuracy": accuracy.map { JSONValue($0) } ?? .null,
      "seconds": seconds.map { JSONValue($0) } ?? .null,
    ]).jsonText() + "\n"
  }
}
