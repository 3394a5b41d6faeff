/// A function of two numbers that two tensors, broadcast, apply to every pair of elements.
public enum ElementwiseOperation: String, Sendable, CaseIterable {
  case add, sub, mul, div, pow
  /// The greater number, or NaN where either is.
  case maximum
  /// The lesser number, or NaN where either is.
  case minimum
  /// 1 where ``maximum`` takes the first argument (it does in a tie), else 0.
  case maximumIsFirst
  /// 1 where ``minimum`` takes the first argument (it does in a tie), else 0.
  case minimumIsFirst
  /// The slope of `x^p` in x, `p x^(p-1)`; 0 for `p = 0`, at `x = 0` too.
  case powSlopeInBase
  /// The slope of `x^p` in p, `x^p log(x)`; 0 at `x = 0` for `p >= 0`; NaN for negative x.
  case powSlopeInExponent
  /// x / y, or 0 where y is 0.
  case divOrZero
  /// x where y is positive, 0 where it is not, NaN where it is NaN: what passes a ReLU.
  case whereIsPositive
}

extension Tensor {
  /// `operation` on every pair of elements after broadcasting; throws ``ShapeError``.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public static func apply(
    _ operation: ElementwiseOperation, _ a: Tensor, _ b: Tensor
  ) throws(ShapeError) -> Tensor {
    let op = operation.rawValue
    switch operation {
    case .add: return try zip(a, b, for: op) { $0 + $1 }
    case .sub: return try zip(a, b, for: op) { $0 - $1 }
    case .mul: return try zip(a, b, for: op) { $0 * $1 }
    case .div: return try zip(a, b, for: op) { $0 / $1 }
    case .pow: return try zip(a, b, for: op) { Scalar.power($0, $1) }
    case .maximum: return try zip(a, b, for: op) { $0 >= $1 || $0.isNaN ? $0 : $1 }
    case .minimum: return try zip(a, b, for: op) { $0 <= $1 || $0.isNaN ? $0 : $1 }
    case .maximumIsFirst: return try zip(a, b, for: op) { $0 >= $1 || $0.isNaN ? 1 : 0 }
    case .minimumIsFirst: return try zip(a, b, for: op) { $0 <= $1 || $0.isNaN ? 1 : 0 }
    case .powSlopeInBase: return try zip(a, b, for: op) { VizTensor.powSlopeInBase($0, $1) }
    case .powSlopeInExponent:
      return try zip(a, b, for: op) { VizTensor.powSlopeInExponent($0, $1) }
    case .whereIsPositive: return try zip(a, b, for: op) { $1 <= 0 ? 0 : $1 > 0 ? $0 : $1 }
    case .divOrZero: return try zip(a, b, for: op) { $1 == 0 ? 0 : $0 / $1 }
    }
  }

  public static func + (a: Tensor, b: Tensor) throws(ShapeError) -> Tensor {
    try apply(.add, a, b)
  }

  public static func - (a: Tensor, b: Tensor) throws(ShapeError) -> Tensor {
    try apply(.sub, a, b)
  }

  public static func * (a: Tensor, b: Tensor) throws(ShapeError) -> Tensor {
    try apply(.mul, a, b)
  }

  public static func / (a: Tensor, b: Tensor) throws(ShapeError) -> Tensor {
    try apply(.div, a, b)
  }

  public static prefix func - (a: Tensor) -> Tensor { a.map(.neg) }
}

@inline(__always)
func powSlopeInBase<Scalar: TensorScalar>(_ x: Scalar, _ p: Scalar) -> Scalar {
  p.isZero ? 0 : p * Scalar.power(x, p - 1)
}

@inline(__always)
func powSlopeInExponent<Scalar: TensorScalar>(_ x: Scalar, _ p: Scalar) -> Scalar {
  x == 0 && p >= 0 ? 0 : Scalar.power(x, p) * logarithm(x)
}

/// RealModule leaves the logarithm of a negative number to the platform; IEEE 754 says NaN.
@inline(__always)
private func logarithm<Scalar: TensorScalar>(_ x: Scalar) -> Scalar {
  x < 0 ? .nan : Scalar.log(x)
}
