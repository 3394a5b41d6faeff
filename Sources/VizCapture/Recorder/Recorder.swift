public import VizAutodiff
public import VizEvents
public import VizTensor
public import VizTrace

/// Takes statistics of every node's value and gradient while a training runs.
///
/// ```swift
/// let recorder = try Recorder(folder: "out/run")
/// trainer.observer = recorder   // with `import VizTraining`
/// ```
///
/// A loop of one's own calls
/// ``record(_:step:loss:learningRate:metrics:)-(StepValues<Scalar>,_,_,_,_)`` after each backward
/// pass and ``finish(_:)`` at the end. All is measured before the call returns, while the numbers are warm
/// in the cache, of large networks by several threads, and written by another one. What it cost is
/// measured, too, and reported: ``Report/overhead``.
///
/// At the first number that is not finite, in the loss, in a parameter's gradient, or in anything
/// captured, the recorder writes down how it came: see ``Autopsy``.
public final class Recorder {
  /// How much a recorder did.
  public struct Report: Sendable, Equatable {
    /// How many steps it was given.
    public var steps = 0
    /// Of how many of them it took statistics.
    public var capturedSteps = 0
    /// The time that the training itself took, in seconds.
    public var trainingTime = 0.0
    /// The time that capture took, in seconds.
    public var captureTime = 0.0
    /// The last captured step.
    public var lastStep = 0

    /// Capture's time as a share of the training's own.
    public var overhead: Double { trainingTime > 0 ? captureTime / trainingTime : 0 }
  }

  /// What is taken, and when.
  public let policy: CapturePolicy
  /// The run's folder; nil for a recorder that keeps its records in memory alone.
  public let directory: RunDirectory?
  /// What is written; nil for a recorder that keeps its records in memory alone.
  public let log: EventLog?
  /// What a step costs by count, as the first captured one was recorded; nil before it.
  public private(set) var cost: TapeCost?

  private let steps: StepLog
  /// Whether the run was begun by another recorder.
  private let goesOn: Bool
  /// The step of which there is a graph in the folder.
  private var savedStep: Int?
  /// The step that was given last.
  private(set) var lastNumber: Int?
  /// Whether it was noted what a classifier learns from.
  var hasExamples = false
  private var budget: CaptureBudget
  private var autopsies: AutopsyWriter
  /// What takes the steps: one a precision, the last one of which is at work.
  private var captures: [any StepCapturing] = []

  /// Records into a run's folder, which is made where it is not there.
  ///
  /// - Parameters:
  ///   - folder: The run's folder; its event file, `graph.json` and, should it come to that, what
  ///     explains a NaN go there.
  ///   - policy: What is taken, and when.
  ///   - options: How the event file is written, and from which step on where a run goes on.
  ///   - onFailure: Is called once, on another thread, if the event file cannot be written any more.
  /// - Throws: `EventError` where the folder or the file cannot be made.
  public convenience init(
    folder: String, policy: CapturePolicy = CapturePolicy(),
    options: EventLog.Options = EventLog.Options(),
    onFailure: (@Sendable (EventError) -> Void)? = nil
  ) throws {
    self.init(
      policy, in: RunDirectory(folder),
      log: try EventLog(folder: folder, options: options, onFailure: onFailure),
      goesOn: options.resumingAt != nil)
  }

  /// Records into memory alone: ``latest`` and ``autopsy``.
  public convenience init(policy: CapturePolicy = CapturePolicy()) {
    self.init(policy, in: nil, log: nil)
  }

  /// - Parameters:
  ///   - policy: What is taken, and when.
  ///   - directory: The run's folder, if it has one.
  ///   - log: Its event file.
  ///   - goesOn: Whether the run was begun by another recorder.
  ///   - clock: Gives the time in seconds; it never goes back.
  init(
    _ policy: CapturePolicy, in directory: RunDirectory?, log: EventLog?, goesOn: Bool = false,
    clock: @escaping () -> Double = secondsNow
  ) {
    self.policy = policy
    self.directory = directory
    self.log = log
    self.goesOn = goesOn
    steps = StepLog(log, in: directory)
    budget = CaptureBudget(share: policy.budget, clock: clock)
    autopsies = AutopsyWriter(steps)
  }

