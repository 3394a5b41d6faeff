import Foundation
import SystemPackage
import VizAutodiff
import VizBase
public import VizCapture
public import VizEvents
public import VizNeural
import VizTensor
import VizTrace

/// A training that leaves a run's folder: its event file, `run.json`, `graph.json`, checkpoints, and
/// for classifiers of the plane their decision boundary over the steps.
///
/// ```swift
/// let run = try TrainingRun<Float>(TrainingPlan(configuration), folder: "out/spiral")
/// let result = try run.train()
/// ```
public final class TrainingRun<Scalar: CheckpointScalar> {
  /// What is to be known about how a run is begun.
  public struct Options: Sendable {
    /// What the recorder takes, and when.
    public var policy: CapturePolicy
    /// Whether a run that was broken off goes on from its last checkpoint.
    public var resumes: Bool
    /// The versions of what takes part, by name.
    public var versions: [String: String]
    /// The command that was given, in words.
    public var command: String?
    /// Seconds between two checkpoints.
    public var checkpointInterval: Double
    /// Draws the decision boundary for the event log, where it is to have pictures of it.
    public var boundaryImage: BoundaryImage.Drawing?
    /// What is measured beside the steps; what that takes counts against the policy's budget.
    public var instruments: [any Instrument] = []
    /// The steps at which it is measured.
    public var instrumentSteps = StepSchedule.logarithmic(perDecade: 30)
    /// Is called once, on whatever thread, at the first file of the run that cannot be written any
    /// more; the training goes on.
    public var onFailure: (@Sendable (EventError) -> Void)?

    /// Options of a run that begins anew, with a checkpoint every five seconds.
    public init(
      policy: CapturePolicy = CapturePolicy(), resumes: Bool = false,
      versions: [String: String] = [:], command: String? = nil, checkpointInterval: Double = 5,
      onFailure: (@Sendable (EventError) -> Void)? = nil,
      boundaryImage: BoundaryImage.Drawing? = nil
    ) {
      self.policy = policy
      self.resumes = resumes
      self.versions = versions
      self.command = command
      self.checkpointInterval = checkpointInterval
      self.boundaryImage = boundaryImage
      self.onFailure = onFailure
    }
  }

  /// What trains; its network is the run's.
  public let trainer: Trainer<Scalar>
  /// What writes the steps down; it observes the trainer, through the instruments where there are any.
  public let recorder: Recorder
  private let panel: InstrumentPanel?
  /// The run's folder, through which its files are written and read.
  public let directory: RunDirectory
  /// The step with which this run began: more than 0 where it goes on.
  public let firstStep: Int
  /// Whether a run that goes on had come to its end already, so that its log has all of its last step.
  let hadStopped: Bool
  /// How the network did on longer sequences when the training ended; nil where there are none.
  public private(set) var longer: LongerEvaluation?
  let plan: TrainingPlan
  private var record: RunRecord
  private let options: Options
  private let bounds: (x: ClosedRange<Double>, y: ClosedRange<Double>)?
  private let examples: DecisionExamples?
  private let boundarySchedule = StepSchedule.logarithmic(perDecade: 8)
  /// Drawing takes longer than many a step.
  private let imageSchedule = StepSchedule.logarithmic(perDecade: 2)
  /// The step of the last boundary that was appended.
  private var lastField: Int?
  let failure: FirstFailure
  /// No one else writes the run meanwhile.
  private var lock: RunLock?

