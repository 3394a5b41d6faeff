import VizEvents
import VizStatistics
import VizTrace

extension ComputationGraph {
  /// Adds what was recorded of the nodes: summaries where elements are missing, and update ratios.
  mutating func annotate(_ records: [NodeRecord]) {
    let records = Dictionary(records.map { ($0.node, $0) }, uniquingKeysWith: { first, _ in first })
    for index in nodes.indices {
      guard let record = records[nodes[index].id] else { continue }
      if nodes[index].value == nil { nodes[index].value = Self.summary(record.value) }
      if nodes[index].gradient == nil { nodes[index].gradient = Self.summary(record.gradient) }
      nodes[index].setUpdate(record)
    }
  }

  private static func summary(_ statistics: Statistics?) -> TensorData? {
    statistics.map { .summary(TensorSummary($0)) }
  }
}
