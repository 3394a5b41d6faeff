/// A function of two numbers that two tensors, broadcast, apply to every pair of elements.
public enum ElementwiseOperation: String, Sendable, CaseIterable {
  /// x + y, x - y, x y, x / y, and x to the power y.
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
  /// 1 where `x <= y`, else 0, as where either is NaN.
  case isAtMost
  /// x log(y), or 0 where x is 0.
  case xLogY
  /// x / y, or 0 where y is 0.
  case divOrZero
  /// x where y is positive, 0 where it is not, NaN where it is NaN: what passes a ReLU.
  case whereIsPositive
  /// x where it is positive, `y x` elsewhere: the leaky rectifier with the slope y.
  case leakyReLU
  /// 1 where x is positive, y elsewhere, at 0 too.
  case leakyReLUSlope
  /// x where it is positive, `y (exp(x) - 1)` elsewhere.
  ///
  /// Clevert, Unterthiner and Hochreiter, "Fast and Accurate Deep Network Learning by Exponential
  /// Linear Units (ELUs)", 2015.
  case elu
  /// 1 where x is positive, `y exp(x)` elsewhere, at 0 too.
  case eluSlope
}

extension ElementwiseOperation {
  /// Writes the operation on `count` pairs of numbers to `output`, which may be the place of either.
  ///
  /// The steps are 1, or 0 for an operand that is one number for all.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func apply<Scalar: TensorScalar>(
    _ x: UnsafePointer<Scalar>, step xStep: Int, _ y: UnsafePointer<Scalar>, step yStep: Int,
    to output: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    if Scalar.applyByVectors(self, x, step: xStep, y, step: yStep, to: output, count: count) {
      return
    }

    @inline(__always)
    func each(_ operation: (Scalar, Scalar) -> Scalar) {
      guard count > 0 else { return }
      if xStep == 1 && yStep == 1 {
        for i in 0..<count { output[i] = operation(x[i], y[i]) }
      } else if xStep == 1 {
        let y = y.pointee
        for i in 0..<count { output[i] = operation(x[i], y) }
      } else if yStep == 1 {
        let x = x.pointee
        for i in 0..<count { output[i] = operation(x, y[i]) }
      } else {
        output.update(repeating: operation(x.pointee, y.pointee), count: count)
      }
    }

    switch self {
    case .add: each { $0 + $1 }
    case .sub: each { $0 - $1 }
    case .mul: each { $0 * $1 }
    case .div: each { $0 / $1 }
    case .pow: each { Scalar.power($0, $1) }
    case .maximum: each { $0 >= $1 || $0.isNaN ? $0 : $1 }
    case .minimum: each { $0 <= $1 || $0.isNaN ? $0 : $1 }
    case .maximumIsFirst: each { $0 >= $1 || $0.isNaN ? 1 : 0 }
    case .minimumIsFirst: each { $0 <= $1 || $0.isNaN ? 1 : 0 }
    case .powSlopeInBase: each { VizTensor.powSlopeInBase($0, $1) }
    case .powSlopeInExponent: each { VizTensor.powSlopeInExponent($0, $1) }
    case .whereIsPositive: each { $1 <= 0 ? 0 : $1 > 0 ? $0 : $1 }
    case .isAtMost: each { $0 <= $1 ? 1 : 0 }
    case .xLogY: each { $0 == 0 ? 0 : $0 * Scalar.log($1) }
    case .divOrZero: each { $1 == 0 ? 0 : $0 / $1 }
    case .leakyReLU: each { $0 > 0 ? $0 : $1 * $0 }
    case .leakyReLUSlope: each { $0.isNaN ? $0 : $0 > 0 ? 1 : $1 }
    case .elu: each { $0 > 0 ? $0 : $1 * Scalar.expMinusOne($0) }
    case .eluSlope: each { $0 > 0 ? 1 : $1 * Scalar.exp($0) }
    }
  }
}

extension ElementwiseOperation {
  /// The operation on two numbers: what it makes of tensors of one number, to the last bit.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func callAsFunction<Scalar: TensorScalar>(_ x: Scalar, _ y: Scalar) -> Scalar {
    switch self {
    case .add: return x + y
    case .sub: return x - y
    case .mul: return x * y
    case .div: return x / y
    default:
      var (x, y) = (x, y)
      withUnsafeMutablePointer(to: &x) { x in
        withUnsafePointer(to: &y) { y in apply(x, step: 1, y, step: 1, to: x, count: 1) }
      }
      return x
    }
  }
}

extension Tensor {
  /// `operation` on every pair of elements after broadcasting; throws ``ShapeError``.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public static func apply(
    _ operation: ElementwiseOperation, _ a: Tensor, _ b: Tensor
  ) throws(ShapeError) -> Tensor {
    let shape = try Shape.broadcast(a.shape, b.shape, for: operation.rawValue)
    let count = shape.elementCount
    let result = [Scalar](unsafeUninitializedCapacity: count) { output, initialized in
      initialized = count
      guard count > 0, let output = output.baseAddress else { return }
      a.elements.withUnsafeBufferPointer { left in
        b.elements.withUnsafeBufferPointer { right in
          guard let left = left.baseAddress, let right = right.baseAddress else { return }
          let (m, n) = (a.shape.elementCount, b.shape.elementCount)
          if (m == count || m == 1) && (n == count || n == 1) {
            // The same order without broadcasting as with it.
            operation.apply(
              left, step: m == 1 ? 0 : 1, right, step: n == 1 ? 0 : 1, to: output, count: count)
          } else {
            let walk = BroadcastWalk(shape, a.shape, b.shape)
            walk.visitRows { i, j, k in
              operation.apply(
                left + j, step: walk.leftStep, right + k, step: walk.rightStep, to: output + i,
                count: walk.rowCount)
            }
          }
        }
      }
    }
    return Tensor(unchecked: result, shape: shape)
  }

  /// Adds element by element; shapes broadcast as NumPy's do, else ``ShapeError``.
  public static func + (a: Tensor, b: Tensor) throws(ShapeError) -> Tensor {
    try apply(.add, a, b)
  }

  /// Subtracts element by element; shapes broadcast as NumPy's do, else ``ShapeError``.
  public static func - (a: Tensor, b: Tensor) throws(ShapeError) -> Tensor {
    try apply(.sub, a, b)
  }

  /// Multiplies element by element; shapes broadcast as NumPy's do, else ``ShapeError``.
  public static func * (a: Tensor, b: Tensor) throws(ShapeError) -> Tensor {
    try apply(.mul, a, b)
  }

  /// Divides element by element; shapes broadcast as NumPy's do, else ``ShapeError``.
  public static func / (a: Tensor, b: Tensor) throws(ShapeError) -> Tensor {
    try apply(.div, a, b)
  }

  /// Negates every element; the shape stays.
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
