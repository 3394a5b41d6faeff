import Foundation
public import VizAutodiff
public import VizBase
public import VizEvents
public import VizTensor
public import VizTrace

/// A run of a loop of one's own: a scope that leaves a run's folder, with its settings, its steps and
/// how it ended.
///
/// ```swift
/// try Run.record("out/mine", settings: ["rate": 0.1]) { run in
///   for _ in 0..<200 {
///     …
///     let gradients = try tape.gradient(of: loss)
///     run.step(loss, gradients)
///     try adam.step(&line, gradients)
///   }
/// }
/// ```
///
/// Leaving the scope ends the run: as finished; as stopped, where ``stop(_:)`` was called or the task
/// was cancelled; as failed, where an error is thrown or the last loss is not a finite number. An
/// optimiser that takes a step inside tells the run what became of the parameters.
///
/// All methods may be called from many tasks: steps are taken one after another, in the order in which
/// they come, and everything that changes is used under one lock alone.
public final class Run: @unchecked Sendable {
  /// The run's folder.
  public let directory: RunDirectory
  private let guarding = NSLock()
  private let recorder: Recorder
  private var record: RunRecord
  /// The number of the next step.
  private var next = 0
  private var lastLoss: Double?
  private var stopReason: String??
  /// The step whose rate was logged last.
  private var ratedStep: Int?
  /// No one else writes the run meanwhile.
  private var lock: RunLock?

  // MARK: - The scope

  /// Records what `body` does into a folder, and leaves in it how that ended.
  ///
  /// - Parameters:
  ///   - folder: The run's folder, which is made where it is not there.
  ///   - settings: What the run was asked to do: `["optimizer": "adam", "learning_rate": 0.01]`.
  ///   - name: What the run is called; the folder's name, if it is not said.
  ///   - seed: Where its random numbers come from.
  ///   - policy: What is taken, and when.
  ///   - body: The loop.
  /// - Returns: What `body` returns.
  /// - Throws: `EventError` where the folder cannot be written, or has a run already, and what `body`
  ///   throws.
  public static func record<Output>(
    _ folder: String, settings: JSONObject = [:], name: String? = nil, seed: UInt64? = nil,
    policy: CapturePolicy = CapturePolicy(), _ body: (Run) throws -> Output
  ) throws -> Output {
    let run = try Run(folder, settings, name: name, seed: seed, policy)
    return try run.end(Result { try CurrentRun.$observer.withValue(run) { try body(run) } })
  }

  /// Records what `body` does across suspensions, as ``record(_:settings:name:seed:policy:_:)`` does.
  public static func recording<Output>(
    _ folder: String, settings: JSONObject = [:], name: String? = nil, seed: UInt64? = nil,
    policy: CapturePolicy = CapturePolicy(), isolation: isolated (any Actor)? = #isolation,
    _ body: (Run) async throws -> Output
  ) async throws -> Output {
    let run = try Run(folder, settings, name: name, seed: seed, policy)
    let result: Result<Output, any Error>
    do {
      result = .success(try await CurrentRun.$observer.withValue(run) { try await body(run) })
    } catch { result = .failure(error) }
    return try run.end(result)
  }

  /// Closes the run, and gives what its scope gave or threw.
  private func end<Output>(_ result: Result<Output, any Error>) throws -> Output {
    switch result {
    case .success(let output):
      try end(as: nil)
      return output
    case .failure(let error):
      // What went wrong first is what is told.
      try? end(as: error)
      throw error
    }
  }

  private init(
    _ folder: String, _ settings: JSONObject, name: String?, seed: UInt64?, _ policy: CapturePolicy
  ) throws {
    directory = RunDirectory(folder)
    lock = try directory.lock()
    guard try directory.record() == nil else {
      throw EventError(
        .unwritable, path: folder, message: "there is a run already",
        hint: "name another folder, or remove this one")
    }
    let fields = Dictionary(settings.map { ($0.key, $0.value) }) { $1 }
    record = RunRecord(
      name: name ?? directory.name, configuration: fields, seed: seed,
      versions: ["vizbp": VizBPRelease.version])
    recorder = try Recorder(folder: folder, policy: policy)
    recorder.log?.hyperparameters(
      fields.compactMapValues { Hyperparameter($0) }, metrics: [], name: record.name ?? "")
    try directory.write(record)
  }

  /// Closes the run, as what it threw says.
  private func end(as error: (any Error)?) throws {
    try guarding.withLock {
      let (status, message) = outcome(error)
      if next > 0 { record.lastStep = next - 1 }
      record.cost = recorder.cost.map {
        RunRecord.StepCost(forward: $0.forward.operations, backward: $0.backward.operations)
      }
      do {
        try recorder.finish(status)
        if let failure = recorder.log?.progress.failure { throw failure }
      } catch let failure {
        record.lost = "\(failure)"
        record.finish(status, message: message)
        try? directory.write(record)
        lock = nil
        throw failure
      }
      record.finish(status, message: message)
      lock = nil
      try directory.write(record)
    }
  }

