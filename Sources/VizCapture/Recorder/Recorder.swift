public import VizAutodiff
public import VizEvents
import VizNeural
public import VizTensor
public import VizTrace

/// Takes statistics of every node's value and gradient while a training runs.
///
/// ```swift
/// let recorder = try Recorder(folder: "out/run")
/// trainer.observer = recorder
/// ```
///
/// A loop of one's own calls ``record(_:step:loss:learningRate:metrics:)`` after each backward pass
/// and ``finish(_:)`` at the end. All is measured on the calling thread, while the numbers are warm
/// in the cache, and written by another one. What it cost is measured, too, and reported:
/// ``Report/overhead``.
///
/// At the first number that is not finite, in the loss, in a parameter's gradient, or in anything
/// captured, the recorder writes down how it came: see ``Autopsy``.
public final class Recorder {
  /// How much a recorder did.
  public struct Report: Sendable, Equatable {
    public var steps = 0
    public var capturedSteps = 0
    /// The time that the training itself took, and that of capture, in seconds.
    public var trainingTime = 0.0
    public var captureTime = 0.0
    /// The last captured step.
    public var lastStep = 0

    /// Capture's time as a share of the training's own.
    public var overhead: Double { trainingTime > 0 ? captureTime / trainingTime : 0 }
  }

  public let policy: CapturePolicy
  public let directory: RunDirectory?
  /// What is written; nil for a recorder that keeps its records in memory alone.
  public let log: EventLog?
  public private(set) var report = Report()
  /// Why the numbers stopped being numbers, if they did.
  public private(set) var autopsy: Autopsy?
  /// What a step costs by count, as the first captured one was recorded; nil before it.
  public private(set) var cost: TapeCost?
  /// The last captured step's records.
  public private(set) var latest: (step: Int, records: [NodeRecord])?

  private let clock = ContinuousClock()
  private var lastEnd: ContinuousClock.Instant?
  /// What the last captured step cost, in seconds.
  private var costOfCapture = 0.0
  private var layouts: [AnyObject] = []
  /// The layout of the last step.
  private var current: AnyObject?
  private var ring: AnyObject?
  private var starts: AnyObject?
  /// A captured step whose update has not been seen yet.
  private var pending: (step: Int, records: [NodeRecord])?
  private var hasGraph = false
  /// Whether the next captured step's histograms are logged.
  private var isHistogramDue = false
  /// The graph of the last captured step; made when it is asked for.
  private var makeGraph: (() -> ComputationGraph)?

  /// Records into a run's folder, which is made where it is not there.
  ///
  /// - Parameters:
  ///   - folder: The run's folder; its event file, `graph.json` and, should it come to that, what
  ///     explains a NaN go there.
  ///   - policy: What is taken, and when.
  ///   - options: How the event file is written, and from which step on where a run goes on.
  ///   - onFailure: Is called once, on another thread, if the event file cannot be written any more.
  /// - Throws: `EventError` where the folder or the file cannot be made.
  public init(
    folder: String, policy: CapturePolicy = CapturePolicy(),
    options: EventLog.Options = EventLog.Options(),
    onFailure: (@Sendable (EventError) -> Void)? = nil
  ) throws {
    self.policy = policy
    directory = RunDirectory(folder)
    log = try EventLog(folder: folder, options: options, onFailure: onFailure)
  }

  /// Records into memory alone: ``latest`` and ``autopsy``.
  public init(policy: CapturePolicy = CapturePolicy()) {
    self.policy = policy
    directory = nil
    log = nil
  }

  // MARK: - Steps

