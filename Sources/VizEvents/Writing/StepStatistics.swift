package import VizStatistics
package import VizTrace

/// What the nodes of a graph held at one step, without a dictionary or an array a node: what a
/// recorder takes at every step, and hands over to the log as it is.
package struct StepStatistics: Sendable {
  /// The nodes of the rows; one for all tables of a graph.
  package final class Names: Sendable {
    package let ids: [Node.ID]

    package init(_ ids: [Node.ID]) { self.ids = ids }
  }

  /// A node.
  package struct Row: Sendable {
    /// Where the statistics of its value and its gradient are; nil for none. Nodes that hold the
    /// same numbers, as what is only reshaped does, share theirs.
    package var value, gradient: Int?
    package var updateRatio, distance: Double?

    package init(value: Int? = nil, gradient: Int? = nil) {
      self.value = value
      self.gradient = gradient
    }
  }

  package let names: Names
  package var statistics: [Statistics]
  package var rows: [Row]

  package init(names: Names, rows: [Row], statistics: [Statistics]) {
    self.names = names
    self.rows = rows
    self.statistics = statistics
  }

  package func value(of row: Int) -> Statistics? { rows[row].value.map { statistics[$0] } }

  package func valueNorm(of row: Int) -> Double? { rows[row].value.map { statistics[$0].norm } }

  package func gradient(of row: Int) -> Statistics? {
    rows[row].gradient.map { statistics[$0] }
  }

  /// The same as records that stand for themselves.
  package var records: [NodeRecord] {
    zip(names.ids, rows).map { id, row in
      NodeRecord(
        node: id, value: row.value.map { statistics[$0] },
        gradient: row.gradient.map { statistics[$0] }, updateRatio: row.updateRatio,
        distance: row.distance)
    }
  }
}
