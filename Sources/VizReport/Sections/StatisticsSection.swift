import VizBase
import VizDiagnosis
import VizEvents
import VizTrace

/// Every node with its last statistics; in the report of a run that has a graph those that it lacks, as
/// the table of its nodes has the others.
struct StatisticsSection: RunSection {
  static let id = "statistics"
  static let title = "Statistics of all nodes"

  private static let mostNodes = 400

  private let statistics: NodeStatistics
  private let tracks: [NodeTrack]
  /// The nodes that are shown, in the order of computation.
  private(set) var nodes: [NodeTrack]
  /// How many nodes there are.
  private(set) var all: Int

  init?(_ run: ReportedRun) {
    let tracks = run.history.nodes.tracks
    guard let statistics = NodeStatistics(run.history.nodes, hasNorms: true) else { return nil }
    self.statistics = statistics
    self.tracks = tracks
    nodes = Array(tracks.prefix(Self.mostNodes))
    all = tracks.count
  }

  /// The section without the nodes that another table has; nil where it has no other.
  func leavingOut(_ listed: Set<Node.ID>) -> StatisticsSection? {
    guard !listed.isEmpty else { return self }
    let others = tracks.filter { !listed.contains($0.node) }
    guard !others.isEmpty else { return nil }
    var rest = self
    rest.nodes = Array(others.prefix(Self.mostNodes))
    rest.all = others.count
    return rest
  }

  var tables: [DataTable] {
    [
      DataTable(
        caption: "What each node held at step \(NumberFormat.grouped(Double(statistics.step)))",
        columns: [.words("node"), .words("op")] + statistics.columns,
        rows: nodes.map { track in
          [
            .words(track.node.escaped(limit: 60)), .words((track.op ?? "–").escaped(limit: 30)),
          ] + statistics.cells(of: track.node)
        },
        note: all > nodes.count
          ? "The first \(nodes.count) of \(all) nodes; the run's log has all." : nil,
        isSortable: true)
    ]
  }
}