  /// Takes a step whose backward pass is done and whose update is not.
  ///
  /// - Parameters:
  ///   - values: Where the step's numbers lie.
  ///   - step: The number of the step, from 0.
  ///   - loss: What is logged as `loss`.
  ///   - learningRate: What is logged as `learning_rate`.
  ///   - metrics: What else is logged, by name.
  @_specialize(where Values == TrainingStep<Double>)
  @_specialize(where Values == TrainingStep<Float>)
  @_specialize(where Values == TapeProgram<Double>)
  @_specialize(where Values == TapeProgram<Float>)
  public func record<Values: NodeValues>(
    _ values: Values, step: Int, loss: Double? = nil, learningRate: Double? = nil,
    metrics: [(name: String, value: Double)] = []
  ) {
    let start = clock.now
    if let lastEnd {
      let time = (start - lastEnd) / .seconds(1)
      report.trainingTime += time
      log?.scalar("step_time", time, step: step)
    }
    defer { endOfCapture(since: start) }
    flushPending()
    report.steps += 1
    if let loss { log?.scalar("loss", loss, step: step) }
    if let learningRate { log?.scalar("learning_rate", learningRate, step: step) }
    for metric in metrics { log?.scalar(metric.name, metric.value, step: step) }

    let layout = layout(for: values.output)
    current = layout
    let isBroken =
      autopsy == nil
      && (loss?.isFinite == false
        || layout.parameters.contains { entry in
          values.withGradient(at: entry.index) { !$0.areFinite } ?? false
        })
    if policy.histogramSteps.contains(step) { isHistogramDue = true }
    let isWanted = policy.steps.contains(step) && fitsBudget
    if isWanted { capture(values, layout, step: step) }
    if isBroken || autopsy == nil && hasBrokenRecord { explain(values, layout, step: step) }
    if policy.tensorSteps.contains(step) { logTensors(values, layout, step: step) }
    // The first one also writes the graph, which the next ones do not.
    if isWanted, report.capturedSteps != 1 { costOfCapture = (clock.now - start) / .seconds(1) }
  }