  private func outcome(_ error: (any Error)?) -> (RunStatus, String?) {
    switch (error, stopReason) {
    case (is CancellationError, _): (.stopped, "it was cancelled")
    case (let error?, _): (.failed, "\(error)")
    case (nil, .some(let reason)): (.stopped, reason)
    case (nil, nil) where lastLoss?.isFinite == false:
      (.failed, recorder.autopsy?.text ?? "the loss is not finite")
    case (nil, nil): Task.isCancelled ? (.stopped, "it was cancelled") : (.finished, nil)
    }
  }

  /// Says that the run is ended early, which is what it then says of itself; leave the scope after it.
  public func stop(_ reason: String? = nil) {
    guarding.withLock { stopReason = .some(reason) }
  }

  // MARK: - Steps

  /// Takes a step whose backward pass is done and whose update is not; its loss is the variable's.
  ///
  /// - Parameters:
  ///   - loss: What the gradients are of.
  ///   - gradients: What the walk over its tape gave.
  ///   - learningRate: What is logged as `learning_rate`; of an optimiser that is asked for its step
  ///     next, that one's rate, if it is not said.
  ///   - metrics: What else is logged, by name.
  /// - Returns: The number of the step, from 0.
  @discardableResult
  public func step<Scalar: TensorScalar>(
    _ loss: Variable<Scalar>, _ gradients: Derivatives<Scalar>, learningRate: Double? = nil,
    metrics: KeyValuePairs<String, Double> = [:]
  ) -> Int {
    take(StepValues(loss, gradients), Self.number(loss.value.elements), learningRate, metrics)
  }

  /// Takes a step that a program ran, forward and backward, and whose update is not done yet.
  ///
  /// - Parameters:
  ///   - program: What ran; its output is the loss.
  ///   - learningRate: What is logged as `learning_rate`.
  ///   - metrics: What else is logged, by name.
  /// - Returns: The number of the step, from 0.
  @discardableResult
  public func step<Scalar: TensorScalar>(
    _ program: TapeProgram<Scalar>, learningRate: Double? = nil,
    metrics: KeyValuePairs<String, Double> = [:]
  ) -> Int {
    let loss = program.withValue(of: program.output.index) { Self.number($0) } ?? nil
    return take(StepValues(program), loss, learningRate, metrics)
  }

  /// The number, where there is one alone.
  private static func number<Scalar: TensorScalar>(
    _ elements: some Collection<Scalar>
  ) -> Double? {
    elements.count == 1 ? elements.first?.asDouble : nil
  }

  private func take<Scalar: TensorScalar>(
    _ values: StepValues<Scalar>, _ loss: Double?, _ learningRate: Double?,
    _ metrics: KeyValuePairs<String, Double>
  ) -> Int {
    guarding.withLock {
      let number = next
      next += 1
      lastLoss = loss
      if learningRate != nil { ratedStep = number }
      recorder.record(
        values, step: number, loss: loss, learningRate: learningRate,
        metrics: metrics.map { (name: $0.key, value: $0.value) })
      return number
    }
  }

  /// How many steps were taken.
  public var steps: Int { guarding.withLock { next } }

  /// Logs a number at the last step, such as `validation/loss`.
  public func metric(_ name: String, _ value: Double) {
    guarding.withLock { recorder.log?.scalar(name, value, step: max(next - 1, 0)) }
  }

  /// Notes what the classifier makes of a part of the plane, after the update of the last step.
  ///
  /// - Parameters:
  ///   - xRange: From the centre of the first column to that of the last.
  ///   - yRange: From the centre of the first row to that of the last.
  ///   - side: How many columns and rows there are.
  ///   - examples: What it learns from, which is noted once.
  ///   - probabilities: The probability of each class at a place; of two classes, that of the second
  ///     alone will do.
  /// - Returns: What was noted.
  @discardableResult
  public func boundary(
    x xRange: ClosedRange<Double>, y yRange: ClosedRange<Double>, side: Int = 64,
    examples: DecisionExamples? = nil,
    _ probabilities: (_ x: Double, _ y: Double) throws -> [Double]
  ) rethrows -> DecisionField {
    // Outside the lock: the closure may ask the run.
    let field = try DecisionField(
      step: steps, xRange: xRange, yRange: yRange, columns: side, rows: side, probabilities)
    guarding.withLock { recorder.write(field, examples) }
    return field
  }

  /// Why the numbers stopped being numbers, if they did.
  public var autopsy: Autopsy? { guarding.withLock { recorder.autopsy } }
}

extension Run: UpdateObserver {
  /// Takes what an optimiser made of a parameter of the last step.
  public func didUpdate<Scalar: TensorScalar>(
    _ name: String, from before: Tensor<Scalar>, to after: Tensor<Scalar>, rate: Double
  ) {
    guarding.withLock {
      guard next > 0 else { return }
      if ratedStep != next - 1 {
        ratedStep = next - 1
        recorder.log?.scalar("learning_rate", rate, step: next - 1)
      }
      recorder.recordUpdate(of: name, from: before, to: after)
    }
  }
}
