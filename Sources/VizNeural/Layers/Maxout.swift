public import VizAutodiff
public import VizTensor

/// The greatest of several affine functions, for each unit: a convex function that is learnt.
///
/// Goodfellow, Warde-Farley, Mirza, Courville and Bengio, "Maxout Networks", 2013.
public struct Maxout: Layer {
  public let units: Int
  /// How many affine functions a unit chooses from.
  public let pieces: Int
  public let initializer: Initializer?
  public let name: String?

  public init(
    _ units: Int, pieces: Int = 2, initializer: Initializer? = nil, name: String? = nil
  ) {
    self.units = units
    self.pieces = pieces
    self.initializer = initializer
    self.name = name
  }

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
