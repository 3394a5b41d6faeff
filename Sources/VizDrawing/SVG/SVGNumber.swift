import VizBase

/// Writes the coordinates of pictures: without the locale, without exponents.
///
/// A picture has thousands of them, which nobody reads: they are rounded as doubles, which is
/// faster than as the decimals that people see (``/VizBase/NumberFormat``).
enum SVGNumber {
  /// At most two decimals: a hundredth of a point is less than any screen or printer shows.
  static func short(_ number: Double) -> String { fixed(number, scale: 100, digits: 2) }

  /// At most one decimal.
  static func shortest(_ number: Double) -> String { fixed(number, scale: 10, digits: 1) }

  /// At most six decimals.
  static func plain(_ number: Double) -> String { fixed(number, scale: 1_000_000, digits: 6) }

  /// Appends a whole number of tenths or hundredths, without a zero before the point.
  ///
  /// Straight into bytes: of outlines it is most of what there is to write.
  static func append(_ number: Int64, decimals: Int, to text: inout [UInt8]) {
    if number < 0 { text.append(UInt8(ascii: "-")) }
    let (whole, part) = number.magnitude.quotientAndRemainder(dividingBy: decimals == 1 ? 10 : 100)
    if whole > 0 || part == 0 {
      let start = text.count
      var rest = whole
      repeat {
        text.append(UInt8(ascii: "0") + UInt8(rest % 10))
        rest /= 10
      } while rest > 0
      text[start...].reverse()
    }
    guard part > 0 else { return }
    text.append(UInt8(ascii: "."))
    let (tenths, rest) = decimals == 1 ? (part, 0) : part.quotientAndRemainder(dividingBy: 10)
    text.append(UInt8(ascii: "0") + UInt8(tenths))
    if rest > 0 { text.append(UInt8(ascii: "0") + UInt8(rest)) }
  }

  private static func fixed(_ number: Double, scale: Double, digits: Int) -> String {
    let scaled = (number * scale).rounded()
    guard abs(scaled) < 9e15 else { return "0" }
    return DecimalNumber(mantissa: Int(scaled), exponent: -digits).normalized
      .positional(minus: "-")
  }
}
