import VizEvents
import VizStatistics
import VizTensor
import VizTrace

/// Finds the first step with a number that is not finite, and writes down how it came: in words, and
/// as graphs of this step and of the kept ones before it.
struct AutopsyWriter {
  private let log: StepLog
  /// What was found, if anything was.
  private(set) var autopsy: Autopsy?

  init(_ log: StepLog) { self.log = log }

  /// Looks at a step.
  ///
  /// - Parameters:
  ///   - step: The step.
  ///   - loss: Its loss, if somebody said it.
  ///   - isCaptured: Whether the log has its statistics, which say whether the numbers are finite.
  ///   - capture: What kept the steps before it.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  mutating func look<Scalar: TensorScalar>(
    at step: RecordedStep<Scalar>, loss: Double?, isCaptured: Bool, _ capture: StepCapture<Scalar>
  ) {
    guard autopsy == nil else { return }
    let isBroken =
      loss?.isFinite == false || isCaptured && hasBrokenRecord
      || !step.areGradientsFinite(besideCaptured: isCaptured)
    if isBroken { explain(step, after: capture) }
  }

  private var hasBrokenRecord: Bool {
    log.pending?.table.statistics.contains { $0.nan + $0.inf > 0 } ?? false
  }

  private mutating func explain<Scalar: TensorScalar>(
    _ step: RecordedStep<Scalar>, after capture: StepCapture<Scalar>
  ) {
    let graph = step.graph()
    guard let found = Autopsy(graph, step: step.number) else { return }
    autopsy = found
    log.log?.text("autopsy", found.text, step: step.number)
    guard log.directory != nil else { return }
    for (step, graph) in capture.graphs(before: step.number) + [(step.number, graph)] {
      log.write(graph, named: "autopsy-\(step).json", step: step)
    }
  }
}
