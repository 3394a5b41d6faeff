public import VizTensor

/// What wants to see a training, such as a recorder of values and gradients.
///
/// A trainer without an observer does no work for one.
public protocol TrainingObserver: AnyObject {
  /// What it remembers from one step to the next, lists of numbers by name: a checkpoint keeps it, and
  /// a trainer that goes back to the checkpoint sets it.
  var state: [String: [Double]] { get set }
  /// A step's values and gradients are there, and the parameters have not moved yet.
  func trainer<Scalar: TensorScalar>(
    _ trainer: Trainer<Scalar>, willUpdate step: TrainingStep<Scalar>) throws
  /// The parameters have moved: the step's leaves hold what they were, the network what they are.
  func trainer<Scalar: TensorScalar>(
    _ trainer: Trainer<Scalar>, didUpdate step: TrainingStep<Scalar>) throws
  /// The held-out data have been looked at.
  func trainer<Scalar: TensorScalar>(
    _ trainer: Trainer<Scalar>, didEvaluate evaluation: Evaluation) throws
}

extension TrainingObserver {
  /// Nothing, for observers to which each step stands for itself.
  public var state: [String: [Double]] {
    get { [:] }
    set {}
  }

  /// Does nothing, for observers that do not look at gradients.
  public func trainer<Scalar: TensorScalar>(
    _ trainer: Trainer<Scalar>, willUpdate step: TrainingStep<Scalar>
  ) throws {}

  /// Does nothing, for observers that do not look at updates.
  public func trainer<Scalar: TensorScalar>(
    _ trainer: Trainer<Scalar>, didUpdate step: TrainingStep<Scalar>
  ) throws {}

  /// Does nothing, for observers that do not look at evaluations.
  public func trainer<Scalar: TensorScalar>(
    _ trainer: Trainer<Scalar>, didEvaluate evaluation: Evaluation
  ) throws {}
}
