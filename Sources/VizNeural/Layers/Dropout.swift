public import VizAutodiff
public import VizTensor

/// In training, drops each unit with probability `p` and strengthens the others; later nothing.
///
/// Which units is drawn anew at each step.
///
/// Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", 2014.
public struct Dropout: Layer {
  /// The probability from 0 to 1 that a unit is dropped.
  public let p: Double

  /// A layer that drops each unit with probability `p`, which is checked when it is called.
  public init(_ p: Double = 0.5) { self.p = p }

  /// Records the dropping in training, else gives `x` back; throws ``NeuralError`` for a wrong `p`.
  public func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, in pass: ForwardPass<Scalar>
  ) throws -> Variable<Scalar> {
    guard p >= 0, p <= 1 else {
      throw NeuralError.layer(
        pass.path("dropout"), reason: "p must be a probability from 0 to 1, not \(p)")
    }
    guard pass.mode == .training, p > 0 else { return x }
    return try dropout(x, p: p, seed: pass.nextSeed(), step: pass.step)
  }
}
