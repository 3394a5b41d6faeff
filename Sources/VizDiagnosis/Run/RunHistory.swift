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
  /// What was logged as numbers over the steps.
  public let metrics: [MetricSeries]
  /// The graph with the values that it was last written with.
  public let graph: ComputationGraph?
  /// Why its numbers stopped being numbers; nil where it does not say so.
  public let autopsy: Autopsy?
  /// What every node held at the captured steps.
  public let nodes: NodeTracks

  /// Reads a run's folder.
  ///
  /// - Throws: `EventError` where a file of it cannot be read.
  /// - Complexity: O(*n*) in the size of the run's event files, which are read twice.
  public init(_ directory: RunDirectory) throws(EventError) {
    let log = try directory.log()
    let graph = try directory.graph(log)
    self.init(
      name: directory.name, directory: directory, log: log, record: try directory.record(),
      state: try directory.state(), metrics: log.metrics, graph: graph,
      autopsy: try log.texts("autopsy").last.map { Autopsy(text: $0.value, step: $0.step) },
      nodes: NodeTracks(try log.nodeColumns(), graph: graph))
  }

  /// The history of metrics alone, such as those of a CSV file.
  public init(name: String, metrics: [MetricSeries]) {
    self.init(
      name: name, directory: nil, log: nil, record: nil, state: .unknown, metrics: metrics,
      graph: nil, autopsy: nil, nodes: NodeTracks())
  }

  init(
    name: String, directory: RunDirectory?, log: RunLog?, record: RunRecord?,
    state: RunDirectory.State, metrics: [MetricSeries], graph: ComputationGraph?,
    autopsy: Autopsy?, nodes: NodeTracks
  ) {
    self.name = name
    self.directory = directory
    self.log = log
    self.record = record
    self.state = state
    self.metrics = metrics
    self.graph = graph
    self.autopsy = autopsy
    self.nodes = nodes
  }

  /// The graph with what was recorded of its nodes at a step; nil where there is no graph.
  ///
  /// - Throws: `EventError` where the run cannot be read, or nothing was recorded at the step.
  public func graph(at step: Int) throws(EventError) -> ComputationGraph? {
    guard let graph, let log else { return nil }
    return try log.graph(graph, at: step)
  }
}
