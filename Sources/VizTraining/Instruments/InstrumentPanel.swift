import VizAutodiff
public import VizCapture
import VizEvents
public import VizNeural
public import VizTensor
import VizTrace

/// Instruments beside a training, with the recorder that writes down what they show: an observer.
///
/// ```swift
/// let panel = InstrumentPanel([HessianEigenvalue()], beside: try Recorder(folder: "out/run"))
/// trainer.observer = panel
/// ```
///
/// Readings are scalars of the run: `instruments/`, the instrument's name, and the reading's, such as
/// `instruments/hessian/eigenvalue`. What measuring takes is the recorder's time, and counts against
/// its budget: where that has no room for an instrument, the instrument waits for a later step.
public final class InstrumentPanel: TrainingObserver {
  /// What the names of readings begin with in a run.
  public static let prefix = RunLog.instruments

  /// The steps that are measured.
  public let steps: StepSchedule
  /// Who sees each step first, and writes down what is shown.
  public let recorder: Recorder
  /// What was shown last, by the name that it has in a run.
  public private(set) var latest: [String: Double] = [:]

  private var slots: [Slot]
  /// What is known of the last recordings, of which there is one for each size of batch.
  private var known: [(tape: AnyObject, functions: Any)] = []

  private struct Slot {
    var instrument: any Instrument
    /// What the last measurement took, in seconds.
    var seconds: Double?

    /// What the names of its readings, and of what it remembers, begin with.
    var prefix: String { "\(type(of: instrument).about.name)/" }
  }

  /// - Parameters:
  ///   - instruments: What is measured.
  ///   - steps: At which steps.
  ///   - recorder: What writes it down, with its own captured steps; by default, nothing does, and
  ///     there is no bound on the time that it takes.
  public init(
    _ instruments: [any Instrument], at steps: StepSchedule = .logarithmic(perDecade: 30),
    beside recorder: Recorder = Recorder(policy: CapturePolicy(steps: .none))
  ) {
    self.steps = steps
    self.recorder = recorder
    slots = instruments.map { Slot(instrument: $0) }
  }

  /// What the instruments remember, behind their names.
  public var state: [String: [Double]] {
    get {
      var state: [String: [Double]] = [:]
      for slot in slots {
        for (name, numbers) in slot.instrument.state { state[slot.prefix + name] = numbers }
      }
      return state
    }
    set {
      for index in slots.indices {
        var own: [String: [Double]] = [:]
        for (name, numbers) in newValue where name.hasPrefix(slots[index].prefix) {
          own[String(name.dropFirst(slots[index].prefix.count))] = numbers
        }
        slots[index].instrument.state = own
      }
    }
  }

  /// Lets the recorder take the step.
  public func trainer<Scalar: TensorScalar>(
    _ trainer: Trainer<Scalar>, willUpdate step: TrainingStep<Scalar>
  ) throws {
    try recorder.trainer(trainer, willUpdate: step)
  }

  /// Lets the recorder measure the update, and then the instruments the step.
  public func trainer<Scalar: TensorScalar>(
    _ trainer: Trainer<Scalar>, didUpdate step: TrainingStep<Scalar>
  ) throws {
    try recorder.trainer(trainer, didUpdate: step)
    let isDue = steps.contains(step.number)
    // Of a loss that is no number nothing can be measured.
    guard step.loss.isFinite, isDue || slots.contains(where: { $0.instrument.wantsNextStep })
    else { return }
    var moment: InstrumentMoment<Scalar>?
    for index in slots.indices where isDue || slots[index].instrument.wantsNextStep {
      let measured = try recorder.measure(expecting: slots[index].seconds) {
        let seen =
          moment
          ?? InstrumentMoment(
            trainer, step, hiddenFunctions: hiddenFunctions(step.recording))
        moment = seen
        return try slots[index].instrument.measure(seen)
      }
      guard let measured else { continue }
      slots[index].seconds = measured.seconds
      show(measured.result, of: slots[index].prefix, at: step.number)
    }
  }

  /// Lets the recorder take the evaluation.
  public func trainer<Scalar: TensorScalar>(
    _ trainer: Trainer<Scalar>, didEvaluate evaluation: Evaluation
  ) throws {
    try recorder.trainer(trainer, didEvaluate: evaluation)
  }

  private func show(_ readings: [InstrumentReading], of instrument: String, at step: Int) {
    for reading in readings where reading.value.isFinite {
      let name = Self.prefix + instrument + reading.name
      latest[name] = reading.value
      recorder.log?.scalar(name, reading.value, step: step)
    }
  }

  /// More than these say the same of a recurrence's steps.
  private static let mostFunctions = 12

  private func hiddenFunctions<Scalar: TensorScalar>(
    _ recording: TrainingRecording<Scalar>
  ) -> [InstrumentMoment<Scalar>.HiddenFunction] {
    if let known = known.first(where: { $0.tape === recording.tape }),
      let functions = known.functions as? [InstrumentMoment<Scalar>.HiddenFunction]
    {
      return functions
    }
    let (graph, indices) = ComputationGraph.structure(of: recording.loss)
    let hidden = graph.hiddenFunctions
    let all = zip(graph.nodes, indices).filter { hidden.contains($0.0.id) }.map {
      InstrumentMoment<Scalar>.HiddenFunction(
        name: $0.id, index: $1, extents: $0.extents ?? [])
    }
    let count = min(all.count, Self.mostFunctions)
    let functions = (0..<count).map { all[$0 * (all.count - 1) / max(count - 1, 1)] }
    known = known.suffix(3) + [(recording.tape, functions)]
    return functions
  }
}