  /// Notes what an update made of a parameter: called between the step's
  /// ``record(_:step:loss:learningRate:metrics:)`` and the next one's, for each parameter.
  ///
  /// - Parameters:
  ///   - node: The parameter's id in the graph.
  ///   - before: Its elements in the step.
  ///   - after: Its elements now.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func recordUpdate<Scalar: TensorScalar>(
    of node: Node.ID, from before: UnsafeBufferPointer<Scalar>,
    to after: UnsafeBufferPointer<Scalar>
  ) {
    guard let place = pending?.records.firstIndex(where: { $0.node == node }) else { return }
    let start = clock.now
    let norm = pending?.records[place].value?.norm ?? 0
    let change = after.distance(to: before)
    pending?.records[place].updateRatio = norm > 0 ? change / norm : change > 0 ? .infinity : 0
    if let origin = starts(Scalar.self).values[node], origin.count == after.count {
      pending?.records[place].distance = origin.withUnsafeBufferPointer { after.distance(to: $0) }
    }
    let time = clock.now - start
    report.captureTime += time / .seconds(1)
    lastEnd = lastEnd?.advanced(by: time)
  }

  /// Does what belongs neither to the training's own time nor to that of capture, such as saving.
  public func aside<Result>(_ body: () throws -> Result) rethrows -> Result {
    let start = clock.now
    defer { lastEnd = lastEnd?.advanced(by: clock.now - start) }
    return try body()
  }

  /// Waits until all that was recorded up to now is in the event file.
  public func flush() {
    flushPending()
    log?.flush()
  }

  /// Says from where ``VizEvents/NodeRecord/distance`` is measured, for a training that goes on;
  /// otherwise from where the first captured step finds a parameter.
  public func setStart<Scalar: TensorScalar>(of node: Node.ID, _ value: Tensor<Scalar>) {
    starts(Scalar.self).values[node] = value.elements
  }

  /// Writes what is left, `graph.json` with the last captured values, and the status of the run.
  public func finish(_ status: RunStatus? = nil) throws {
    flushPending()
    if let directory, let makeGraph { try directory.write(makeGraph()) }
    if report.steps > 0 {
      log?.scalar("capture/overhead", report.overhead, step: report.lastStep)
    }
    log?.close(status: status)
  }

  private func endOfCapture(since start: ContinuousClock.Instant) {
    let end = clock.now
    report.captureTime += (end - start) / .seconds(1)
    lastEnd = end
  }

  /// Whether another captured step keeps capture within its share of the training's time.
  private var fitsBudget: Bool {
    guard let budget = policy.budget, report.capturedSteps > 0 else { return true }
    return report.captureTime + costOfCapture <= budget * report.trainingTime
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  private func layout<Scalar: TensorScalar>(
    for output: Variable<Scalar>
  ) -> CaptureLayout<Scalar> {
    for known in layouts {
      if let layout = known as? CaptureLayout<Scalar>, layout.fits(output) { return layout }
    }
    let layout = CaptureLayout(output, policy)
    // The last batch of an epoch is smaller; more kinds of recordings would be a loop's own.
    if layouts.count >= 8 { layouts.removeFirst() }
    layouts.append(layout)
    return layout
  }

  /// The id of a parameter's leaf in the graph; nil where the last step was not captured.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func id<Scalar: TensorScalar>(of leaf: Variable<Scalar>) -> Node.ID? {
    guard pending != nil else { return nil }
    return (current as? CaptureLayout<Scalar>)?.parameterIDs[leaf.index]
  }

  private final class Starts<Scalar: TensorScalar> {
    var values: [Node.ID: [Scalar]] = [:]
  }

  private func starts<Scalar: TensorScalar>(_: Scalar.Type) -> Starts<Scalar> {
    if let known = starts as? Starts<Scalar> { return known }
    let new = Starts<Scalar>()
    starts = new
    return new
  }

  // MARK: - Capture

  @_specialize(where Values == TrainingStep<Double>)
  @_specialize(where Values == TrainingStep<Float>)
  @_specialize(where Values == TapeProgram<Double>)
  @_specialize(where Values == TapeProgram<Float>)
  private func capture<Values: NodeValues>(
    _ values: Values, _ layout: CaptureLayout<Values.Scalar>, step: Int
  ) {
    report.capturedSteps += 1
    report.lastStep = step
    let records = layout.entries.map { entry in
      NodeRecord(
        node: entry.id,
        value: values.withValue(at: entry.index) { TensorSummary(measuring: $0) },
        gradient: values.withGradient(at: entry.index) { TensorSummary(measuring: $0) })
    }
    let starts = starts(Values.Scalar.self)
    for entry in layout.parameters where starts.values[entry.id] == nil {
      starts.values[entry.id] = values.withValue(at: entry.index) { Array($0) }
    }
    pending = (step, records)
    latest = (step, records)
    if isHistogramDue {
      isHistogramDue = false
      logHistograms(records, of: layout.parameters.map(\.id), step: step)
    }
    keep(values, layout, step: step)
    makeGraph = { [weak self] in
      let records = Dictionary(
        (self?.latest?.records ?? []).map { ($0.node, $0) }, uniquingKeysWith: { first, _ in first }
      )
      let ring = self?.ring as? StepRing<Values.Scalar>
      let last = ring.flatMap { $0.isOf(layout) ? $0.graphs.last : nil }
      var graph =
        last?.graph ?? layout.capture.graph(name: nil, value: { _ in nil }, gradient: { _ in nil })
      graph.annotate(records)
      return graph
    }
    if !hasGraph {
      hasGraph = true
      cost = TapeCost(of: values.output)
      if let graph = makeGraph?() {
        log?.graph(graph)
        // What cannot be written now is tried again at the end, where it is said.
        try? directory?.write(graph)
      }
    }
  }

  private func logHistograms(_ records: [NodeRecord], of parameters: [Node.ID], step: Int) {
    let parameters = Set(parameters)
    for record in records where parameters.contains(record.node) {
      if let histogram = record.value?.histogram {
        log?.histogram(record.node, histogram, step: step)
      }
      if let histogram = record.gradient?.histogram {
        log?.histogram("\(record.node)/gradient", histogram, step: step)
      }
    }
  }

  @_specialize(where Values == TrainingStep<Double>)
  @_specialize(where Values == TrainingStep<Float>)
  @_specialize(where Values == TapeProgram<Double>)
  @_specialize(where Values == TapeProgram<Float>)
  private func keep<Values: NodeValues>(
    _ values: Values, _ layout: CaptureLayout<Values.Scalar>, step: Int
  ) {
    if let ring = ring as? StepRing<Values.Scalar>, ring.isOf(layout) {
      ring.keep(values, step: step)
    } else if let new = StepRing(layout, steps: policy.ringSteps, bytes: policy.ringBytes) {
      new.keep(values, step: step)
      ring = new
    }
  }

  private func logTensors<Values: NodeValues>(
    _ values: Values, _ layout: CaptureLayout<Values.Scalar>, step: Int
  ) {
    guard let directory, !layout.wholes.isEmpty else { return }
    let whole = Set(layout.wholes.map(\.index))
    let graph = layout.capture.graph(
      name: nil,
      value: { index in
        whole.contains(index)
          ? values.withValue(at: index) { layout.capture.data(at: index, $0) } : nil
      },
      gradient: { index in
        whole.contains(index)
          ? values.withGradient(at: index) { layout.capture.data(at: index, $0) } : nil
      })
    do {
      try directory.write(graph, named: "tensors-\(step).json")
    } catch {
      log?.text("capture/failure", "\(error)", step: step)
    }
  }

  private func flushPending() {
    guard let pending else { return }
    log?.nodes(pending.records, step: pending.step)
    latest = pending
    self.pending = nil
  }

  // MARK: - Autopsy

  private var hasBrokenRecord: Bool {
    pending?.records.contains { record in
      [record.value, record.gradient].contains { ($0?.nan ?? 0) + ($0?.inf ?? 0) > 0 }
    } ?? false
  }

  /// Writes down how the first number came that is not finite: in words, and as graphs of this step
  /// and of those that the ring still has.
  private func explain<Values: NodeValues>(
    _ values: Values, _ layout: CaptureLayout<Values.Scalar>, step: Int
  ) {
    let graph = layout.capture.graph(
      name: nil,
      value: { index in values.withValue(at: index) { layout.capture.data(at: index, $0) } },
      gradient: { index in values.withGradient(at: index) { layout.capture.data(at: index, $0) } })
    guard let found = Autopsy(graph, step: step) else { return }
    autopsy = found
    log?.text("autopsy", found.text, step: step)
    guard let directory else { return }
    var graphs = [(step: step, graph: graph)]
    if let ring = ring as? StepRing<Values.Scalar> {
      graphs = ring.graphs.filter { $0.step < step } + graphs
    }
    for (step, graph) in graphs {
      do {
        try directory.write(graph, named: "autopsy-\(step).json")
      } catch {
        log?.text("capture/failure", "\(error)", step: step)
      }
    }
  }
}

extension ComputationGraph {
  /// Adds what was recorded of the nodes: summaries where elements are missing, and what
  /// updates made of parameters.
  fileprivate mutating func annotate(_ records: [Node.ID: NodeRecord]) {
    for place in nodes.indices {
      guard let record = records[nodes[place].id] else { continue }
      if nodes[place].value == nil { nodes[place].value = record.value.map(TensorData.summary) }
      if nodes[place].gradient == nil {
        nodes[place].gradient = record.gradient.map(TensorData.summary)
      }
      for (name, number) in [("update_ratio", record.updateRatio), ("distance", record.distance)] {
        guard let number, number.isFinite else { continue }
        nodes[place].attributes[name] = JSONValue(number)
      }
    }
  }
}
