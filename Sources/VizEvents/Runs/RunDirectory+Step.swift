import VizBase
public import VizTrace

extension RunDirectory {
  /// The run's graph with what was recorded of its nodes at a step.
  ///
  /// Nil where the run has no graph; the steps that were recorded are ``RunLog/nodeSteps``.
  ///
  /// - Throws: ``EventError`` where the run cannot be read, or nothing was recorded at the step.
  public func graph(at step: Int) throws(EventError) -> ComputationGraph? {
    let log = try log()
    return if let graph = try graph(log) { try log.graph(graph, at: step) } else { nil }
  }
}

extension RunLog {
  /// A graph with what was recorded of its nodes at a step, where a run's graph and its log are at
  /// hand; only the records of this step are read.
  ///
  /// A parameter's ``NodeRecord/updateRatio`` and ``NodeRecord/distance`` are its attributes
  /// `update_ratio` and `distance`.
  ///
  /// - Throws: ``EventError`` where the log cannot be read, or nothing was recorded at the step.
  public func graph(
    _ graph: ComputationGraph, at step: Int
  ) throws(EventError) -> ComputationGraph {
    Self.graph(graph, recorded: try recorded(nodes(at: step), at: step))
  }

  /// The same at several steps, in their order, for which the log is read once.
  ///
  /// - Throws: ``EventError`` where the log cannot be read, or nothing was recorded at a step.
  public func graphs(
    _ graph: ComputationGraph, at steps: [Int]
  ) throws(EventError) -> [ComputationGraph] {
    let nodes = try nodes(at: Set(steps))
    var graphs: [ComputationGraph] = []
    graphs.reserveCapacity(steps.count)
    for step in steps {
      graphs.append(Self.graph(graph, recorded: try recorded(nodes[step] ?? [], at: step)))
    }
    return graphs
  }

  /// Some records, of which there must be any.
  private func recorded(
    _ records: [NodeRecord], at step: Int
  ) throws(EventError) -> [NodeRecord] {
    guard records.isEmpty else { return records }
    let steps = nodeSteps
    let nearest = steps.min { $0.gap(to: step) < $1.gap(to: step) }
    throw EventError(
      .badData, path: folder, message: "nothing was recorded at step \(step)",
      hint: nearest.map { "the nearest step is \($0); there are \(steps.count)" })
  }

  /// A graph with records of its nodes in place of its own numbers.
  private static func graph(
    _ graph: ComputationGraph, recorded records: [NodeRecord]
  ) -> ComputationGraph {
    var graph = graph
    let records = Dictionary(
      records.map { ($0.node, $0) }, uniquingKeysWith: { _, last in last })
    for index in graph.nodes.indices {
      let record = records[graph.nodes[index].id]
      // What never changes is not recorded.
      if record == nil, graph.nodes[index].op == "constant" { continue }
      if let shape = graph.nodes[index].shape, let count = record?.value?.count {
        graph.nodes[index].shape = Self.shape(shape, holding: count)
      }
      let shape = graph.nodes[index].shape ?? []
      graph.nodes[index].value = record?.value.map { data($0, shape: shape) }
      graph.nodes[index].gradient = record?.gradient.map { data($0, shape: shape) }
      graph.nodes[index].setUpdate(record)
      // Numbers of another step.
      graph.nodes[index].local = graph.nodes[index].local?.map { local in
        if case .number? = local { nil } else { local }
      }
    }
    return graph
  }

  /// The shape with as many examples as the step had: the last batch of an epoch may be smaller.
  /// Nil where the first extent is not all that differs.
  private static func shape(_ shape: [Int], holding count: Int) -> [Int]? {
    let each = shape.dropFirst().reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
    if shape.isEmpty { return count == 1 ? shape : nil }
    guard each > 0, count.isMultiple(of: each) else { return nil }
    return [count / each] + shape.dropFirst()
  }

  /// A number, where there is one alone.
  private static func data(_ statistics: Statistics, shape: [Int]) -> TensorData {
    guard statistics.count == 1, statistics.inf == 0, shape.allSatisfy({ $0 == 1 }) else {
      return .summary(TensorSummary(statistics))
    }
    return .elements([statistics.nan > 0 ? .nan : statistics.mean], shape: shape)
  }
}
