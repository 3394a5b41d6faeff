import VizBase
import VizDiagnosis
import VizEvents

/// Every node with its last statistics.
struct StatisticsSection: RunSection {
  static let id = "statistics"
  static let title = "Statistics of all nodes"

  private static let mostNodes = 400

  /// The last step with statistics.
  let step: Int
  /// The nodes that are shown, in the order of computation.
  let nodes: [NodeTrack]
  /// How many nodes there are.
  let all: Int

  init?(_ run: ReportedRun) {
    let tracks = run.history.nodes.tracks
    guard let step = run.history.nodes.steps.last, !tracks.isEmpty else { return nil }
    self.step = step
    nodes = Array(tracks.prefix(Self.mostNodes))
    all = tracks.count
  }

  private static let ofValue: [DataTable.Statistic] = [.count, .mean, .std, .norm, .zeros]
  private static let ofGradient: [DataTable.Statistic] = [.norm, .zeros]

  var tables: [DataTable] {
    var columns: [DataTable.Column] = [.words("node"), .words("op")]
    columns += Self.ofValue.map { $0.column() }
    columns += Self.ofGradient.map { $0.column(of: "gradient") }
    columns += [.number("update ratio"), .number("distance from start"), .number("not finite")]
    return [
      DataTable(
        caption: "What each node held at step \(NumberFormat.grouped(Double(step)))",
        columns: columns, rows: nodes.map(Self.row),
        note: all > nodes.count
          ? "The first \(nodes.count) of \(all) nodes; the run's log has all." : nil,
        isSortable: true)
    ]
  }

  /// The last of a column in which NaN stands for none, unless the node has elements that are none.
  private static func logged(_ column: [Double], isBroken: Bool) -> Double? {
    column.last.flatMap { $0.isNaN && !isBroken ? nil : $0 }
  }

  private static func row(_ track: NodeTrack) -> [DataTable.Cell] {
    let (value, gradient) = (track.value.last, track.gradient.last)
    let broken = (value?.broken ?? 0) + (gradient?.broken ?? 0)
    var row: [DataTable.Cell] = [
      .words(track.node.escaped(limit: 60)), .words((track.op ?? "–").escaped(limit: 30)),
    ]
    row += ofValue.map { $0.cell(value) }
    row += ofGradient.map { $0.cell(gradient) }
    row += [
      .number(logged(track.updateRatio, isBroken: broken > 0)),
      .number(logged(track.distance, isBroken: broken > 0)), .count(broken),
    ]
    return row
  }
}
