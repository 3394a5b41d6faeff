public import VizEvents
public import VizPlot
public import VizTrace

/// The figures of one run.
public struct RunFigures: Sendable {
  /// What a run's figure shows.
  public enum Kind: String, Sendable, CaseIterable {
    /// The metrics over the steps.
    case curves
    /// The decision boundary at one step.
    case boundary
    /// The decision boundary at several steps.
    case filmstrip
    /// The gradients of the parameters at one step.
    case gradientFlow = "gradient-flow"
    /// The updates beside the parameters, over the steps.
    case updates
    /// How a node's values are spread, over the steps.
    case distribution
    /// How a node's gradients are spread, over the steps.
    case gradients
    /// What a network with a memory wrote and read, and where, on one sequence.
    case memory
  }

  /// The folder of the run that the figures are of.
  public let directory: RunDirectory
  private let log: RunLog

  /// - Throws: `EventError` where the run cannot be read.
  public init(_ directory: RunDirectory) throws(EventError) {
    self.directory = directory
    log = try directory.log()
  }

  // MARK: - Decision boundary

  /// How the classifier divides the plane at a step, or at the last one that was logged.
  ///
  /// - Throws: `PlotError` where the run has no boundary, `EventError` where it cannot be read.
  public func boundary(at step: Int? = nil) throws -> Figure {
    let (fields, examples) = try logged()
    guard let field = step.map({ step in fields.last { $0.step <= step } }) ?? fields.last else {
      throw PlotError(.data, "the decision boundary was not logged up to step \(step ?? 0)")
    }
    return Self.boundary(field, examples, of: directory.name)
  }

  /// How a classifier divides the plane, while its run still goes on.
  ///
  /// - Parameters:
  ///   - field: What the classifier makes of the plane.
  ///   - examples: What it learns from.
  ///   - run: What the run is called.
  public static func boundary(
    _ field: DecisionField, _ examples: DecisionExamples?, of run: String
  ) -> Figure {
    Figure.decisionBoundary(
      points(examples), title: "\(run): decision boundary after \(field.step) steps",
      x: FieldAxis("x₁", range: field.xRange), y: FieldAxis("x₂", range: field.yRange),
      field.classifier)
  }

  /// The boundary at some of the steps that were logged, from the first to the last.
  ///
  /// - Throws: As ``boundary(at:)``.
  public func filmstrip(frames: Int = 8) throws -> Figure {
    let (fields, examples) = try logged()
    let points = Self.points(examples)
    let chosen = Self.frames(of: fields, points, count: frames)
    return Figure.decisionBoundaries(
      points, frames: chosen.map { ("step \($0.step)", $0.classifier) },
      title: "\(directory.name): decision boundary in training",
      x: FieldAxis("x₁", range: chosen.last?.xRange),
      y: FieldAxis("x₂", range: chosen.last?.yRange))
  }

  /// Those at which the loss of the examples has fallen by equal parts, from the first to the last.
  static func frames(
    of fields: [DecisionField], _ points: ClassifiedPoints, count: Int
  ) -> [DecisionField] {
    // Without examples there is no loss, and the frames are at even distances.
    let losses = fields.map { ClassifiedScore(points, $0.classifier).loss ?? 0 }
    return FallingFrames.indices(losses, count: max(count, 1)).map { fields[$0] }
  }

  private func logged() throws -> (fields: [DecisionField], examples: DecisionExamples?) {
    let boundary = try directory.boundary()
    guard !boundary.fields.isEmpty else {
      throw PlotError(
        .data, "the run has no decision boundary",
        hint: "one is logged where the inputs are places of a plane, and the targets classes")
    }
    return (boundary.fields, boundary.examples)
  }

  static func points(_ examples: DecisionExamples?) -> ClassifiedPoints {
    ClassifiedPoints(
      x: examples?.x ?? [], y: examples?.y ?? [], classes: examples?.classes ?? [])
  }

  // MARK: - Memory

  /// What the run's network did with its memory on one sequence.
  ///
  /// - Throws: `PlotError` where the run has none, `EventError` where it cannot be read.
  public func memory() throws -> Figure {
    guard let trace = try directory.memory() else {
      throw PlotError(
        .data, "the run has no memory",
        hint: "one is kept of Neural Turing Machines: vizbp train --model ntm")
    }
    return try Figure.memory(trace, title: "\(directory.name): memory and heads")
  }

