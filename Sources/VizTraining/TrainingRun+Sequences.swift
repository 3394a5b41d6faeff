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
  /// What the trained network does with a memory, what it answers to sequences, and how it does on
  /// longer ones, where it has such.
  func lookAtSequences() throws -> LongerEvaluation? {
    let network = trainer.network
    if let longest = try plan.longest(as: Scalar.self),
      let trace = try MemoryTrace(
        of: network, on: longest, trainer.options.loss, step: trainer.steps)
    {
      try failure.passing { try directory.write(trace) }
    }
    if let answers = try SequenceAnswers(
      of: network, on: trainer.testing ?? trainer.training, isText: plan.isOfText,
      isHeldOut: trainer.testing != nil, step: trainer.steps)
    {
      try failure.passing { try directory.write(answers) }
    }
    guard let (length, data) = try plan.longer(as: Scalar.self) else { return nil }
    let evaluation = try network.evaluate(data, trainer.options.loss, step: trainer.steps)
    for metric in evaluation.metrics where !hadStopped {
      recorder.log?.scalar("longer/\(metric.name)", metric.value, step: evaluation.step)
    }
    return LongerEvaluation(length: length, evaluation: evaluation)
  }
}
