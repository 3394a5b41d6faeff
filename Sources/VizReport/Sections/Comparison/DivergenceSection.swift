import VizBase
import VizDiagnosis

/// Where each run first differs from the first one.
struct DivergenceSection: ComparisonSection {
  static let id = "divergence"
  static let title = "Where the runs part"

  /// The run beside which the others stand.
  let first: String
  /// The others, each with what is the first to differ in it.
  let others: [(run: String, divergence: Divergence?)]

  init?(_ runs: [ReportedRun]) {
    guard let first = runs.first?.history, runs.count > 1 else { return nil }
    self.first = first.name
    others = runs.dropFirst().map { ($0.history.name, Divergence(first, $0.history)) }
  }

  var words: [String] {
    ["The first step at which a metric, or a statistic of a node, is not exactly the same."]
  }

  var tables: [DataTable] {
    [
      DataTable(
        caption: "Each run beside \(first.escaped(limit: 60))",
        columns: [.words("run"), .number("first step"), .words("what differs there")],
        rows: others.map { run, found in
          [
            .words(run.escaped(limit: 60)), .count(found?.step),
            .words(found?.words ?? "nothing"),
          ]
        })
    ]
  }
}
