import VizBase
import VizDiagnosis
import VizEvents
import VizTrace

/// The runs side by side: how each ended, what came of it, and the settings that differ.
///
/// A report of several runs has it always, before its findings, and says in its head what differs.
struct RunsSection {
  static let id = "runs"
  static let title = "The runs"

  private static let mostSettings = 8
  /// What says where and how, and not what.
  private static let aside: Set = ["command"]

  private let reported: [ReportedRun]
  private var runs: [RunHistory] { reported.map(\.history) }
  /// The settings in which the runs differ, as many as are shown.
  let differing: [String]
  /// How many more settings differ.
  let leftOut: Int

  init(_ runs: [ReportedRun]) {
    reported = runs
    let histories = runs.map(\.history)
    let all = Set(histories.flatMap { ($0.record?.configuration ?? [:]).keys })
      .subtracting(Self.aside)
    let differing = all.filter { key in
      Set(
        histories.filter { $0.record != nil }.map { $0.record?.configuration[key]?.words }
      ).count > 1
    }
    // The seed differs in every repetition.
    let order = differing.sorted { ($0 == "seed" ? 1 : 0, $0) < ($1 == "seed" ? 1 : 0, $1) }
    self.differing = Array(order.prefix(Self.mostSettings))
    leftOut = max(0, order.count - Self.mostSettings)
  }

  /// A row a run.
  var table: DataTable {
    let hasAccuracy = runs.contains { $0.finalAccuracy != nil }
    var columns: [DataTable.Column] = [
      .words("run"), .words("state"), .number("steps"), .number("loss"), .number("held-out loss"),
    ]
    if hasAccuracy { columns.append(.number("accuracy (%)")) }
    columns.append(.number("findings"))
    columns += differing.map { .words($0) }
    let rows = reported.enumerated().map { number, reported -> [DataTable.Cell] in
      let (run, found) = (reported.history, reported.findings)
      var row: [DataTable.Cell] = [
        .words(run.name.escaped(limit: 60), link: found.isEmpty ? nil : "#run-\(number + 1)"),
        .words(run.state == .unknown ? "–" : "\(run.state)"), .count(run.lastStep),
        .number(run.loss?.values.last), .number(run.validationLoss?.values.last),
      ]
      if hasAccuracy { row.append(.number(run.finalAccuracy.map { $0 * 100 })) }
      row.append(.count(found.count))
      row += differing.map { .words(run.record?.configuration[$0]?.words ?? "–") }
      return row
    }
    return DataTable(
      caption: "The runs, with the settings in which they differ", columns: columns, rows: rows,
      note: leftOut > 0 ? "\(leftOut) more settings differ." : nil, isSortable: true)
  }

  /// What differs in a sentence.
  var settings: String {
    guard runs.allSatisfy({ $0.record != nil }) else {
      return "Not every run says how it was set up."
    }
    guard !differing.isEmpty else { return "All runs have the same settings." }
    let names = differing.map { $0.escaped(limit: 40) }.joined(separator: ", ")
    return "They differ in \(names)\(leftOut > 0 ? " and \(leftOut) more settings" : "")."
  }
}
