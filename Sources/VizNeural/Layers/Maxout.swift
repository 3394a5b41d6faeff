import Foundation
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
  /// What the weights start from; nil for the network's choice, or a normal distribution that keeps
  /// the mean square of what passes the layer, whatever the number of pieces.
  ///
  /// Tseran and Montúfar, "On the Expected Complexity of Maxout Networks", 2021.
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
      let inputs = Double(max(x.shape.extents.last ?? 1, 1))
      let square = Self.meanSquares[min(pieces, Self.meanSquares.count) - 1]
      let affine = try x.affine(
        width, initializer, standard: .normal(deviation: (1 / (inputs * square)).squareRoot()),
        bias: true, in: pass)
      return try max(reshape(affine, to: [-1, units, pieces]), axes: [-1])
    }
  }

  /// The mean square of the greatest of 1, 2, … standard normal numbers: that of two is 1, as that
  /// of one, and He's factor of 2, which makes up for a rectifier's zeros, would double it at each
  /// layer.
  static let meanSquares: [Double] = (1...64).map { count in
    // Of k numbers with distribution Φ and density φ the greatest has density k φ Φᵏ⁻¹.
    let step = 0.01
    return stride(from: -9.0, through: 9.0, by: step).reduce(0) { sum, x in
      let density = exp(-x * x / 2) / (2 * Double.pi).squareRoot()
      let below = erfc(-x / 2.0.squareRoot()) / 2
      return sum + step * x * x * Double(count) * density * pow(below, Double(count - 1))
    }
  }
}
