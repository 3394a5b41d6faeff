/// Writes numbers for files: without the locale, without exponents.
enum Decimal {
  /// At most two decimals: a hundredth of a point is less than any screen or printer shows.
  static func short(_ number: Double) -> String { fixed(number, scale: 100, digits: 2) }

  /// At most one decimal.
  static func shortest(_ number: Double) -> String { fixed(number, scale: 10, digits: 1) }

  /// At most six decimals.
  static func plain(_ number: Double) -> String { fixed(number, scale: 1_000_000, digits: 6) }

  /// A whole number of tenths or hundredths, without a zero before the point.
  static func parts(_ number: Int64, decimals: Int) -> String {
    let unit: UInt64 = decimals == 1 ? 10 : 100
    let (whole, part) = number.magnitude.quotientAndRemainder(dividingBy: unit)
    let sign = number < 0 ? "-" : ""
    if part == 0 { return "\(sign)\(whole)" }
    let lead = whole == 0 ? "" : "\(whole)"
    guard decimals > 1 else { return "\(sign)\(lead).\(part)" }
    let digits = part % 10 == 0 ? "\(part / 10)" : part < 10 ? "0\(part)" : "\(part)"
    return "\(sign)\(lead).\(digits)"
  }

  private static func fixed(_ number: Double, scale: Double, digits: Int) -> String {
    let scaled = (number * scale).rounded()
    guard abs(scaled) < 9e15 else { return "0" }
    let integer = Int64(scaled)
    let unit = Int64(scale)
    let sign = integer < 0 ? "-" : ""
    let (whole, part) = integer.magnitude.quotientAndRemainder(dividingBy: UInt64(unit))
    guard part > 0 else { return "\(sign)\(whole)" }
    var decimals = String(part)
    decimals = String(repeating: "0", count: digits - decimals.count) + decimals
    while decimals.last == "0" { decimals.removeLast() }
    return "\(sign)\(whole).\(decimals)"
  }
}
