import VizEvents
import VizTrace

/// A run's graph over the steps of its training, as far as a page shows it.
struct RunFrames: Sendable {
  /// The graph at the replayed step, with whole tensors where the run has them.
  var graph: ComputationGraph
  var frames: [GraphSection.Frame]
  /// How many steps the run captured.
  var captured: Int
  var replayed: Int
  /// The last step of the training, which may not have been captured.
  var last: Int
  var update: Update?

  /// Nil where nothing was recorded of the graph's nodes.
  ///
  /// - Parameters:
  ///   - graph: The run's graph, with the values that it was last written with.
  ///   - name: What the run is called.
  ///   - log: Its log.
  ///   - record: What it says of itself.
  ///   - replayed: The step that is replayed; the last, if it is not said.
  ///   - notable: Steps that are to be among those that are shown.
  ///   - most: How many steps are shown at most.
  /// - Throws: ``/VizEvents/EventError`` where the log cannot be read, or nothing was recorded at
  ///   `replayed`.
  init?(
    _ graph: ComputationGraph, of name: String, log: RunLog, record: RunRecord?,
    replaying replayed: Int? = nil, notable: [Int] = [], most: Int = StepChoice.count
  ) throws(EventError) {
    var base = graph
    if base.name == nil { base.name = name }
    let captured = log.nodeSteps
    self.captured = captured.count
    guard let last = captured.max() else { return nil }
    let replayed = replayed ?? last
    let losses = Self.values(of: "loss", in: log)
    let chosen = StepChoice.steps(of: captured, count: most, notable: [replayed] + notable)
    let graphs = try log.graphs(base, at: chosen)
    let frames: [GraphSection.Frame] = zip(chosen, graphs).map { step, graph in
      (step, losses[Double(step)], graph)
    }
    // A step that was not captured: the log says which are.
    let found = frames.first { $0.step == replayed }?.graph
    let shown = if let found { found } else { try log.graph(base, at: replayed) }
    // The last step is there in full, unless a kill left the graph of the first one.
    self.graph = replayed == last && Self.holdSame(base, shown) ? base : shown
    self.frames = frames
    self.replayed = replayed
    self.last = max(last, losses.keys.max().flatMap { Int(exactly: $0) } ?? last)
    let rate = Self.values(of: "learning_rate", in: log)[Double(replayed)]
    update = record?.updateRule.map { Update($0, step: replayed, rate: rate) }
  }

  private static func values(of name: String, in log: RunLog) -> [Double: Double] {
    guard let series = log.metric(name) else { return [:] }
    return Dictionary(zip(series.steps, series.values), uniquingKeysWith: { _, last in last })
  }

  /// Whether two graphs hold the numbers of one step, as far as norms tell.
  private static func holdSame(_ a: ComputationGraph, _ b: ComputationGraph) -> Bool {
    zip(a.nodes, b.nodes).allSatisfy { a, b in
      guard let a = a.value?.summary.norm, let b = b.value?.summary.norm, a.isFinite, b.isFinite
      else { return true }
      return abs(a - b) <= 1e-4 * max(abs(a), abs(b))
    }
  }
}
