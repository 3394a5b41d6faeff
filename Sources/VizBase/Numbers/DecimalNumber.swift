#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The number `mantissa × 10^exponent`, exactly: what a text can print.
///
/// All numbers for people are rounded here, as the decimals that people read: 0.145 is 0.15, though
/// the nearest double is a little less.
package struct DecimalNumber: Sendable, Equatable {
  package var mantissa: Int
  package var exponent: Int

  package init(mantissa: Int, exponent: Int) {
    self.mantissa = mantissa
    self.exponent = exponent
  }

  /// The shortest decimal that reads back as the number, so that no power of ten is computed, which
  /// would round or overflow at the ends of the range; 0 for what is not finite.
  package init(_ number: Double) {
    self.init(mantissa: 0, exponent: 0)
    guard number.isFinite else { return }
    // At most 17 digits, and a zero behind the point.
    let text = "\(number.magnitude)".utf8
    var isFraction = false
    for (offset, byte) in text.enumerated() {
      if byte == UInt8(ascii: "e") {
        exponent += Int(Substring(text.dropFirst(offset + 1))) ?? 0
        break
      }
      guard byte != UInt8(ascii: ".") else {
        isFraction = true
        continue
      }
      mantissa = mantissa * 10 + Int(byte - UInt8(ascii: "0"))
      if isFraction { exponent -= 1 }
    }
    if number < 0 { mantissa.negate() }
    self = normalized
  }

  /// The nearest double.
  package var value: Double {
    if let value = PowersOfTen.product(UInt64(mantissa.magnitude), exponent) {
      return mantissa < 0 ? -value : value
    }
    return strtod("\(mantissa)e\(exponent)", nil)
  }

  /// The same number without zeros at the end of its mantissa.
  package var normalized: DecimalNumber {
    guard mantissa != 0 else { return DecimalNumber(mantissa: 0, exponent: 0) }
    var number = self
    while number.mantissa.isMultiple(of: 10) {
      number.mantissa /= 10
      number.exponent += 1
    }
    return number
  }

  /// How many digits the mantissa has.
  package var digitCount: Int {
    let magnitude = mantissa.magnitude
    return PowersOfTen.integers.firstIndex { magnitude < $0 }.map { max($0, 1) }
      ?? PowersOfTen.integers.count
  }

  /// The power of ten that the first digit counts.
  package var leadingExponent: Int { digitCount - 1 + exponent }

  // MARK: Rounding

  /// The number with at most so many significant digits, at least one, and none of them zeros at
  /// the end; a half is rounded away from zero.
  package func rounded(to digits: Int) -> DecimalNumber {
    rounded(toPower: leadingExponent - max(digits, 1) + 1).normalized
  }

  /// The nearest multiple of `10^power`, or the number where it is one; a half is rounded away from
  /// zero.
  package func rounded(toPower power: Int) -> DecimalNumber {
    guard exponent < power, mantissa != 0 else { return self }
    // No mantissa is half as large as the next power of ten.
    guard power - exponent < PowersOfTen.integers.count else {
      return DecimalNumber(mantissa: 0, exponent: power)
    }
    let unit = PowersOfTen.integers[power - exponent]
    let (whole, rest) = mantissa.magnitude.quotientAndRemainder(dividingBy: unit)
    let rounded = Int(rest >= unit - rest ? whole + 1 : whole)
    return DecimalNumber(mantissa: mantissa < 0 ? -rounded : rounded, exponent: power)
  }
}
