public import VizTensor

/// Brings each feature to mean 0 and standard deviation 1, by the numbers of the data that it was
/// fitted to: fit it to the training data, and apply it to the test data too.
public struct Standardization<Scalar: TensorScalar>: Sendable, Equatable {
  /// Of each feature, in the shape of one example with a batch of 1.
  public let means: Tensor<Scalar>
  /// 1 for a feature that does not vary.
  public let deviations: Tensor<Scalar>

  /// Takes the numbers of `inputs`, `[examples, …]`; throws `ShapeError` for a scalar.
  public init(fitting inputs: Tensor<Scalar>) throws {
    guard inputs.shape.rank > 0 else {
      throw ShapeError(op: "standardize", shapes: [inputs.shape], reason: "it takes [examples, …]")
    }
    let kept = inputs.shape.reduced(over: [0])
    means = try inputs.mean(to: kept)
    let centred = try inputs - means
    deviations = try (centred * centred).mean(to: kept).map { $0.isZero ? 1 : $0.squareRoot() }
  }

  /// A standardisation by known numbers, each in the shape of one example with a batch of 1.
  public init(means: Tensor<Scalar>, deviations: Tensor<Scalar>) {
    self.means = means
    self.deviations = deviations
  }

  /// The inputs, `[examples, …]`, less the means, over the deviations; throws `ShapeError`.
  public func callAsFunction(_ inputs: Tensor<Scalar>) throws -> Tensor<Scalar> {
    try (inputs - means) / deviations
  }

  /// The data with their inputs standardised and their targets as they are; throws `ShapeError`.
  public func callAsFunction(_ dataset: Dataset<Scalar>) throws -> Dataset<Scalar> {
    try dataset.replacing(inputs: self(dataset.inputs))
  }
}
