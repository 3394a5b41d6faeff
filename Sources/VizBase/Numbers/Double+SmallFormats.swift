extension Double {
  /// The number whose bits these are in a format of IEEE 754's form, with fields of these widths.
  ///
  /// - Parameters:
  ///   - bits: Sign, exponent and fraction, in the lowest bits.
  ///   - exponent: How many bits the exponent has.
  ///   - fraction: How many bits the fraction has.
  ///   - bias: What the exponent is stored with.
  ///   - hasInfinities: Whether the largest exponent stands for infinity and NaN.
  package init(
    bits: UInt64, exponent width: UInt64, fraction: UInt64, bias: Int, hasInfinities: Bool
  ) {
    let sign: Double = bits >> (width + fraction) & 1 == 0 ? 1 : -1
    let exponent = Int(bits >> fraction & (1 << width - 1))
    let rest = Double(bits & (1 << fraction - 1)) / Double(1 << fraction)
    if hasInfinities, exponent == 1 << Int(width) - 1 {
      self = rest == 0 ? sign * .infinity : .nan
    } else if exponent == 0 {
      // Below the least exponent there is no leading one.
      self = sign * Double(sign: .plus, exponent: 1 - bias, significand: 1) * rest
    } else {
      self = sign * Double(sign: .plus, exponent: exponent - bias, significand: 1 + rest)
    }
  }
}
