public import VizTrace

extension RunDirectory {
  /// The run's graph with what was recorded of its nodes at a step.
  ///
  /// Nil where the run has no graph; the steps that were recorded are ``RunLog/nodeSteps``.
  ///
  /// - Throws: ``EventError`` where the run cannot be read, or nothing was recorded at the step.
  public func graph(at step: Int) throws(EventError) -> ComputationGraph? {
    guard var graph = try graph() else { return nil }
    let log = try log()
    let records = Dictionary(
      try log.nodes(at: step).map { ($0.node, $0) }, uniquingKeysWith: { _, last in last })
    guard !records.isEmpty else {
      let steps = log.nodeSteps
      let nearest = steps.min { abs($0 - step) < abs($1 - step) }
      throw EventError(
        .badData, path: path, message: "nothing was recorded at step \(step)",
        hint: nearest.map { "the nearest step is \($0); there are \(steps.count)" })
    }
    for place in graph.nodes.indices {
      let record = records[graph.nodes[place].id]
      graph.nodes[place].value = record?.value.map(Self.data)
      graph.nodes[place].gradient = record?.gradient.map(Self.data)
      graph.nodes[place].attributes["update_ratio"] =
        record?.updateRatio.flatMap { $0.isFinite ? JSONValue($0) : nil }
      // Numbers of another step.
      graph.nodes[place].local = graph.nodes[place].local?.map { local in
        if case .number? = local { nil } else { local }
      }
    }
    return graph
  }

  /// A number, where there is one alone.
  private static func data(_ summary: TensorSummary) -> TensorData {
    summary.count == 1 && summary.nan + summary.inf == 0 ? .scalar(summary.mean) : .summary(summary)
  }
}
