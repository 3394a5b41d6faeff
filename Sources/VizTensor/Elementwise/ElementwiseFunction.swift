/// A function of one number that a tensor applies to every element.
public enum ElementwiseFunction: String, Sendable, CaseIterable {
  /// What their names say, each of one number.
  case neg, square, exp, log, sin, cos, tan, sqrt, abs, tanh
  /// `log(1 + x)` and `exp(x) - 1`, with all digits where x is small.
  case log1p, expm1
  /// `2/√π` times the integral of `exp(-t²)` from 0 to x: the error function.
  case erf
  /// `1 - erf(x)`, with all digits where erf is nearly 1.
  case erfc
  /// `1 / (1 + exp(-x))`, without overflow at any x.
  case sigmoid
  /// `log(1 + exp(x))`, without overflow at any x.
  case softplus
  /// `max(x, 0)`.
  case relu
  /// 1 for positive x, 0 at zero and below.
  case step
  /// -1, 0 or 1.
  case sign
  /// `1 / cosh(x)^2`, the slope of tanh; keeps its digits where `1 - tanh(x)^2` cancels.
  case tanhSlope
  /// `sigmoid(x) sigmoid(-x)`, the slope of sigmoid; keeps its digits where `1 - sigmoid` cancels.
  case sigmoidSlope
  /// `x Φ(x)` with the normal distribution function Φ.
  ///
  /// Hendrycks and Gimpel, "Gaussian Error Linear Units (GELUs)", 2016.
  case gelu
  /// `Φ(x) + x φ(x)`, the slope of gelu.
  case geluSlope
  /// Gelu's approximation `x/2 (1 + tanh(√(2/π) (x + 0.044715 x³)))`.
  case tanhGelu
  /// The slope of the approximation of gelu by tanh.
  case tanhGeluSlope
  /// `x min(max(x + 3, 0), 6) / 6`.
  ///
  /// Howard et al., "Searching for MobileNetV3", 2019.
  case hardswish
  /// `x / 3 + 1/2` between -3 and 3, 0 from there down, 1 from there up.
  case hardswishSlope
}

extension Tensor {
  /// `function` of every element.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func map(_ function: ElementwiseFunction) -> Tensor {
    let count = elements.count
    let result = [Scalar](unsafeUninitializedCapacity: count) { output, initialized in
      initialized = count
      guard let output = output.baseAddress else { return }
      elements.withUnsafeBufferPointer { input in
        guard let input = input.baseAddress else { return }
        function.apply(input, to: output, count: count)
      }
    }
    return Tensor(unchecked: result, shape: shape)
  }
}

extension ElementwiseFunction {
  /// Writes the function of `count` numbers at `x` to `y`, which may be the same place.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func apply<Scalar: TensorScalar>(
    _ x: UnsafePointer<Scalar>, to y: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    if Scalar.applyByVectors(self, x, to: y, count: count) { return }

    @inline(__always)
    func each(_ function: (Scalar) -> Scalar) { for i in 0..<count { y[i] = function(x[i]) } }

