public import VizEvents
public import VizTrace

/// A run, read once: what its report and its findings are made of.
///
/// ```swift
/// let history = try RunHistory(RunDirectory("out/spiral"))
/// let findings = Finding.all(in: history)
/// ```
public struct RunHistory: Sendable {
  /// What the run says of how its numbers stopped being numbers.
  public struct Autopsy: Sendable, Hashable {
    /// What happened, in words.
    public var text: String
    /// The step at which it happened.
    public var step: Int

    /// The autopsy of a step.
    public init(text: String, step: Int) {
      self.text = text
      self.step = step
    }
  }

  /// What the run is called.
  public let name: String
  /// The run's folder; nil for metrics without a run.
  public let directory: RunDirectory?
  /// Where histograms, texts and pictures are read from when they are wanted; nil for metrics
  /// without a run.
  public let log: RunLog?
  /// What the run says of itself; nil where it says nothing.
  public let record: RunRecord?
  /// How the run stands; ``/VizEvents/RunDirectory/State/unknown`` for metrics without a run.
  public let state: RunDirectory.State
  /// What was logged as numbers over the steps; over the order of the values where the steps do not
  /// advance.
  public let metrics: [MetricSeries]
  /// Which of the metrics are losses and accuracies.
  public let roles: MetricRoles
  /// What is to be said of how the run was read.
  public let remarks: [LogRemark]
  /// The graph with the values that it was last written with.
  public let graph: ComputationGraph?
  /// Why its numbers stopped being numbers; nil where it does not say so.
  public let autopsy: Autopsy?
  /// What every node held at the captured steps.
  public let nodes: NodeTracks
  /// What each of several processes recorded, the first included; empty where it was one alone. All
  /// else here is the first one's.
  public let ranks: [RankHistory]

  /// Reads a run's folder.
  ///
  /// - Throws: `EventError` where a file of it cannot be read.
  /// - Complexity: O(*n*) in the size of the run's event files, which are read twice.
  public init(_ directory: RunDirectory) throws(EventError) {
    try self.init(MetricLog(directory))
  }

  /// The history of a run whose metrics have been read.
  ///
  /// - Throws: `EventError` where a file of it cannot be read.
  public init(_ read: MetricLog) throws(EventError) {
    guard let directory = read.directory, let log = read.log else {
      self.init(
        name: read.name, directory: nil, log: nil, record: nil, state: .unknown,
        metrics: read.series, graph: nil, autopsy: nil, nodes: NodeTracks(),
        remarks: read.remarks, path: read.path)
      return
    }
    let graph = try directory.graph(log)
    let nodes = NodeTracks(try log.nodeColumns(), graph: graph)
    let ranks = try RankHistory.all(log, graph: graph, first: nodes)
    self.init(
      name: read.name, directory: directory, log: log, record: try directory.record(),
      state: try directory.state(), metrics: ranks.first?.metrics ?? log.metrics, graph: graph,
      autopsy: try log.texts("autopsy").last.map { Autopsy(text: $0.value, step: $0.step) },
      nodes: nodes, ranks: ranks, remarks: read.remarks, path: read.path)
  }

  /// The history of metrics alone, such as those of a CSV file.
  public init(name: String, metrics: [MetricSeries], remarks: [LogRemark] = []) {
    self.init(
      name: name, directory: nil, log: nil, record: nil, state: .unknown, metrics: metrics,
      graph: nil, autopsy: nil, nodes: NodeTracks(), remarks: remarks)
  }

  init(
    name: String, directory: RunDirectory?, log: RunLog?, record: RunRecord?,
    state: RunDirectory.State, metrics: [MetricSeries], graph: ComputationGraph?,
    autopsy: Autopsy?, nodes: NodeTracks, ranks: [RankHistory] = [],
    remarks: [LogRemark] = [], path: String? = nil
  ) {
    self.name = name
    self.directory = directory
    self.log = log
    self.record = record
    self.state = state
    let advancing = metrics.advancing
    self.metrics = advancing.series
    roles = MetricRoles(advancing.series)
    self.remarks = remarks + advancing.remarks.named(path ?? directory?.path ?? name)
    self.graph = graph
    self.autopsy = autopsy
    self.nodes = nodes
    self.ranks = ranks
  }

  /// The histories of runs that have been read. Of several, one that cannot be read in full is a
  /// remark on the first of the others.
  ///
  /// - Throws: `EventError` where none can be read.
  public static func all(_ logs: [MetricLog]) throws(EventError) -> [RunHistory] {
    var histories: [RunHistory] = []
    var remarks: [LogRemark] = []
    var first: EventError?
    for log in logs {
      do { histories.append(try RunHistory(log)) } catch {
        first = first ?? error
        let remark = LogRemark(.unreadable, file: error.path, error.message)
        // What could be read is as good as a foreign log.
        let isReadInPart = logs.count > 1 && !log.series.isEmpty
        if !isReadInPart || !log.remarks.contains(remark) { remarks.append(remark) }
        if isReadInPart {
          histories.append(
            RunHistory(name: log.name, metrics: log.series, remarks: log.remarks))
        }
      }
    }
    if let first, histories.isEmpty { throw first }
    if !remarks.isEmpty, let one = histories.first { histories[0] = one.adding(remarks) }
    return histories
  }

  private func adding(_ more: [LogRemark]) -> RunHistory {
    RunHistory(
      name: name, directory: directory, log: log, record: record, state: state, metrics: metrics,
      graph: graph, autopsy: autopsy, nodes: nodes, ranks: ranks, remarks: remarks + more)
  }

  /// The graph with what was recorded of its nodes at a step; nil where there is no graph.
  ///
  /// - Throws: `EventError` where the run cannot be read, or nothing was recorded at the step.
  public func graph(at step: Int) throws(EventError) -> ComputationGraph? {
    guard let graph, let log else { return nil }
    return try log.graph(graph, at: step)
  }
}
