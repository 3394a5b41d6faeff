extension DecimalNumber {
  /// All digits, without an exponent: `-0.05`, `12,000`.
  ///
  /// - Parameters:
  ///   - decimals: How many digits behind the point there are at least.
  ///   - groups: Whether the thousands stand apart.
  ///   - minus: The sign of a negative number.
  package func positional(
    decimals: Int = 0, groups: Bool = false, minus: StaticString = "−"
  ) -> String {
    let own = mantissa == 0 ? 0 : max(-exponent, 0)
    let zeros = mantissa == 0 ? 0 : max(exponent, 0)
    let fraction = max(own, decimals)
    let whole = max(digitCount + zeros - own, 1)
    let sign = mantissa < 0 ? minus.utf8CodeUnitCount : 0
    let commas = groups ? max(whole - 1, 0) / 3 : 0
    let count = sign + whole + commas + (fraction > 0 ? fraction + 1 : 0)
    return String(unsafeUninitializedCapacity: count) { text in
      var index = count
      func prepend(_ byte: UInt8) {
        index -= 1
        text[index] = byte
      }
      var rest = mantissa.magnitude
      func prependDigit() {
        let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
        prepend(UInt8(ascii: "0") + UInt8(digit))
        rest = quotient
      }
      for _ in own..<fraction { prepend(UInt8(ascii: "0")) }
      for _ in 0..<own { prependDigit() }
      if fraction > 0 { prepend(UInt8(ascii: ".")) }
      for power in 0..<whole {
        if groups, power > 0, power.isMultiple(of: 3) { prepend(UInt8(ascii: ",")) }
        if power < zeros { prepend(UInt8(ascii: "0")) } else { prependDigit() }
      }
      if sign > 0 {
        minus.withUTF8Buffer { for byte in $0.reversed() { prepend(byte) } }
      }
      return count
    }
  }

  /// One digit before the point, and a power of ten: `2.5×10⁻⁷`, `−10³`.
  package var asPower: String {
    guard mantissa != 0 else { return "0" }
    let power = "10" + MathName.superscript(leadingExponent)
    let lead = normalized.leading
    switch lead {
    case DecimalNumber(mantissa: 1, exponent: 0): return power
    case DecimalNumber(mantissa: -1, exponent: 0): return "−" + power
    default: return "\(lead.positional())×\(power)"
    }
  }

  /// The digits with the point behind the first of them.
  package var leading: DecimalNumber {
    DecimalNumber(mantissa: mantissa, exponent: exponent - leadingExponent)
  }
}
