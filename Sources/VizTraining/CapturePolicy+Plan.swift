public import VizCapture
public import VizNeural

extension CapturePolicy {
  /// What is recorded of a plan's training unless somebody says otherwise: every step; of networks on
  /// sequences, which have thousands of nodes a step, eight steps of each tenfold of their number.
  public static func standard(for plan: TrainingPlan) -> CapturePolicy {
    CapturePolicy(steps: plan.source.isSequences ? .logarithmic(perDecade: 8) : .every(1))
  }
}
