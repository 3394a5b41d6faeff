/// Writes the numbers of one picture: as many digits as tell them apart, at most four significant,
/// with a true minus sign.
package struct NumberFormat: Sendable, Equatable {
  /// Digits behind the point, where a number of usual size has room for them.
  package var decimals: Int

  /// Chooses the fewest decimals that tell the given numbers apart: none where all are integers,
  /// one where all are tenths, else two to four. Numbers that differ by less than a twentieth may
  /// look alike.
  package init(for numbers: some Sequence<Double>) {
    let numbers = Set(numbers.filter { $0.isFinite }).sorted()
    if numbers.allSatisfy({ $0 == $0.rounded() && abs($0) < 10_000 }) {
      decimals = 0
      return
    }
    // Halves and tenths need one decimal only.
    if numbers.allSatisfy({ abs($0) < 1000 && ($0 * 10).rounded() / 10 == $0 }) {
      decimals = 1
      return
    }
    decimals =
      (2...4).first { decimals in
        zip(numbers, numbers.dropFirst()).allSatisfy { a, b in
          abs(a - b) < 0.05 * max(abs(a), abs(b))
            || Self.text(a, decimals: decimals) != Self.text(b, decimals: decimals)
        }
      } ?? 4
  }

  package func text(_ x: Double) -> String { Self.text(x, decimals: decimals) }

  private static func text(_ x: Double, decimals: Int) -> String {
    guard x.isFinite else { return special(x) }
    let number = DecimalNumber(x)
    if x == 0 { return number.positional(decimals: decimals) }
    if isLong(x) { return long(number, digits: 2) }
    if decimals == 0 { return fixed(number, 0) }
    let whole = max(number.leadingExponent + 1, 0)
    // A small number keeps two significant digits, a large one no more than four.
    let zeros = -1 - number.leadingExponent
    let least = whole == 0 && decimals > 1 ? zeros + 2 : 0
    let most = whole == 0 ? zeros + 4 : 4 - whole
    var digits = min(max(decimals, least), most)
    // 0.0998 is 0.10, not 0.100.
    if digits > decimals, digits == least,
      number.rounded(toPower: -digits).leadingExponent > number.leadingExponent
    {
      digits -= 1
    }
    // 9.9996 is 10.00, not 10.000.
    if digits == most, whole > 0, number.rounded(toPower: -digits).leadingExponent + 1 > whole {
      digits -= 1
    }
    return fixed(number, max(digits, 0))
  }

  /// Whether a number is so large or so small that it stands with a power of ten.
  private static func isLong(_ x: Double) -> Bool {
    x != 0 && (abs(x) >= 9999.5 || abs(x) < 0.000_95)
  }

  /// So many digits and a power of ten; the power alone where that is all of the number, or of its one
  /// digit: behind a sign of multiplication a factor of 1 would read as another number.
  private static func long(_ number: DecimalNumber, digits: Int) -> String {
    let rounded = number.rounded(to: digits)
    guard number.normalized.mantissa.magnitude != 1, digits > 1 else { return rounded.asPower }
    return rounded.leading.positional(decimals: digits - 1) + "×10"
      + MathName.superscript(rounded.leadingExponent)
  }

  private static func special(_ x: Double) -> String {
    x.isNaN ? "NaN" : x < 0 ? "−∞" : "∞"
  }

  /// With so many decimals; a number that is rounded to zero keeps its sign.
  private static func fixed(_ number: DecimalNumber, _ decimals: Int) -> String {
    let rounded = number.rounded(toPower: -decimals)
    let sign = rounded.mantissa == 0 && number.mantissa < 0 ? "−" : ""
    return sign + rounded.positional(decimals: decimals)
  }
}

extension NumberFormat {
  /// The number in little room: two or three significant digits, `9.4×10⁻⁴` where it is very small,
  /// as ``text(_:)`` has it.
  package static func compact(_ x: Double) -> String { compact(x, digits: 2) }

  /// As ``compact(_:)``, in the least room that there is: one digit before a power of ten.
  package static func tight(_ x: Double) -> String { compact(x, digits: 1) }

  private static func compact(_ x: Double, digits: Int) -> String {
    guard x.isFinite else { return special(x) }
    let number = DecimalNumber(x)
    if isLong(x) { return long(number, digits: digits) }
    return number.rounded(toPower: -decimals(abs(x))).normalized.positional()
  }

  private static func decimals(_ magnitude: Double) -> Int {
    switch magnitude {
    case 99.5...: 0
    case 9.95...: 1
    case 0.095...: 2
    case 0.0095...: 3
    default: 4
    }
  }

  /// As ``compact(_:)``, with all of its digits, as what stands among its like has them: `0.50` beside
  /// `0.58`; an integer is one.
  package static func measure(_ x: Double) -> String { even(x, otherwise: compact) }

  /// As ``measure(_:)``, in the least room that there is: one digit before a power of ten.
  package static func tightMeasure(_ x: Double) -> String { even(x, otherwise: tight) }

  private static func even(_ x: Double, otherwise text: (Double) -> String) -> String {
    guard x.isFinite, !isLong(x), x != x.rounded() else { return text(x) }
    let decimals = decimals(abs(x))
    return DecimalNumber(x).rounded(toPower: -decimals).positional(decimals: decimals)
  }

  /// Four significant digits and no trailing zeros, for text beside other text.
  package static func plain(_ x: Double) -> String {
    guard x.isFinite else { return special(x) }
    if x == 0 { return "0" }
    let magnitude = abs(x)
    let number = DecimalNumber(x)
    if magnitude >= 10_000 || magnitude < 0.001 { return number.rounded(to: 4).asPower }
    return number.rounded(toPower: min(number.leadingExponent - 3, 0)).normalized.positional()
  }

  /// Three significant digits and no trailing zeros, for a sentence: `0.0312`, `2.56×10⁶`, `10⁻⁴`.
  package static func brief(_ x: Double) -> String {
    guard x.isFinite, x != 0 else { return plain(x) }
    let rounded = DecimalNumber(x).rounded(to: 3)
    return isLong(x) ? rounded.asPower : rounded.normalized.positional()
  }

  /// An integer with its thousands apart, `12,000`; other numbers as ``plain(_:)`` has them.
  package static func grouped(_ x: Double) -> String {
    guard x == x.rounded(), abs(x) < 1e15, abs(x) >= 1000 else { return plain(x) }
    return DecimalNumber(x).positional(groups: true)
  }

  /// At most so many significant digits and no trailing zeros, for the terminal: with a hyphen for
  /// a minus, and an `e` behind numbers that are very small or have more digits before the point.
  package static func significant(_ x: Double, digits: Int) -> String {
    let rounded = DecimalNumber(x).rounded(to: digits)
    let exponent = rounded.leadingExponent
    guard exponent < -5 || exponent >= digits else { return rounded.positional(minus: "-") }
    return rounded.leading.positional(minus: "-") + "e\(exponent)"
  }
}
