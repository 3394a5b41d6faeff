public import VizTensor

/// Is told what an optimiser makes of the parameters, such as a recorder.
public protocol UpdateObserver: AnyObject {
  /// Takes what one step made of one parameter.
  ///
  /// - Parameters:
  ///   - name: The parameter's name on the tape.
  ///   - before: What it was in the step.
  ///   - after: What it is now.
  ///   - rate: The learning rate of the step.
  func didUpdate<Scalar: TensorScalar>(
    _ name: String, from before: Tensor<Scalar>, to after: Tensor<Scalar>, rate: Double)
}

/// Where optimisers find whom to tell, if nobody said so.
package enum CurrentRun {
  /// The observer of the run that this task is in; nil outside all.
  @TaskLocal package static var observer: (any UpdateObserver & Sendable)?
}