  /// Prepares everything up to the first step.
  ///
  /// - Parameters:
  ///   - plan: What is trained, and how.
  ///   - folder: The run's folder, which is made where it is not there.
  ///   - options: How the run is begun.
  ///   - read: Reads the bytes of a file of data by its path.
  /// - Throws: `NeuralError` where data, network and checkpoint do not fit, `EventError` where the
  ///   folder cannot be written, and what `read` throws.
  public init(
    _ plan: TrainingPlan, folder: String, options: Options = Options(),
    reading read: (_ path: String) throws -> [UInt8]
  ) throws {
    self.options = options
    self.plan = plan
    let failure = FirstFailure(options.onFailure)
    self.failure = failure
    directory = RunDirectory(folder)
    let data = try plan.data(as: Scalar.self, reading: read)
    let trainer = try plan.trainer(on: data)
    self.trainer = trainer
    // Where parameters started, before a checkpoint moves them.
    let starts = trainer.network.parameters
    lock = try directory.lock()
    if options.resumes, let checkpoint = try directory.checkpoint() {
      do {
        try trainer.restore(checkpoint)
      } catch .checkpoint(let reason) as NeuralError {
        throw EventError(
          .badData, path: RunDirectory.checkpointPath(in: folder), message: reason,
          hint: "remove it to begin anew")
      }
    }
    firstStep = trainer.steps
    hadStopped = trainer.hasStoppedImproving
    let next = hadStopped ? firstStep + 1 : firstStep
    recorder = try Recorder(
      folder: folder, policy: options.policy,
      options: EventLog.Options(resumingAt: options.resumes ? next : nil),
      onFailure: { failure($0) })
    panel =
      options.instruments.isEmpty
      ? nil
      : InstrumentPanel(options.instruments, at: options.instrumentSteps, beside: recorder)
    for parameter in starts { recorder.setStart(of: parameter.name, parameter.value) }

    let fields = try JSONValue(encoding: plan.configuration).decoded(as: [String: JSONValue].self)
    record = RunRecord(
      name: directory.name, configuration: fields, seed: plan.configuration.seed,
      versions: options.versions)
    record.updateRule = UpdateRule(trainer.options, of: starts)
    if let command = options.command { record.configuration["command"] = .string(command) }
    if options.resumes, let earlier = try directory.record() {
      record.start = earlier.start
      record.cost = earlier.cost
    }
    examples = Self.examples(of: trainer.training)
    bounds = Self.bounds(of: trainer.training)
    recorder.log?.hyperparameters(
      fields.compactMapValues { Hyperparameter($0) },
      metrics: [
        "validation/loss",
        trainer.training.isClassification || trainer.options.loss == .sequenceBits
          ? "validation/accuracy" : "validation/absolute_error",
      ], name: directory.name)
    trainer.observer = panel ?? recorder
  }

  /// Trains to the end, or until the flag is raised, and closes the run.
  ///
  /// What cannot be written while it goes on is told to ``Options/onFailure``, and ends nothing.
  ///
  /// - Parameters:
  ///   - stop: Ends the run cleanly after the current step.
  ///   - progress: Is called after each step with the number of steps taken and the batch's loss.
  public func train(
    stop: StopFlag? = nil, progress: ((_ steps: Int, _ loss: Double) -> Void)? = nil
  ) throws -> TrainingResult {
    defer { lock = nil }
    try directory.write(record)
    if options.resumes {
      try failure.passing {
        lastField = try directory.cutBoundary(after: firstStep) { boundarySchedule.contains($0) }
      }
    }
    if firstStep == 0, let examples, bounds != nil {
      try failure.passing { try directory.append(examples) }
    }
    let clock = ContinuousClock()
    var lastCheckpoint = clock.now
    do {
      try logBoundary(isLast: false)
      let result = try trainer.run(stop: stop) { [self] steps, loss in
        if boundarySchedule.contains(steps) { try logBoundary(isLast: false) }
        // What ends the training is saved when all is written that comes of it.
        if loss.isFinite, !trainer.hasStoppedImproving,
          (clock.now - lastCheckpoint) / .seconds(1) >= options.checkpointInterval
        {
          try recorder.aside { try save() }
          lastCheckpoint = clock.now
        }
        progress?(steps, loss)
      }
      try logBoundary(isLast: true)
      if result.end != .diverged {
        longer = try recorder.aside { try lookAtSequences() }
        try save()
      }
      try close(result)
      return result
    } catch {
      record.finish(.failed, message: "\(error)")
      try? recorder.finish(.failed)
      try? directory.write(record)
      throw error
    }
  }

  /// Writes a checkpoint, before which the log and the graph have all that led to it.
  private func save() throws {
    recorder.flush()
    try failure.passing { try recorder.saveGraph() }
    // Going on from here, no step may be left that would tell.
    if record.cost == nil, recorder.cost != nil {
      noteCost()
      try failure.passing { try directory.write(record) }
    }
    try failure.passing { try directory.write(trainer.checkpoint) }
  }

