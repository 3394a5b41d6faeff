public import VizAutodiff
import VizBase
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
  public var latest: (step: Int, records: [NodeRecord])? {
    (pending ?? written).map { ($0.step, $0.table.records) }
  }

  /// When what was recorded last was done.
  private var lastEnd: Double?
  /// What the last captured step cost, in seconds.
  private var costOfCapture = 0.0
  private var layouts: [AnyObject] = []
  /// The layout of the last step.
  private var current: AnyObject?
  private var starts: AnyObject?
  /// A captured step whose update has not been seen yet, and the last one whose has.
  private var pending, written: (step: Int, table: NodeTable)?
  private var hasGraph = false
  /// Whether the next captured step's histograms are logged.
  private var isHistogramDue = false
  /// The graph of the last captured step; made when it is asked for.
  private var makeGraph: (() -> ComputationGraph)?
  /// The last step of a program, as long as that has not run again.
  private var held: HeldStep?
  private var tags: Tags?

  /// The tags of what is logged at every step.
  private struct Tags {
    var stepTime, loss, learningRate, accuracy: EventLog.Tag
    /// Those of the metrics of a loop of one's own, in the order of its list.
    var metrics: [(name: String, tag: EventLog.Tag)] = []

    init(_ log: EventLog) {
      stepTime = log.tag("step_time")
      loss = log.tag("loss")
      learningRate = log.tag("learning_rate")
      accuracy = log.tag("accuracy")
    }
  }

  /// A program's step that can still be looked at.
  private struct HeldStep {
    let binding: AnyObject
    /// How often the program has run by now.
    let runs: () -> Int
    let capture: (_ step: Int) -> Void
    var step: Int
    /// How often it had run with the step.
    var run: Int
    /// Whether it was only passed over for the budget.
    var isMissing: Bool

    var isThere: Bool { runs() == run }
  }

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
    take(values, step: step, loss: loss, learningRate: learningRate, metrics) { nil }
  }

  /// Takes a step; its accuracy is asked for in the time that is capture's.
  @_specialize(where Values == TrainingStep<Double>)
  @_specialize(where Values == TrainingStep<Float>)
  @_specialize(where Values == TapeProgram<Double>)
  @_specialize(where Values == TapeProgram<Float>)
  func take<Values: NodeValues>(
    _ values: Values, step: Int, loss: Double?, learningRate: Double?,
    _ metrics: [(name: String, value: Double)] = [], accuracy: () throws -> Double?
  ) rethrows {
    let start = secondsNow()
    let time = lastEnd.map { start - $0 }
    if let time { report.trainingTime += time }
    defer { endOfCapture(since: start) }
    flushPending()
    report.steps += 1
    try logScalars(step, time, loss, learningRate, accuracy(), metrics)

    let layout = layout(for: values.output)
    let binding = values.program.map { layout.binding(to: $0) }
    if policy.histogramSteps.contains(step) { isHistogramDue = true }
    let isDue = policy.steps.contains(step)
    let isWanted = isDue && fitsBudget
    if isWanted { capture(values, layout, binding, step: step) }
    hold(values, layout, binding, step: step, isMissing: isDue && !isWanted)
    if autopsy == nil {
      // What was captured says itself whether it is finite.
      let isBroken =
        loss?.isFinite == false || isWanted && hasBrokenRecord
        || !areFinite(values, layout, binding, isCaptured: isWanted)
      if isBroken { explain(values, layout, step: step) }
    }
    // The steps before it are not to make room for a broken one.
    if isWanted { keep(values, layout, step: step) }
    if policy.tensorSteps.contains(step) { logTensors(values, layout, step: step) }
    // The first one also writes the graph, which the next ones do not.
    if isWanted, report.capturedSteps != 1 { costOfCapture = secondsNow() - start }
  }

  private func logScalars(
    _ step: Int, _ time: Double?, _ loss: Double?, _ learningRate: Double?, _ accuracy: Double?,
    _ metrics: [(name: String, value: Double)]
  ) {
    guard let log else { return }
    var tags = tags ?? Tags(log)
    if !tags.metrics.elementsEqual(metrics, by: { $0.name == $1.name }) {
      tags.metrics = metrics.map { ($0.name, log.tag($0.name)) }
      self.tags = tags
    } else if self.tags == nil {
      self.tags = tags
    }
    log.scalars(step: step) { add in
      if let time { add(tags.stepTime, time) }
      if let loss { add(tags.loss, loss) }
      if let learningRate { add(tags.learningRate, learningRate) }
      if let accuracy { add(tags.accuracy, accuracy) }
      for (known, metric) in zip(tags.metrics, metrics) { add(known.tag, metric.value) }
    }
  }

  /// Whether the gradients of all parameters are finite, or of those that were not captured.
  @_specialize(where Values == TrainingStep<Double>)
  @_specialize(where Values == TrainingStep<Float>)
  @_specialize(where Values == TapeProgram<Double>)
  @_specialize(where Values == TapeProgram<Float>)
  private func areFinite<Values: NodeValues>(
    _ values: Values, _ layout: CaptureLayout<Values.Scalar>,
    _ binding: ProgramBinding<Values.Scalar>?, isCaptured: Bool
  ) -> Bool {
    if let binding {
      for gradient in isCaptured ? binding.otherGradients : binding.gradients
      where !gradient.areFinite { return false }
      return true
    }
    return layout.parameters.allSatisfy { entry, row in
      isCaptured && row != nil
        || values.withGradient(at: entry.index) { $0.areFinite } ?? true
    }
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
    guard pending != nil, let layout = current as? CaptureLayout<Scalar>,
      let row = layout.entries.firstIndex(where: { $0.id == node })
    else { return }
    measuringUpdates { noteUpdate(of: row, layout, from: before, to: after) }
  }

  /// Counts the time of `body` as capture's.
  @inline(__always)
  func measuringUpdates(_ body: () -> Void) {
    let start = secondsNow()
    body()
    let time = secondsNow() - start
    report.captureTime += time
    costOfCapture += time
    lastEnd = lastEnd.map { $0 + time }
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func noteUpdate<Scalar: TensorScalar>(
    of row: Int, _ layout: CaptureLayout<Scalar>, from before: UnsafeBufferPointer<Scalar>,
    to after: UnsafeBufferPointer<Scalar>
  ) {
    guard let norm = pending?.table.valueNorm(of: row) else { return }
    let change: Double
    if row < layout.origins.count, let origin = layout.origins[row], origin.count == after.count {
      let distance: Double
      (change, distance) = origin.withUnsafeBufferPointer { after.distances(to: before, $0) }
      pending?.table.rows[row].distance = distance
    } else {
      change = after.distance(to: before)
    }
    pending?.table.rows[row].updateRatio = norm > 0 ? change / norm : change > 0 ? .infinity : 0
  }

  /// Does what belongs neither to the training's own time nor to that of capture, such as saving.
  public func aside<Result>(_ body: () throws -> Result) rethrows -> Result {
    let start = secondsNow()
    defer { lastEnd = lastEnd.map { $0 + (secondsNow() - start) } }
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
    for case let layout as CaptureLayout<Scalar> in layouts { layout.origins = [] }
  }

  /// Writes what is left, `graph.json` with the last captured values, and the status of the run.
  ///
  /// Where the budget passed over the last step, it is captured now.
  public func finish(_ status: RunStatus? = nil) throws {
    flushPending()
    if let held, held.isMissing, held.isThere {
      held.capture(held.step)
      flushPending()
    }
    // The first graph is written in the background, and must not come after the last one.
    log?.flush()
    if let directory, let makeGraph { try directory.write(makeGraph()) }
    if report.steps > 0 {
      log?.scalar("capture/overhead", report.overhead, step: report.lastStep)
    }
    log?.close(status: status)
  }

  private func endOfCapture(since start: Double) {
    let end = secondsNow()
    report.captureTime += end - start
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
    if let layout = current as? CaptureLayout<Scalar>, layout.fits(output) { return layout }
    for known in layouts {
      if let layout = known as? CaptureLayout<Scalar>, layout.fits(output) {
        current = layout
        return layout
      }
    }
    let layout = CaptureLayout(output, policy)
    // The last batch of an epoch is smaller; more kinds of recordings would be a loop's own.
    if layouts.count >= 8 { layouts.removeFirst() }
    layouts.append(layout)
    current = layout
    return layout
  }

  /// The layout of the step whose update is expected; nil where it was not captured.
  func pendingLayout<Scalar: TensorScalar>(_: Scalar.Type) -> CaptureLayout<Scalar>? {
    pending == nil ? nil : current as? CaptureLayout<Scalar>
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
    _ values: Values, _ layout: CaptureLayout<Values.Scalar>,
    _ binding: ProgramBinding<Values.Scalar>?, step: Int
  ) {
    report.capturedSteps += 1
    report.lastStep = step
    let table: NodeTable
    if let binding {
      table = measure(binding, layout.names)
    } else {
      table = measure(values, layout)
    }
    if layout.origins.isEmpty { findOrigins(values, layout) }
    pending = (step, table)
    if isHistogramDue {
      isHistogramDue = false
      logHistograms(table, of: layout.parameters.compactMap(\.row), step: step)
    }
    if !values.lastUntilNextRun || held == nil {
      makeGraph = { [weak self] in
        layout.graph(of: self?.latest)
      }
    }
    if !hasGraph {
      hasGraph = true
      cost = TapeCost(of: values.output)
      let graph = layout.graph(of: latest, values)
      log?.graph(graph)
      // What cannot be written now is tried again at the end, where it is said.
      if let directory { log?.inBackground { try? directory.write(graph) } }
    }
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  private func measure<Scalar: TensorScalar>(
    _ binding: ProgramBinding<Scalar>, _ names: NodeTable.Names
  ) -> NodeTable {
    let tensors = binding.tensors
    let statistics = tensors.map { Statistics(capturing: $0) }
    return NodeTable(names: names, rows: binding.rows, statistics: statistics)
  }

  private func measure<Values: NodeValues>(
    _ values: Values, _ layout: CaptureLayout<Values.Scalar>
  ) -> NodeTable {
    var statistics: [Statistics] = []
    func number(_ elements: UnsafeBufferPointer<Values.Scalar>) -> Int {
      statistics.append(Statistics(capturing: elements))
      return statistics.count - 1
    }
    let rows = layout.entries.map { entry in
      NodeTable.Row(
        value: values.withValue(at: entry.index, number),
        gradient: values.withGradient(at: entry.index, number))
    }
    return NodeTable(names: layout.names, rows: rows, statistics: statistics)
  }

  /// Notes where the parameters started; what nobody said starts now.
  private func findOrigins<Values: NodeValues>(
    _ values: Values, _ layout: CaptureLayout<Values.Scalar>
  ) {
    let starts = starts(Values.Scalar.self)
    layout.origins = layout.entries.map { entry in
      guard entry.isParameter else { return nil }
      if starts.values[entry.id] == nil {
        starts.values[entry.id] = values.withValue(at: entry.index) { Array($0) }
      }
      return starts.values[entry.id]
    }
  }

  /// Remembers a step that stays until the program runs again.
  @_specialize(where Values == TrainingStep<Double>)
  @_specialize(where Values == TrainingStep<Float>)
  @_specialize(where Values == TapeProgram<Double>)
  @_specialize(where Values == TapeProgram<Float>)
  private func hold<Values: NodeValues>(
    _ values: Values, _ layout: CaptureLayout<Values.Scalar>,
    _ binding: ProgramBinding<Values.Scalar>?, step: Int, isMissing: Bool
  ) {
    guard let binding, values.lastUntilNextRun else {
      held = nil
      return
    }
    let run = binding.program.runs
    if held?.binding === binding {
      held?.step = step
      held?.run = run
      held?.isMissing = isMissing
      return
    }
    held = HeldStep(
      binding: binding, runs: { binding.program.runs },
      capture: { [weak self] step in self?.capture(values, layout, binding, step: step) },
      step: step, run: run, isMissing: isMissing)
    makeGraph = { [weak self] in
      guard let self, let latest, let held, held.step == latest.step, held.isThere else {
        return layout.graph(of: self?.latest)
      }
      return layout.graph(of: latest, values)
    }
  }

  private func logHistograms(_ table: NodeTable, of rows: [Int], step: Int) {
    for row in rows {
      let id = table.names.ids[row]
      if let histogram = table.value(of: row)?.histogram {
        log?.histogram(id, histogram, step: step)
      }
      if let histogram = table.gradient(of: row)?.histogram {
        log?.histogram("\(id)/gradient", histogram, step: step)
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
    if layout.ring == nil {
      let taken = rings(Values.Scalar.self).reduce(0) { $0 + $1.bytes }
      layout.ring = StepRing(layout, policy, bytes: policy.ringBytes - taken)
    }
    layout.ring?.keep(values, step: step)
  }

  private func rings<Scalar: TensorScalar>(_: Scalar.Type) -> [StepRing<Scalar>] {
    layouts.compactMap { ($0 as? CaptureLayout<Scalar>)?.ring }
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
    log?.nodes(pending.table, step: pending.step)
    written = pending
    self.pending = nil
  }

  // MARK: - Autopsy

  private var hasBrokenRecord: Bool {
    pending?.table.statistics.contains { $0.nan + $0.inf > 0 } ?? false
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
    let earlier = rings(Values.Scalar.self).flatMap { $0.graphs(before: step) }
    graphs = earlier.sorted { $0.step < $1.step }.suffix(max(policy.ringSteps, 0)) + graphs
    for (step, graph) in graphs {
      do {
        try directory.write(graph, named: "autopsy-\(step).json")
      } catch {
        log?.text("capture/failure", "\(error)", step: step)
      }
    }
  }
}

extension CaptureLayout {
  /// The graph of a captured step, in full.
  fileprivate func graph(
    of step: (step: Int, records: [NodeRecord])?, _ values: some NodeValues<Scalar>
  ) -> ComputationGraph {
    var graph = capture.graph(
      name: nil,
      value: { index in
        taken.contains(index)
          ? values.withValue(at: index) { capture.data(at: index, $0) } : nil
      },
      gradient: { index in
        taken.contains(index)
          ? values.withGradient(at: index) { capture.data(at: index, $0) } : nil
      })
    graph.annotate(step?.records ?? [])
    return graph
  }

  /// The same, in full where the ring still has the step.
  fileprivate func graph(
    of step: (step: Int, records: [NodeRecord])?
  ) -> ComputationGraph {
    var graph =
      step.flatMap { ring?.graph(of: $0.step) }
      ?? capture.graph(name: nil, value: { _ in nil }, gradient: { _ in nil })
    graph.annotate(step?.records ?? [])
    return graph
  }
}

extension ComputationGraph {
  /// Adds what was recorded of the nodes: summaries where elements are missing, and update ratios.
  fileprivate mutating func annotate(_ records: [NodeRecord]) {
    let records = Dictionary(records.map { ($0.node, $0) }, uniquingKeysWith: { first, _ in first })
    for place in nodes.indices {
      guard let record = records[nodes[place].id] else { continue }
      if nodes[place].value == nil {
        nodes[place].value = record.value.map { .summary(TensorSummary($0)) }
      }
      if nodes[place].gradient == nil {
        nodes[place].gradient = record.gradient.map { .summary(TensorSummary($0)) }
      }
      for (name, number) in [("update_ratio", record.updateRatio), ("distance", record.distance)] {
        guard let number, number.isFinite else { continue }
        nodes[place].attributes[name] = JSONValue(number)
      }
    }
  }
}
