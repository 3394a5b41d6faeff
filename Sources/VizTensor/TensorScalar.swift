import Foundation
import RealModule

/// A type of tensor element: `Float`, `Double`, or a ``Dual`` number over one of them.
///
/// What the engine asks of a number: arithmetic, comparison, and the elementary functions.
/// Whatever answers these runs through the whole engine, so that other things than values can be
/// computed by it: derivatives of derivatives, or the operations themselves.
public protocol TensorScalar: SignedNumeric, Comparable, Sendable, BitwiseCopyable,
  ExpressibleByFloatLiteral
where Magnitude == Self {
  /// The name that files give the type: `float32`, `float64`.
  static var dtypeName: String { get }

  /// The nearest such number.
  init(_ value: Double)
  /// The nearest such number.
  init(_ value: Int)
  /// The number without its tangents, in double precision.
  var asDouble: Double { get }

  /// This number as an `Int`, where it is whole and fits; nil otherwise.
  var wholeNumber: Int? { get }

  /// The quotient, as IEEE 754 says.
  static func / (a: Self, b: Self) -> Self
  /// Divides in place.
  static func /= (a: inout Self, b: Self)

  /// Positive infinity.
  static var infinity: Self { get }
  /// A quiet NaN.
  static var nan: Self { get }
  /// Whether it is no number.
  var isNaN: Bool { get }
  /// Whether it is neither infinite nor NaN.
  var isFinite: Bool { get }
  /// Whether it has all digits of its type.
  var isNormal: Bool { get }
  /// Whether the number is nothing but 0: a dual number's tangent too.
  var isZero: Bool { get }
  /// The greatest power of two that is not greater in magnitude.
  var binade: Self { get }

  /// The square root; NaN of a negative number.
  func squareRoot() -> Self
  /// e to the power x.
  static func exp(_ x: Self) -> Self
  /// `exp(x) - 1`, exact for small x.
  static func expMinusOne(_ x: Self) -> Self
  /// The natural logarithm.
  static func log(_ x: Self) -> Self
  /// `log(1 + x)`, exact for small x.
  static func log(onePlus x: Self) -> Self
  /// The sine of an angle in radians.
  static func sin(_ x: Self) -> Self
  /// The cosine of an angle in radians.
  static func cos(_ x: Self) -> Self
  /// The tangent of an angle in radians.
  static func tan(_ x: Self) -> Self
  /// The hyperbolic sine.
  static func sinh(_ x: Self) -> Self
  /// The hyperbolic cosine.
  static func cosh(_ x: Self) -> Self
  /// The hyperbolic tangent.
  static func tanh(_ x: Self) -> Self
  /// `2/√π` times the integral of `exp(-t²)` from 0 to x, the error function.
  static func erf(_ x: Self) -> Self
  /// `2/√π` times the integral of `exp(-t²)` from x to infinity, the complement of the error
  /// function, which keeps its digits where that is nearly 1.
  static func erfc(_ x: Self) -> Self

  /// Writes the product of an `m × k` and a `k × n` matrix to the row-major `m × n` matrix at `c`:
  /// OpenBLAS for `Float` and `Double`, loops for all else.
  static func multiply(
    m: Int, k: Int, n: Int, _ a: MatrixOperand<Self>, _ b: MatrixOperand<Self>,
    to c: UnsafeMutablePointer<Self>)

  /// Writes the function of `count` numbers at `x` to `y`, which may be the same place, by vector
  /// instructions; false where it has none for the function, or the machine lacks them.
  static func applyByVectors(
    _ function: ElementwiseFunction, _ x: UnsafePointer<Self>, to y: UnsafeMutablePointer<Self>,
    count: Int
  ) -> Bool

  /// As ``applyByVectors(_:_:to:count:)``, of pairs of numbers; the steps are 1, or 0 for an operand
  /// that is one number for all.
  static func applyByVectors(
    _ operation: ElementwiseOperation, _ x: UnsafePointer<Self>, step xStep: Int,
    _ y: UnsafePointer<Self>, step yStep: Int, to output: UnsafeMutablePointer<Self>, count: Int
  ) -> Bool

  /// `base` to the power `exponent` as IEEE 754 says: `(-2)^3` is -8, `0^0` is 1, `(-2)^0.5` is NaN.
  ///
  /// RealModule's own `pow` answers NaN for every negative base.
  static func power(_ base: Self, _ exponent: Self) -> Self
}

extension Double {
  /// The number without its tangents, in double precision.
  @inlinable
  public init<Scalar: TensorScalar>(_ value: Scalar) { self = value.asDouble }
}

extension TensorScalar {
  /// Does nothing and says so: scalars without vectors take the plain loop.
  public static func applyByVectors(
    _ function: ElementwiseFunction, _ x: UnsafePointer<Self>, to y: UnsafeMutablePointer<Self>,
    count: Int
  ) -> Bool { false }

  /// Does nothing and says so.
  @inlinable
  public static func applyByVectors(
    _ operation: ElementwiseOperation, _ x: UnsafePointer<Self>, step xStep: Int,
    _ y: UnsafePointer<Self>, step yStep: Int, to output: UnsafeMutablePointer<Self>, count: Int
  ) -> Bool { false }
}

extension TensorScalar where Self: BinaryFloatingPoint {
  /// This number, where it is whole and fits; else nil.
  public var wholeNumber: Int? { Int(exactly: self) }
}

extension Float: TensorScalar {
  /// Single precision, as NumPy names it.
  public static var dtypeName: String { "float32" }
  /// This number, which is exact in double precision.
  @inlinable public var asDouble: Double { Double(self) }

  /// A power as the C library computes it in single precision.
  public static func power(_ base: Float, _ exponent: Float) -> Float {
    Foundation.pow(base, exponent)
  }
}

extension Double: TensorScalar {
  /// Double precision, as NumPy names it.
  public static var dtypeName: String { "float64" }
  /// This number itself.
  @inlinable public var asDouble: Double { self }

  /// A power as the C library computes it in double precision.
  public static func power(_ base: Double, _ exponent: Double) -> Double {
    Foundation.pow(base, exponent)
  }
}
