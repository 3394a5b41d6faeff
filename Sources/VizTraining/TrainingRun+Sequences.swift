import VizCapture
import VizEvents
public import VizNeural
import VizTrace

/// How a network does on sequences twice as long as any that it learnt from.
public struct LongerEvaluation: Sendable, Hashable {
  /// How long the sequences are.
  public let length: Int
  /// How well the network does on them.
  public let evaluation: Evaluation
}

extension TrainingRun {
  /// What the trained network does with a memory, and on longer sequences, where it has such.
  func lookAtSequences() throws -> LongerEvaluation? {
    let network = trainer.network
    if let longest = try plan.longest(as: Scalar.self),
      let trace = try MemoryTrace(
        of: network, on: longest, trainer.options.loss, step: trainer.steps)
    {
      try failure.passing { try directory.write(trace) }
    }
    guard let (length, data) = try plan.longer(as: Scalar.self) else { return nil }
    let evaluation = try network.evaluate(data, trainer.options.loss, step: trainer.steps)
    for metric in evaluation.metrics {
      recorder.log?.scalar("longer/\(metric.name)", metric.value, step: evaluation.step)
    }
    return LongerEvaluation(length: length, evaluation: evaluation)
  }
}
