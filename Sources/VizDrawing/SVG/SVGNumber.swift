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

  /// A whole number of tenths or hundredths, without a zero before the point.
  static func parts(_ number: Int64, decimals: Int) -> String {
    DecimalNumber(mantissa: Int(number), exponent: -decimals).normalized
      .positional(minus: "-", leadingZero: false)
  }

  private static func fixed(_ number: Double, scale: Double, digits: Int) -> String {
    let scaled = (number * scale).rounded()
    guard abs(scaled) < 9e15 else { return "0" }
    return DecimalNumber(mantissa: Int(scaled), exponent: -digits).normalized
      .positional(minus: "-")
  }
}