    switch self {
    case .neg: each { -$0 }
    case .square: each { $0 * $0 }
    case .exp: each { Scalar.exp($0) }
    case .log: each { Scalar.log($0) }
    case .log1p: each { Scalar.log(onePlus: $0) }
    case .expm1: each { Scalar.expMinusOne($0) }
    case .erf: each { Scalar.erf($0) }
    case .erfc: each { Scalar.erfc($0) }
    case .sin: each { Scalar.sin($0) }
    case .cos: each { Scalar.cos($0) }
    case .tan: each { Scalar.tan($0) }
    case .sqrt: each { $0.squareRoot() }
    case .abs: each { $0.magnitude }
    case .tanh: each { Scalar.tanh($0) }
    case .sigmoid: each { VizTensor.sigmoid($0) }
    case .softplus: each { VizTensor.softplus($0) }
    // Comparisons that are false for NaN let it pass, without a branch.
    case .relu: each { $0 <= 0 ? 0 : $0 }
    case .step: each { $0 <= 0 ? 0 : $0 > 0 ? 1 : $0 }
    case .sign: each { $0.isNaN ? $0 : $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }
    case .tanhSlope: each { VizTensor.tanhSlope($0) }
    case .sigmoidSlope: each { VizTensor.sigmoid($0) * VizTensor.sigmoid(-$0) }
    // Where a factor is 0, the number may be infinite, and the product NaN.
    case .gelu:
      each { x in
        let part = normalDistribution(x)
        return part == 0 ? part : x * part
      }
    case .geluSlope:
      each { x in
        let part = normalDistribution(x)
        let density = Scalar.exp(-0.5 * x * x) * Scalar(0.398942280401432678)
        return density == 0 ? part : part + x * density
      }
    case .tanhGelu: each { $0 * VizTensor.sigmoid(tanhGeluArgument($0)) }
    case .tanhGeluSlope: each { VizTensor.tanhGeluSlope($0) }
    case .hardswish: each { $0 * min(max($0 + 3, 0), 6) / 6 }
    case .hardswishSlope:
      each { x in
        let rising = x / 3 + 0.5
        return x >= 3 ? 1 : x <= -3 ? 0 : rising
      }
    }
  }
}

extension ElementwiseFunction {
  /// The function of a number: what it makes of a tensor of one number, to the last bit.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func callAsFunction<Scalar: TensorScalar>(_ x: Scalar) -> Scalar {
    var x = x
    withUnsafeMutablePointer(to: &x) { apply($0, to: $0, count: 1) }
    return x
  }
}

/// `1 / cosh(x)^2`, written so that no dual number overflows: `4 u / (1 + u)^2` with `u = exp(-2|x|)`.
@inline(__always)
func tanhSlope<Scalar: TensorScalar>(_ x: Scalar) -> Scalar {
  let u = Scalar.exp(x < 0 ? x + x : -(x + x))
  let root = 1 + u
  return 4 * u / (root * root)
}

/// Only negative numbers reach `exp`, so that nothing overflows.
@inline(__always)
private func sigmoid<Scalar: TensorScalar>(_ x: Scalar) -> Scalar {
  if x >= 0 { return 1 / (1 + Scalar.exp(-x)) }
  let e = Scalar.exp(x)
  return e / (1 + e)
}

/// Φ, the normal distribution function, with all digits in its lower tail.
@inline(__always)
private func normalDistribution<Scalar: TensorScalar>(_ x: Scalar) -> Scalar {
  0.5 * Scalar.erfc(x * Scalar(-0.707106781186547524))
}

/// `(1 + tanh(u)) / 2` is `sigmoid(2u)`, which does not cancel; this is the 2u of ``tanhGelu``.
@inline(__always)
private func tanhGeluArgument<Scalar: TensorScalar>(_ x: Scalar) -> Scalar {
  Scalar(1.59576912160573071) * (x + Scalar(0.044715) * x * x * x)
}

@inline(__always)
private func tanhGeluSlope<Scalar: TensorScalar>(_ x: Scalar) -> Scalar {
  let u = tanhGeluArgument(x)
  let (rising, falling) = (sigmoid(u), sigmoid(-u))
  // Far out the sigmoid is flat, whatever its argument's slope.
  if rising == 0 || falling == 0 { return rising }
  return rising + x * rising * falling * Scalar(1.59576912160573071)
    * (1 + Scalar(0.134145) * x * x)
}

@inline(__always)
private func softplus<Scalar: TensorScalar>(_ x: Scalar) -> Scalar {
  // By sign and not by magnitude, whose slope at 0 would be that of a kink.
  (x < 0 ? 0 : x) + Scalar.log(onePlus: Scalar.exp(x < 0 ? x : -x))
}
