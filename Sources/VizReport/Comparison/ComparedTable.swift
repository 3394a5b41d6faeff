import VizBase
import VizDrawing

/// All runs of a page in a table that sorts, a row each with its curve.
struct ComparedTable: Sendable {
  let table: DataTable

  private static let mostSettings = 8

  /// - Parameters:
  ///   - groups: The runs.
  ///   - settings: The settings in which they differ.
  ///   - shown: The runs that are shown in full, to which their names lead.
  init(_ groups: [ComparedGroup], _ settings: ComparedSettings, shown: Set<Int>, hasColours: Bool) {
    let runs = groups.flatMap(\.runs)
    let differing = Array(settings.differing.prefix(Self.mostSettings))
    let hasAccuracy = runs.contains { $0.content.accuracy != nil }
    let hasHeldOut = runs.contains { $0.content.heldOut != nil }
    let states = Set(runs.map(\.content.state))
    let steps = Set(runs.map(\.content.steps))
    let hasGroups =
      groups.count > 1 && groups.contains { !$0.data.isEmpty }
      && !differing.contains { SettingKind($0) == .data }
    var columns: [DataTable.Column] = [.words("run"), .words("loss over the steps")]
    if hasGroups { columns.append(.words("learns")) }
    if hasAccuracy { columns.append(.number("accuracy (%)")) }
    if hasHeldOut { columns.append(.number("held-out loss")) }
    columns.append(.number("loss"))
    // What was asked for may be a setting that differs, too.
    let stepsTaken = differing.contains("steps") ? "steps taken" : "steps"
    if steps.count > 1 { columns.append(.number(stepsTaken)) }
    if states.count > 1 { columns.append(.words("state")) }
    columns.append(.number("findings"))
    columns += differing.map { name in
      let isNumber = runs.allSatisfy { $0.setting(name).map { $0.number != nil } ?? true }
      return isNumber ? .number(name.escaped(limit: 30)) : .words(name.escaped(limit: 30))
    }
    var rows: [[DataTable.Cell]] = []
    for group in groups {
      let range = group.lossRange
      for run in group.runs {
        let content = run.content
        var row: [DataTable.Cell] = [
          .words(
            run.name.escaped(limit: 60), link: shown.contains(run.number) ? "#\(run.id)" : nil),
          DataTable.Cell(
            text: "", key: nil, link: nil,
            svg: range.flatMap { range in
              run.judgedLine.flatMap {
                Self.sparkline(
                  $0, range, group.axis,
                  hasColours ? "c\(run.category)" : "q\(group.fifth(of: run))")
              }
            }),
        ]
        if hasGroups { row.append(.words(group.data)) }
        if hasAccuracy { row.append(.number(content.accuracy.map { 100 * $0 })) }
        if hasHeldOut { row.append(.number(content.heldOut?.end)) }
        row.append(.number(content.loss?.end))
        if steps.count > 1 { row.append(.count(content.steps)) }
        if states.count > 1 { row.append(.words(content.state.isEmpty ? "–" : content.state)) }
        row.append(.count(content.findings.count))
        row += differing.map { name in
          guard let setting = run.setting(name) else { return .words("–") }
          return DataTable.Cell(text: setting.text, key: setting.number, link: nil)
        }
        rows.append(row)
      }
    }
    let leftOut = settings.differing.count - differing.count
    table = DataTable(
      caption: (groups.count > 1 ? "Of each group the best first" : "The best first")
        + "; a click on a heading sorts",
      columns: columns, rows: rows,
      note: leftOut > 0
        ? "\(leftOut) more setting\(leftOut == 1 ? "" : "s") differ\(leftOut == 1 ? "s" : "")."
        : nil,
      isSortable: true)
  }

  private static let points = 24

  /// A curve as high as a letter, on the scale of its group.
  private static func sparkline(
    _ line: StripLines.Line, _ range: RobustRange, _ axis: StripAxis?, _ colour: String
  ) -> String? {
    guard let axis else { return nil }
    let row = StripLines("", [], range)
    var path = ""
    var isDown = false
    for index in DataTable.some(of: Array(line.steps.indices), points) {
      guard let share = row.share(line.values[index]) else {
        isDown = false
        continue
      }
      let x = StripAxis.short(1 + 78 * axis.share(line.steps[index]), 0)
      // What is far beyond ends at the edge.
      let y = StripAxis.short(17 - 16 * min(max(share, -0.1), 1.1), 1)
      path += "\(isDown ? "L" : "M")\(x) \(y)"
      isDown = true
    }
    guard !path.isEmpty else { return nil }
    return "<svg class=\"spark \(colour)\" width=\"80\" height=\"18\" aria-hidden=\"true\">"
      + "<path d=\"\(path)\"/></svg>"
  }
}
