import CVizKernels

#if SystemMath && arch(x86_64) && os(Linux)
  import CSleef
#endif

// Transcendental functions by SLEEF, four doubles or eight floats at a time, where the machine has
// AVX2 and FMA; by the C library elsewhere, and without the package's trait `SystemMath`. SLEEF's errors
// are at most 1 ulp, of erfc 1.5; those of what is made of its functions, and of tanh in single precision, at
// most 2, and 3 for slopes in double precision and gelu. Single numbers take the same way, so that the tape
// and a program agree.
//
// Nanoseconds a number, over 2,048 numbers from 0.1 to 8.1 (AMD EPYC, glibc 2.36, SLEEF 3.5.1):
//
//             Double: C library, SLEEF     Float: C library, SLEEF
//   exp                    2.6    1.1                   1.4    0.4
//   log                    2.1    2.5                   1.4    0.9
//   log1p                  5.0    3.2                   4.9    2.1
//   expm1                  6.2    3.7                   8.1    1.9
//   erf                   11.6   10.6                  11.1    3.7
//   erfc                  11.7   13.3                  11.3    4.8
//   gelu                                               12.8    5.3
//   tanh                   7.7    3.8                   8.5    0.7
//   sin                    7.6    1.5                   1.6    0.7
//   cos                    7.7    1.7                   1.6    0.9
//   tan                    8.0    2.3                   8.3    1.3
//   sigmoid                3.1    1.2                   1.9    0.7
//   softplus               9.1    5.5                   8.2    1.6
//
// The logarithms and the error functions of doubles therefore stay with the C library; SLEEF's log1p
// of doubles gains too little for what large numbers need besides. The C library's own vectors,
// libmvec, err by up to 4 ulp, and polynomials in Swift cannot use FMA without flags for the whole
// package.
#if SystemMath && arch(x86_64) && os(Linux)
  /// Whether SLEEF may be used: by what the machine has, and `VIZBP_VECTORS`.
  let hasVectors = viz_width() >= 1

  extension Double {
    /// See ``TensorScalar/applyByVectors(_:_:count:into:)``: four numbers or more at a time.
    public static func applyByVectors(
      _ function: ElementwiseFunction, _ x: UnsafePointer<Double>,
      to y: UnsafeMutablePointer<Double>, count: Int
    ) -> Bool {
      guard hasVectors else { return false }
      switch function {
      case .exp: vizbp_exp(x, y, count)
      case .expm1: vizbp_expm1(x, y, count)
      case .sin: vizbp_sin(x, y, count)
      case .cos: vizbp_cos(x, y, count)
      case .tan: vizbp_tan(x, y, count)
      case .sqrt: vizbp_sqrt(x, y, count)
      case .tanh: vizbp_tanh(x, y, count)
      case .tanhSlope: vizbp_tanhSlope(x, y, count)
      case .sigmoid: vizbp_sigmoid(x, y, count)
      case .sigmoidSlope: vizbp_sigmoidSlope(x, y, count)
      case .softplus: vizbp_softplus(x, y, count)
      default: return false
      }
      return true
    }
  }

  extension Float {
    /// See ``TensorScalar/applyByVectors(_:_:count:into:)``: two numbers or more at a time.
    public static func applyByVectors(
      _ function: ElementwiseFunction, _ x: UnsafePointer<Float>,
      to y: UnsafeMutablePointer<Float>, count: Int
    ) -> Bool {
      guard hasVectors else { return false }
      switch function {
      case .exp: vizbp_expf(x, y, count)
      case .expm1: vizbp_expm1f(x, y, count)
      case .log: vizbp_logf(x, y, count)
      case .log1p: vizbp_log1pf(x, y, count)
      case .erf: vizbp_erff(x, y, count)
      case .erfc: vizbp_erfcf(x, y, count)
      case .gelu: vizbp_geluf(x, y, count)
      case .geluSlope: vizbp_geluSlopef(x, y, count)
      case .sin: vizbp_sinf(x, y, count)
      case .cos: vizbp_cosf(x, y, count)
      case .tan: vizbp_tanf(x, y, count)
      case .sqrt: vizbp_sqrtf(x, y, count)
      case .tanh: vizbp_tanhf(x, y, count)
      case .tanhSlope: vizbp_tanhSlopef(x, y, count)
      case .sigmoid: vizbp_sigmoidf(x, y, count)
      case .sigmoidSlope: vizbp_sigmoidSlopef(x, y, count)
      case .softplus: vizbp_softplusf(x, y, count)
      default: return false
      }
      return true
    }
  }
#endif