  /// Says in the record what a step costs, as the first one that was recorded did.
  private func noteCost() {
    guard record.cost == nil else { return }
    record.cost = recorder.cost.map {
      RunRecord.StepCost(forward: $0.forward.operations, backward: $0.backward.operations)
    }
  }

  private func close(_ result: TrainingResult) throws {
    let status: RunStatus =
      switch result.end {
      case .allSteps, .noImprovement: .finished
      case .stopped: .stopped
      case .diverged: .failed
      }
    let message: String? =
      switch result.end {
      case .diverged: recorder.autopsy?.text ?? "the loss is not finite"
      case .noImprovement(let step):
        "the held-out loss did not improve any more; the parameters are those of step \(step)"
      case .allSteps, .stopped: nil
      }
    record.lastStep = result.steps
    noteCost()
    try failure.passing { try recorder.finish(status) }
    // The log itself tells of it on another thread, perhaps after the process has ended.
    if let error = recorder.log?.progress.failure { failure(error) }
    record.lost = failure.error.map(\.description)
    record.finish(status, message: message)
    try failure.passing { try directory.write(record) }
  }

  /// The first of the run's files that could not be written; nil where all of them are whole.
  public var lost: EventError? { failure.error }

  // MARK: - Decision boundary

  private func logBoundary(isLast: Bool) throws {
    try recorder.aside {
      let step = trainer.steps
      let isAppended = lastField != step && (isLast || boundarySchedule.contains(step))
      let isDrawn =
        options.boundaryImage != nil && !hadStopped && imageSchedule.contains(step) != isLast
      guard isAppended || isDrawn, let bounds, trainer.training.isClassification,
        let field = try DecisionField(
          of: trainer.network, step: step, xRange: bounds.x, yRange: bounds.y)
      else { return }
      if isAppended {
        lastField = step
        try failure.passing { try directory.append(field) }
      }
      if isDrawn, let image = options.boundaryImage?(field, examples) {
        recorder.log?.image(
          RunDirectory.boundaryTag, png: image.png, width: image.width, height: image.height,
          step: step)
      }
    }
  }

  /// The part of the plane that the examples lie in, with a margin; nil where they lie in none.
  private static func bounds(
    of data: Dataset<Scalar>
  ) -> (x: ClosedRange<Double>, y: ClosedRange<Double>)? {
    guard data.inputShape == [2], let examples = examples(of: data) else { return nil }
    guard let left = examples.x.min(), let right = examples.x.max(), let low = examples.y.min(),
      let high = examples.y.max()
    else { return nil }
    // A square, so that both axes can have one scale.
    let reach = max(right - left, high - low, 1e-3) * 0.62
    let (x, y) = (left / 2 + right / 2, low / 2 + high / 2)
    guard reach.isFinite, x.isFinite, y.isFinite else { return nil }
    return (x - reach...x + reach, y - reach...y + reach)
  }

  private static func examples(of data: Dataset<Scalar>) -> DecisionExamples? {
    guard data.inputShape == [2], let labels = data.labels else { return nil }
    let numbers = data.inputs.elements.map(\.asDouble)
    return DecisionExamples(
      x: stride(from: 0, to: numbers.count, by: 2).map { numbers[$0] },
      y: stride(from: 1, to: numbers.count, by: 2).map { numbers[$0] }, classes: labels)
  }
}

extension RunDirectory {
  private static let checkpointName = "checkpoint.json"

  fileprivate static func checkpointPath(in folder: String) -> String {
    FilePath(folder).appending(checkpointName).string
  }

  /// The last checkpoint; nil where there is none.
  ///
  /// - Throws: `EventError` where the file cannot be read or is damaged.
  public func checkpoint() throws -> Checkpoint? {
    guard let bytes = try read(named: Self.checkpointName) else { return nil }
    do {
      return try JSONValue(jsonData: bytes).decoded()
    } catch {
      throw EventError(
        .badData, path: Self.checkpointPath(in: path), message: "it is no checkpoint",
        hint: "remove it to begin anew")
    }
  }

  /// Writes a checkpoint, whole or not at all.
  func write(_ checkpoint: Checkpoint) throws {
    try write(
      JSONValue(encoding: checkpoint).sorted.jsonData(.compact), named: Self.checkpointName)
  }
}
