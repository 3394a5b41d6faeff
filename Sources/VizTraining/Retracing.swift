import VizAutodiff
import VizCapture
public import VizNeural
import VizTensor
public import VizTrace

/// Steps of a training that are taken again from its settings, for what no run keeps of all steps: every
/// number of the graph.
///
/// ```swift
/// let steps = try Retracing(of: configuration, at: [10, 1000]) { try read($0) }
/// steps.graphs[10]
/// ```
public struct Retracing: Sendable {
  /// The graph of each step, with all of its values and gradients.
  public let graphs: [Int: ComputationGraph]
  /// The loss of each step.
  public let losses: [Int: Double]

  /// Trains up to the last of the steps.
  ///
  /// - Parameters:
  ///   - configuration: The settings of the training.
  ///   - steps: The steps, from 0.
  ///   - progress: Is called after each step with the number of steps taken and the batch's loss.
  ///   - read: Reads a file's bytes by its path.
  /// - Throws: `NeuralError` where the settings make no training, or it has no such step, and what
  ///   `read` throws.
  public init(
    of configuration: TrainingConfiguration, at steps: Set<Int>,
    progress: ((_ steps: Int, _ loss: Double) -> Void)? = nil,
    reading read: (_ path: String) throws -> [UInt8]
  ) throws {
    let plan = try TrainingPlan(configuration)
    let taken: [Int: (graph: ComputationGraph, loss: Double)]
    switch plan.precision {
    case .float32: taken = try Self.train(plan, steps, progress, read, as: Float.self)
    case .float64: taken = try Self.train(plan, steps, progress, read, as: Double.self)
    }
    graphs = taken.mapValues(\.graph)
    losses = taken.mapValues(\.loss)
  }

  private static func train<Scalar: TensorScalar>(
    _ plan: TrainingPlan, _ steps: Set<Int>, _ progress: ((Int, Double) -> Void)?,
    _ read: (_ path: String) throws -> [UInt8], as _: Scalar.Type
  ) throws -> [Int: (graph: ComputationGraph, loss: Double)] {
    let trainer = try plan.trainer(on: plan.data(as: Scalar.self, reading: read))
    let count = trainer.options.steps
    if let step = steps.first(where: { $0 < 0 || $0 >= count }) {
      throw NeuralError.configuration(
        key: "steps", reason: "there is no step \(step)", hint: "they are from 0 to \(count - 1)")
    }
    let keeper = GraphKeeper()
    trainer.observer = keeper
    for step in 0...(steps.max() ?? 0) where !steps.isEmpty {
      keeper.isDue = steps.contains(step)
      // Recorded anew, so that the tape has the step's own numbers; they are the same to the last bit.
      trainer.replays = !keeper.isDue
      let loss = try trainer.step()
      progress?(step + 1, loss)
    }
    return keeper.taken
  }
}

/// Keeps the graphs of the steps that are due.
private final class GraphKeeper: TrainingObserver {
  var isDue = false
  private(set) var taken: [Int: (graph: ComputationGraph, loss: Double)] = [:]

  func trainer<Scalar: TensorScalar>(
    _ trainer: Trainer<Scalar>, willUpdate step: TrainingStep<Scalar>
  ) throws {
    guard isDue else { return }
    taken[step.number] = (
      try ComputationGraph(capturing: step.recording.loss, name: "step \(step.number)"), step.loss
    )
  }
}
