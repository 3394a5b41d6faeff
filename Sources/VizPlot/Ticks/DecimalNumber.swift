#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The number `mantissa × 10^exponent`, exactly: what a label can print.
struct DecimalNumber: Sendable, Equatable {
  var mantissa: Int
  var exponent: Int

  /// The nearest double.
  var value: Double {
    // One rounding of two exact numbers; a product of inexact ones would miss the nearest.
    if mantissa.magnitude <= 1 << 53, exponent.magnitude < Self.powers.count {
      let power = Self.powers[Int(exponent.magnitude)]
      return exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
    }
    return strtod("\(mantissa)e\(exponent)", nil)
  }

  /// The same number without zeros at the end of its mantissa.
  var normalized: DecimalNumber {
    guard mantissa != 0 else { return DecimalNumber(mantissa: 0, exponent: 0) }
    var number = self
    while number.mantissa.isMultiple(of: 10) {
      number.mantissa /= 10
      number.exponent += 1
    }
    return number
  }

  /// The digits of the mantissa, without its sign.
  var digits: String { String(mantissa.magnitude) }

  /// The power of ten that the first digit counts.
  var leadingExponent: Int { digits.count - 1 + exponent }

  static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]
}
