public import VizAutodiff
public import VizTensor

/// Takes the last feature of sequences `[batch, steps, features + 1]` for what says which steps are
/// there, 1 or 0: the layers after it see ``ForwardPass/mask``.
public struct MaskedSequences: Layer {
  /// A layer without settings or parameters.
  public init() {}

  /// Records `x` without its last feature, which becomes the mask; throws ``NeuralError`` where there
  /// is none other.
  public func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, in pass: ForwardPass<Scalar>
  ) throws -> Variable<Scalar> {
    guard x.shape.rank == 3, x.shape.extents[2] > 1 else {
      throw NeuralError.layer(
        pass.path("mask"),
        reason: "it takes [batch, steps, features and a mask], and gets \(x.shape)")
    }
    let features = x.shape.extents[2] - 1
    // Whether a step is there is no number that could be a little more.
    let mask = try x.tape.apply("detach", x.features(features..<features + 1))
    pass.mask = try reshape(mask, to: Array(x.shape.extents.prefix(2))).named(pass.label("mask"))
    return try x.features(0..<features)
  }
}

/// The mean over the steps of sequences `[batch, steps, features]` that are there.
public struct MeanOverSteps: Layer {
  /// A layer without settings or parameters.
  public init() {}

  /// Records the mean, `[batch, features]`; throws ``NeuralError`` unless `x` is sequences.
  public func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, in pass: ForwardPass<Scalar>
  ) throws -> Variable<Scalar> {
    guard x.shape.rank == 3 else {
      throw NeuralError.layer(
        pass.path("mean"), reason: "it takes [batch, steps, features], and gets \(x.shape)")
    }
    guard let mask = pass.mask else { return try mean(x, axes: [1]) }
    let there = try sum(mask, axes: [1], keepdims: true)
    let row = try reshape(mask / there, to: [-1, 1, x.shape.extents[1]])
    return try reshape(matmul(row, x), to: [-1, x.shape.extents[2]])
  }
}
