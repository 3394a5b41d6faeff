import Foundation
public import RealModule

/// A type of tensor element: `Float` or `Double`.
public protocol TensorScalar: Real, BinaryFloatingPoint, Sendable, LosslessStringConvertible {
  /// The name that files give the type: `float32`, `float64`.
  static var dtypeName: String { get }

  /// `base` to the power `exponent` as IEEE 754 says: `(-2)^3` is -8, `0^0` is 1, `(-2)^0.5` is NaN.
  ///
  /// RealModule's own `pow` answers NaN for every negative base.
  static func power(_ base: Self, _ exponent: Self) -> Self

  /// `exp(x) - 1`, which keeps its digits near 0; its derivative is `exp(x)`.
  static func expMinusOne(_ x: Self) -> Self

  /// `2/√π` times the integral of `exp(-t²)` from x to infinity, the complement of the error
  /// function, which keeps its digits where that is nearly 1; its derivative is `-2/√π exp(-x²)`.
  static func erfc(_ x: Self) -> Self

  /// This number as an `Int`, where it is whole and fits; nil otherwise.
  var wholeNumber: Int? { get }
}

extension TensorScalar where Self: BinaryFloatingPoint {
  public var wholeNumber: Int? { Int(exactly: self) }
}

extension Float: TensorScalar {
  public static var dtypeName: String { "float32" }

  public static func power(_ base: Float, _ exponent: Float) -> Float {
    Foundation.pow(base, exponent)
  }
}

extension Double: TensorScalar {
  public static var dtypeName: String { "float64" }

  public static func power(_ base: Double, _ exponent: Double) -> Double {
    Foundation.pow(base, exponent)
  }
}
