import VizBP
import VizBase

/// A run in one line.
struct RunSummary {
  let name: String
  let path: String
  let state: String
  let lastStep: Int?
  let loss: Double?
  /// A share, however it was written down.
  let accuracy: Double?
  let seconds: Double?
  let remarks: [LogRemark]

  init(_ log: MetricLog) {
    (name, path) = (log.name, log.path)
    var remarks = log.remarks
    var record: RunRecord?
    var state = RunDirectory.State.unknown
    do throws(EventError) {
      if let directory = log.directory {
        record = try directory.record()
        state = try directory.state()
      }
    } catch {
      let unread = LogRemark(.unreadable, file: error.path, error.message)
      if !remarks.contains(unread) { remarks.append(unread) }
    }
    self.remarks = remarks
    self.state = "\(state)"
    let steps = log.series.compactMap { $0.steps.last { $0.isFinite } }
    lastStep = steps.max().flatMap { Int(exactly: $0) } ?? record?.lastStep
    let roles = MetricRoles(log.series)
    loss = (roles.validationLoss ?? roles.loss)?.values.last
    accuracy = roles.finalAccuracy
    seconds = record.flatMap { record in record.end.map { $0 - record.start } }
  }

  static func table(_ runs: [RunSummary]) -> String {
    var rows = [["run", "state", "steps", "loss", "accuracy", "seconds"]]
    let names = tellingPaths(runs).map { $0.escaped(limit: 1000) }.cutWhereAlike {
      $1.count <= widest
    }
    for (run, name) in zip(runs, names) {
      rows.append([
        name.escaped(limit: 2 * widest), run.state, run.lastStep.map(String.init) ?? "–",
        TextTable.number(run.loss, digits: 4), TextTable.number(run.accuracy, digits: 4),
        TextTable.number(run.seconds, digits: 3),
      ])
    }
    return TextTable(rows, numbers: [2, 3, 4, 5]).text
  }

  /// The runs' paths, with a number for each of several in one file.
  private static func tellingPaths(_ runs: [RunSummary]) -> [String] {
    let counts = Dictionary(runs.map { ($0.path, 1) }, uniquingKeysWith: +)
    var numbers: [String: Int] = [:]
    return runs.map { run in
      numbers[run.path, default: 0] += 1
      return counts[run.path] == 1 ? run.path : "\(run.path) (\(numbers[run.path, default: 0]))"
    }
  }

  /// A name takes no more columns than this where it can be cut.
  private static let widest = 60

  var json: String {
    var object: JSONObject = [
      "run": .string(path.withoutStrayBytes), "state": .string(state),
      "steps": lastStep.map { JSONValue(Double($0)) } ?? .null,
      "loss": loss.map { JSONValue($0) } ?? .null,
      "accuracy": accuracy.map { JSONValue($0) } ?? .null,
      "seconds": seconds.map { JSONValue($0) } ?? .null,
    ]
    for (key, value) in LogInput.json(remarks) { object[key] = value }
    return JSONValue.object(object).jsonText() + "\n"
  }
}