  // MARK: - Nodes

  /// The gradients of the parameters at a step, or at the last one that was captured.
  ///
  /// - Throws: `PlotError` where no gradients were captured, `EventError` where the run cannot be
  ///   read.
  public func gradientFlow(at step: Int? = nil) throws -> Figure {
    let captured = log.nodeSteps
    guard let chosen = step.map({ step in captured.last { $0 <= step } }) ?? captured.last else {
      throw nothingCaptured
    }
    let parameters = try parameters()
    let layers = try log.nodes(at: chosen).filter { parameters.contains($0.node) }.compactMap {
      record in record.gradient.map { LayerGradient(name: record.node, summary: $0) }
    }
    return try Figure.gradientFlow(
      layers, title: "\(directory.name): gradients at step \(chosen)")
  }

  /// How large the updates of each parameter are beside it, over the steps.
  ///
  /// - Throws: As ``gradientFlow(at:)``.
  public func updateRatios() throws -> Figure {
    var series: [Node.ID: MetricSeries] = [:]
    var order: [Node.ID] = []
    try log.forEachNodeStep { step, _, records in
      for record in records {
        guard let ratio = record.updateRatio else { continue }
        if series[record.node] == nil {
          order.append(record.node)
          series[record.node] = MetricSeries(name: record.node, steps: [], values: [])
        }
        series[record.node]?.steps.append(Double(step))
        series[record.node]?.values.append(ratio)
      }
    }
    guard !order.isEmpty else { throw nothingCaptured }
    return try Figure.updateRatios(
      order.compactMap { series[$0] }, title: "\(directory.name): updates beside the weights")
  }

  /// How a node's values, or gradients, are spread over the steps.
  ///
  /// - Parameters:
  ///   - node: The node's id; the first parameter, if none is named.
  ///   - ofGradients: Whether gradients are shown instead of values.
  /// - Throws: As ``gradientFlow(at:)``, also where there is no such node.
  public func distribution(of node: Node.ID?, ofGradients: Bool) throws -> Figure {
    guard let last = log.nodeSteps.last else { throw nothingCaptured }
    let names = try log.nodes(at: last).map(\.node)
    let parameters = try parameters()
    guard let chosen = node ?? names.first(where: parameters.contains) ?? names.first else {
      throw nothingCaptured
    }
    guard names.contains(chosen) else {
      throw PlotError(
        .data, "the run has no node \(chosen)",
        hint: "its nodes are: \(names.joined(separator: ", "))")
    }
    var found: [ValueDistribution] = []
    try log.forEachNodeStep { step, _, records in
      guard let record = records.first(where: { $0.node == chosen }),
        let summary = ofGradients ? record.gradient : record.value,
        let distribution = ValueDistribution(step: Double(step), summary: summary)
      else { return }
      found.append(distribution)
    }
    let kind = ofGradients ? "gradients" : "values"
    return try Figure.ridgeline(
      found, title: "\(directory.name): \(kind) of \(chosen)",
      values: ofGradients ? "gradient" : "value")
  }

  private func parameters() throws -> Set<Node.ID> {
    Set(try directory.graph(log)?.nodes.filter(\.isParameter).map(\.id) ?? [])
  }

  private var nothingCaptured: PlotError {
    PlotError(.data, "the run has no statistics of nodes")
  }
}

extension LayerGradient {
  /// From statistics: the mean magnitude is estimated from the histogram's bins.
  init(name: String, summary: Statistics) {
    var mean = summary.norm / Double(Swift.max(summary.count, 1)).squareRoot()
    if let histogram = summary.histogram, summary.count > 0 {
      let middles = zip(histogram.edges, histogram.edges.dropFirst()).map { ($0 + $1) / 2 }
      mean =
        zip(middles, histogram.counts).reduce(0) { $0 + $1.0.magnitude * Double($1.1) }
        / Double(summary.count)
    }
    self.init(
      name: name, mean: summary.nan + summary.inf > 0 ? .nan : mean,
      max: summary.nan + summary.inf > 0
        ? .nan : Swift.max(summary.min.magnitude, summary.max.magnitude))
  }
}
