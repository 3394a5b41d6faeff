import VizEvents
public import VizTrace

/// What one of several processes recorded that train one network together.
public struct RankHistory: Sendable {
  /// Which process, 0 the first.
  public let rank: Int
  /// What it logged as numbers, by the names that the first process has for them.
  public let metrics: [MetricSeries]
  /// What every node held at the captured steps.
  public let nodes: NodeTracks

  /// The history of a process by what it logged.
  init(rank: Int, metrics: [MetricSeries], nodes: NodeTracks) {
    self.rank = rank
    self.metrics = metrics
    self.nodes = nodes
  }

  /// The loss that the process sees, of its own examples.
  public var loss: MetricSeries? { MetricRoles(metrics).loss }

  /// The last step of which anything was logged.
  public var lastStep: Int? {
    (metrics.compactMap { $0.steps.last.flatMap { Int(exactly: $0.rounded()) } }
      + [nodes.steps.last].compactMap { $0 }).max()
  }

  /// The processes of a log, each with what is its own; none where one process alone wrote it.
  ///
  /// - Throws: `EventError` where a file of it cannot be read.
  static func all(
    _ log: RunLog, graph: ComputationGraph?, first: NodeTracks
  ) throws(EventError) -> [RankHistory] {
    var found: [RankHistory] = []
    for rank in log.ranks {
      let metrics = log.metrics.compactMap { series -> MetricSeries? in
        let tag = RankTag(series.name)
        guard (tag?.rank ?? 0) == rank else { return nil }
        var series = series
        series.name = tag?.name ?? series.name
        return series
      }
      let nodes = rank == 0 ? first : NodeTracks(try log.nodeColumns(of: rank), graph: graph)
      found.append(RankHistory(rank: rank, metrics: metrics, nodes: nodes))
    }
    return found
  }
}
