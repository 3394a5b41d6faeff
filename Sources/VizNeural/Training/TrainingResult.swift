/// How a training ended.
public struct TrainingResult: Sendable, Hashable {
  /// Why it ended.
  public enum End: Sendable, Hashable {
    /// All steps were taken.
    case allSteps
    /// It was asked to stop.
    case stopped
    /// The held-out loss had not improved; the parameters are those of the best step.
    case noImprovement(bestStep: Int)
    /// The loss was NaN or infinite; a lower learning rate or clipped gradients may help.
    case diverged
  }

  /// Why training ended.
  public let end: End
  /// How many steps were taken in all, those before it was resumed too.
  public let steps: Int
  /// The loss of the last batch.
  public let loss: Double
  /// On the held-out data, or on the training data where there are none.
  public let evaluation: Evaluation
}
