/// What a check of the gradients found.
struct CheckSection: RunSection {
  static let id = "check"
  static let title = "Gradient check"

  let check: GraphPage.Check

  init?(_ run: ReportedRun) {
    guard let check = run.check else { return nil }
    self.check = check
  }

  var words: [String] { [check.verdict] + check.remarks + [check.differences].compactMap { $0 } }

  var tables: [DataTable] {
    [
      DataTable(
        caption: "What was found for each node; errors are relative",
        columns: [
          .words("node"), .words("op"), .words("status"), .number("value error"),
          .number("gradient error"), .words("why"),
        ],
        rows: check.rows.map { row in
          [
            .words(row.node), .words(row.op), .words(row.status.rawValue),
            .number(row.valueError), .number(row.gradientError), .words(row.reason ?? ""),
          ]
        })
    ]
  }
}
