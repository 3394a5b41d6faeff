public import VizAutodiff
public import VizTensor

/// The greatest of several affine functions, for each unit: a convex function that is learnt.
///
/// Goodfellow, Warde-Farley, Mirza, Courville and Bengio, "Maxout Networks", 2013.
public struct Maxout: Layer {
  /// How many numbers the layer makes of each example.
  public let units: Int
  /// How many affine functions a unit chooses from.
  public let pieces: Int
  /// What the weights start from; nil for the network's choice, or `heNormal`.
  public let initializer: Initializer?
  /// The scope of its parameters; nil for `maxout1`, `maxout2` and so on.
  public let name: String?

  /// A layer of so many units, each with `pieces` affine functions of its own.
  public init(
    _ units: Int, pieces: Int = 2, initializer: Initializer? = nil, name: String? = nil
  ) {
    self.units = units
    self.pieces = pieces
    self.initializer = initializer
    self.name = name
  }

  /// Records the layer for `x`, `[batch, features]`; throws ``NeuralError`` for another rank.
  public func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, in pass: ForwardPass<Scalar>
  ) throws -> Variable<Scalar> {
    try pass.scope("maxout", name: name) {
      let (width, overflow) = units.multipliedReportingOverflow(by: pieces)
      guard units > 0, pieces > 0, !overflow, x.shape.rank == 2 else {
        throw NeuralError.layer(
          pass.path("W"),
          reason: "\(units) units of \(pieces) pieces take [batch, features], and get \(x.shape)")
      }
      let affine = try x.affine(width, initializer, standard: .heNormal, bias: true, in: pass)
      return try max(reshape(affine, to: [-1, units, pieces]), axes: [-1])
    }
  }
}