  /// How much was recorded so far, and what it cost.
  public var report: Report { budget.report }
  /// Why the numbers stopped being numbers, if they did.
  public var autopsy: Autopsy? { autopsies.autopsy }
  /// The last captured step's records.
  public var latest: (step: Int, records: [NodeRecord])? {
    steps.latest.map { ($0.number, $0.table.records) }
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
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func record<Scalar: TensorScalar>(
    _ values: StepValues<Scalar>, step: Int, loss: Double? = nil, learningRate: Double? = nil,
    metrics: [(name: String, value: Double)] = []
  ) {
    take(values, step: step, loss: loss, learningRate: learningRate, metrics) { nil }
  }

  /// Takes a step that a program ran, forward and backward, and whose update is not done yet.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func record<Scalar: TensorScalar>(
    _ program: TapeProgram<Scalar>, step: Int, loss: Double? = nil, learningRate: Double? = nil,
    metrics: [(name: String, value: Double)] = []
  ) {
    record(
      StepValues(program), step: step, loss: loss, learningRate: learningRate, metrics: metrics)
  }

  /// Takes a step; its accuracy is asked for in the time that is capture's.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func take<Scalar: TensorScalar>(
    _ values: StepValues<Scalar>, step number: Int, loss: Double?, learningRate: Double?,
    _ metrics: [(name: String, value: Double)] = [], accuracy: () throws -> Double?
  ) rethrows {
    let start = budget.now
    lastNumber = number
    let time = budget.beginStep(at: start)
    var isCaptured = false
    defer { budget.endStep(since: start, isCaptured: isCaptured) }
    steps.flush()
    steps.addScalars(
      of: number, time: time, loss: loss, learningRate: learningRate, accuracy: try accuracy(),
      metrics)
    if policy.histogramSteps.contains(number) { steps.isHistogramDue = true }

    let capture = capture(Scalar.self)
    let step = capture.step(number, values)
    let isDue = policy.steps.contains(number)
    isCaptured = isDue && budget.hasRoom
    if isCaptured { add(step, capture) }
    capture.hold(step, isMissing: isDue && !isCaptured)
    autopsies.look(at: step, loss: loss, isCaptured: isCaptured, capture)
    // The steps before it are not to make room for a broken one.
    if isCaptured { capture.keep(step) }
    if directory != nil, !step.layout.wholes.isEmpty, policy.tensorSteps.contains(number) {
      let whole = step.graph(at: step.layout.wholes)
      steps.write(whole, named: "tensors-\(number).json", step: number)
    }
  }

  private func add<Scalar: TensorScalar>(
    _ step: RecordedStep<Scalar>, _ capture: StepCapture<Scalar>
  ) {
    budget.countCapture(of: step.number)
    let captured = capture.capture(step)
    steps.add(captured)
    guard report.capturedSteps == 1 else { return }
    cost = TapeCost(of: step.values.output)
    steps.begin(step.graph(with: captured.table.records))
  }

  /// What takes steps of a precision, which is now at work.
  private func capture<Scalar: TensorScalar>(_: Scalar.Type) -> StepCapture<Scalar> {
    if let known = captures.last as? StepCapture<Scalar> { return known }
    let index = captures.firstIndex { $0 is StepCapture<Scalar> }
    let known = index.flatMap { captures.remove(at: $0) as? StepCapture<Scalar> }
    let capture = known ?? StepCapture<Scalar>(policy)
    captures.append(capture)
    return capture
  }

  // MARK: - Updates

  /// Notes what an update made of a parameter, unless its optimiser does: called between the step's
  /// ``record(_:step:loss:learningRate:metrics:)-(StepValues<Scalar>,_,_,_,_)`` and the next one's,
  /// for each parameter.
  ///
  /// - Parameters:
  ///   - node: The parameter's id in the graph.
  ///   - before: What it was in the step.
  ///   - after: What it is now.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func recordUpdate<Scalar: TensorScalar>(
    of node: Node.ID, from before: Tensor<Scalar>, to after: Tensor<Scalar>
  ) {
    guard before.shape == after.shape else { return }
    measureUpdates(Scalar.self) { meter in
      before.elements.withUnsafeBufferPointer { before in
        after.elements.withUnsafeBufferPointer { meter.note(node, from: before, to: $0) }
      }
    }
  }

  /// Lets `body` measure updates where the last step was captured; the time is capture's.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func measureUpdates<Scalar: TensorScalar>(
    _: Scalar.Type, _ body: (inout UpdateMeter<Scalar>) -> Void
  ) {
    guard let pending = steps.pending, let capture = captures.last as? StepCapture<Scalar>,
      let layout = capture.current
    else { return }
    let start = budget.now
    // The table of the step has one owner.
    steps.pending = nil
    var meter = UpdateMeter(layout, consume pending)
    body(&meter)
    steps.pending = meter.step
    budget.endUpdates(since: start)
  }

  /// Says from where ``VizEvents/NodeRecord/distance`` is measured, for a training that goes on;
  /// otherwise from where the first captured step finds a parameter.
  public func setStart<Scalar: TensorScalar>(of node: Node.ID, _ value: Tensor<Scalar>) {
    capture(Scalar.self).setStart(of: node, value.elements)
  }

  // MARK: - Measurements

  /// Measures something beside the captured steps, in the time that is capture's; nil where the budget
  /// has no room for it.
  ///
  /// - Parameters:
  ///   - seconds: How long it took the last time; nil for the first, for which there is always room.
  ///   - body: What is measured.
  package func measure<Result>(
    expecting seconds: Double?, _ body: () throws -> Result
  ) rethrows -> (result: Result, seconds: Double)? {
    guard seconds.map({ budget.hasRoom(for: $0) }) ?? true else { return nil }
    let start = budget.now
    do {
      let result = try body()
      return (result, budget.endMeasurement(since: start))
    } catch {
      _ = budget.endMeasurement(since: start)
      throw error
    }
  }

  // MARK: - The run

  /// Does what belongs neither to the training's own time nor to that of capture, such as saving.
  public func aside<Result>(_ body: () throws -> Result) rethrows -> Result {
    let start = budget.now
    defer { budget.endAside(since: start) }
    return try body()
  }

  /// Waits until all that was recorded up to now is in the event file.
  public func flush() {
    steps.flush()
    log?.flush()
  }

  /// Writes `graph.json` with the last captured values, for who goes on with the run from here and
  /// captures nothing more.
  package func saveGraph() throws(EventError) {
    steps.flush()
    let latest = steps.latest?.number
    guard latest != savedStep || directory?.hasGraph == false else { return }
    try writeGraph()
    savedStep = latest
  }

  private func writeGraph() throws(EventError) {
    // The first graph is written in the background, and must not come after the last one.
    log?.flush()
    // Who goes on with a run and captures nothing more leaves the graph that it has.
    guard let directory, steps.latest != nil || !goesOn || !directory.hasGraph,
      let graph = captures.last?.graph(of: steps.latest)
    else { return }
    try directory.write(graph)
  }

  /// Writes what is left, `graph.json` with the last captured values, and the status of the run.
  ///
  /// Where the budget passed over the last step, it is captured now.
  public func finish(_ status: RunStatus? = nil) throws {
    steps.flush()
    if let missing = captures.last?.captureMissing() {
      budget.countCapture(of: missing.number)
      steps.add(missing)
      steps.flush()
    }
    try writeGraph()
    if report.steps > 0 {
      log?.scalar("capture/overhead", report.overhead, step: report.lastStep)
    }
    log?.close(status: status)
  }
}

extension Recorder: UpdateObserver {
  /// Measures what an optimiser made of a parameter of the last step.
  public func didUpdate<Scalar: TensorScalar>(
    _ name: String, from before: Tensor<Scalar>, to after: Tensor<Scalar>, rate: Double
  ) {
    recordUpdate(of: name, from: before, to: after)
  }
}
