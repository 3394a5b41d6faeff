/// A number with its rate of change: `primal + tangent · ε`, where `ε² = 0`.
///
/// Computing with dual numbers computes a value and its derivative along one direction together:
/// forward mode. Run through the reverse mode of the engine they give the derivative of the
/// gradient, which is the product of the Hessian with the direction.
///
/// Numbers compare by their primals, as branches are taken by value. A tangent of 0 stands still:
/// it adds nothing, also where the slope that it would be multiplied by is infinite or NaN.
///
/// Griewank and Walther, "Evaluating Derivatives", 2nd edition, 2008, section 3.1; Pearlmutter,
/// "Fast Exact Multiplication by the Hessian", Neural Computation 6(1), 1994.
public struct Dual<Base: TensorScalar>: Sendable, BitwiseCopyable {
  /// The value.
  public var primal: Base
  /// The derivative along the direction in which the inputs move.
  public var tangent: Base

  /// A number that changes at the rate `tangent`; a constant where that is left out.
  @inlinable
  public init(primal: Base, tangent: Base = 0) {
    self.primal = primal
    self.tangent = tangent
  }

  /// `value`, which changes `slope` times as fast as this number does.
  @inlinable
  func mapped(to value: Base, slope: @autoclosure () -> Base) -> Dual {
    Dual(primal: value, tangent: tangent.isZero ? 0 : tangent * slope())
  }
}

extension Dual: Comparable {
  /// Compares primals alone, as a branch of the function does.
  @inlinable
  public static func == (a: Dual, b: Dual) -> Bool { a.primal == b.primal }

  /// Compares primals alone, as a branch of the function does.
  @inlinable
  public static func < (a: Dual, b: Dual) -> Bool { a.primal < b.primal }

  // Not left to `Comparable`, for which `a <= b` is `!(b < a)`: true where either is NaN.
  /// Compares primals alone; false where one is not a number.
  @inlinable
  public static func <= (a: Dual, b: Dual) -> Bool { a.primal <= b.primal }

  /// Compares primals alone; false where one is not a number.
  @inlinable
  public static func > (a: Dual, b: Dual) -> Bool { a.primal > b.primal }

  /// Compares primals alone; false where one is not a number.
  @inlinable
  public static func >= (a: Dual, b: Dual) -> Bool { a.primal >= b.primal }
}

extension Dual: CustomStringConvertible {
  /// Such as "3.0 + 1.0ε".
  public var description: String { "\(primal) + \(tangent)ε" }
}
