public import VizAutodiff
public import VizTensor

/// One tower sees both of a pair, `[batch, 2, …]`: what it makes of them is subtracted, and the
/// magnitudes of the differences are the output.
///
/// The uses of the tower are recorded in the scopes `first` and `second`, its parameters beside them.
///
/// Bromley et al., "Signature Verification Using a Siamese Time Delay Neural Network", 1993; Koch,
/// Zemel and Salakhutdinov, "Siamese Neural Networks for One-Shot Image Recognition", 2015.
public struct Siamese: Layer {
  /// What sees each of the two.
  public let tower: any Layer

  /// A layer whose two halves are one tower.
  public init(_ tower: any Layer) { self.tower = tower }

  /// Records the tower twice; throws ``NeuralError`` unless `x` is pairs.
  public func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, in pass: ForwardPass<Scalar>
  ) throws -> Variable<Scalar> {
    guard x.shape.rank >= 3, x.shape.extents[1] == 2 else {
      throw NeuralError.layer(
        pass.path("siamese"), reason: "it takes pairs, [batch, 2, …], and gets \(x.shape)")
    }
    let sharing = pass.sharing()
    let first = try pass.use("first", of: sharing) { try tower(x.step(0), in: pass) }
    let second = try pass.use("second", of: sharing) { try tower(x.step(1), in: pass) }
    return try abs(first - second)
  }
}
