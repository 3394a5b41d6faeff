extension ElementType {
  /// The nearest number that this type has, the even one of two; what is too large becomes the
  /// largest where `saturates`, else what the type has for that. Of a type that has powers of two
  /// alone, `exponents` says which of two is taken; nil for the nearer.
  func rounded(
    _ x: Double, saturates: Bool = true, exponents: FloatingPointRoundingRule? = nil
  ) -> Double {
    switch self {
    case .float: Double(Float(x))
    case .float16: rounded(x, bits: 11, least: -14, most: 65504, beyond: .infinity)
    case .bfloat16:
      rounded(x, bits: 8, least: -126, most: 0x1.FEp127, beyond: .infinity)
    case .float8E5M2:
      rounded(x, bits: 3, least: -14, most: 57344, beyond: saturates ? nil : .infinity)
    case .float8E4M3FN:
      rounded(x, bits: 4, least: -6, most: 448, beyond: saturates ? nil : .nan)
    case .float8E4M3FNUZ:
      rounded(x, bits: 4, least: -7, most: 240, beyond: saturates ? nil : .nan)
    case .float8E5M2FNUZ:
      rounded(x, bits: 3, least: -15, most: 57344, beyond: saturates ? nil : .nan)
    // Without a pattern for NaN, which becomes -0.
    case .float4E2M1: x.isNaN ? -0.0 : rounded(x, bits: 2, least: 0, most: 6, beyond: nil)
    case .float8E8M0: power(x, saturates: saturates, exponents)
    default: x
    }
  }

  /// With so many bits of the significand, normal from 2 to the power of `least` on; numbers that
  /// round to more than `most` become `beyond`, or stay at `most` where that is nil.
  private func rounded(
    _ x: Double, bits: Int, least: Int, most: Double, beyond: Double?
  ) -> Double {
    guard x.isFinite, x != 0 else {
      return x.isInfinite ? (x < 0 ? -1 : 1) * (beyond ?? most) : x
    }
    let exponent = max(Int(x.exponent), least) - bits + 1
    let unit = Double(sign: .plus, exponent: exponent, significand: 1)
    let nearest = (x / unit).rounded(.toNearestOrEven) * unit
    return nearest.magnitude > most ? (x < 0 ? -1 : 1) * (beyond ?? most) : nearest
  }

  /// The powers of two from 2^-127 to 2^127.
  private func power(
    _ x: Double, saturates: Bool, _ rounding: FloatingPointRoundingRule?
  ) -> Double {
    guard !x.isNaN else { return .nan }
    let size = x.magnitude
    guard size >= 0x1p-127 else { return 0x1p-127 }
    guard size.isFinite else { return saturates ? 0x1p127 : .nan }
    var result = Double(sign: .plus, exponent: Int(size.exponent), significand: 1)
    switch rounding {
    case .up?: if size > result { result *= 2 }
    case .down?: break
    default: if size >= 1.5 * result { result *= 2 }
    }
    return result > 0x1p127 ? (saturates ? 0x1p127 : .nan) : result
  }
}
