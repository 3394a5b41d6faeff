/// Writes the numbers of one picture: as many digits as tell them apart, at most four significant,
/// with a true minus sign.
package struct NumberFormat: Sendable, Equatable {
  /// Digits behind the point, where a number of usual size has room for them.
  package var decimals: Int

  /// Chooses the fewest decimals that tell the given numbers apart: none where all are integers,
  /// one where all are tenths, else two to four. Numbers that differ by less than a twentieth may look alike.
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

  /// The number in little room: two or three significant digits, an exponent behind an `e`.
  package static func compact(_ x: Double) -> String {
    guard x.isFinite else { return special(x) }
    if x == 0 { return "0" }
    let magnitude = abs(x)
    if magnitude >= 9999.5 || magnitude < 0.000_95 {
      let (mantissa, exponent) = scientific(magnitude, digits: 1)
      return sign(x) + mantissa + "e" + (exponent < 0 ? "−" : "") + String(abs(exponent))
    }
    let places =
      switch magnitude {
      case 99.5...: 0
      case 9.95...: 1
      case 0.095...: 2
      case 0.0095...: 3
      default: 4
      }
    return sign(x) + trimmed(fixed(magnitude, places))
  }

  /// Four significant digits and no trailing zeros, for text beside other text.
  package static func plain(_ x: Double) -> String {
    guard x.isFinite else { return special(x) }
    if x == 0 { return "0" }
    let magnitude = abs(x)
    if magnitude >= 10_000 || magnitude < 0.001 { return text(x, decimals: 2) }
    let whole = integerDigits(magnitude)
    let lead = whole == 0 ? leadingZeros(magnitude) : 0
    return sign(x) + trimmed(fixed(magnitude, max(0, 4 - whole + lead)))
  }

  private static func text(_ x: Double, decimals: Int) -> String {
    guard x.isFinite else { return special(x) }
    if x == 0 { return fixed(0, decimals) }
    let magnitude = abs(x)
    if magnitude >= 9999.5 || magnitude < 0.000_95 {
      let (mantissa, exponent) = scientific(magnitude, digits: 2)
      return sign(x) + mantissa + "×10" + MathName.superscript(exponent)
    }
    if decimals == 0 { return sign(x) + fixed(magnitude, 0) }
    let whole = integerDigits(magnitude)
    // A small number keeps two significant digits, a large one no more than four.
    let least = whole == 0 && decimals > 1 ? leadingZeros(magnitude) + 2 : 0
    let most = whole == 0 ? leadingZeros(magnitude) + 4 : 4 - whole
    var places = min(max(decimals, least), most)
    // 9.9996 is 10.00, not 10.000.
    if places == most, whole > 0, integerDigits(rounded(magnitude, places)) > whole { places -= 1 }
    return sign(x) + fixed(magnitude, max(places, 0))
  }

  private static func special(_ x: Double) -> String {
    x.isNaN ? "NaN" : x < 0 ? "−∞" : "∞"
  }

  private static func sign(_ x: Double) -> String { x < 0 ? "−" : "" }

  /// The digits before the point; none for a number below one.
  private static func integerDigits(_ magnitude: Double) -> Int {
    var digits = 0
    var rest = magnitude
    while rest >= 1 {
      digits += 1
      rest /= 10
    }
    return digits
  }

  /// The zeros between the point and the first other digit.
  private static func leadingZeros(_ magnitude: Double) -> Int {
    var zeros = 0
    var rest = magnitude * 10
    while rest < 1, zeros < 20 {
      zeros += 1
      rest *= 10
    }
    return zeros
  }

  /// A number below 10⁵ with at most eight decimals.
  private static func fixed(_ magnitude: Double, _ places: Int) -> String {
    var scale: Int64 = 1
    for _ in 0..<places { scale *= 10 }
    let scaled = Int64((magnitude * Double(scale)).rounded())
    if places == 0 { return String(scaled) }
    let fraction = String(scaled % scale)
    let zeros = String(repeating: "0", count: places - fraction.count)
    return "\(scaled / scale).\(zeros)\(fraction)"
  }

  private static func rounded(_ magnitude: Double, _ places: Int) -> Double {
    let scale = (0..<max(places, 0)).reduce(1.0) { scale, _ in scale * 10 }
    return (magnitude * scale).rounded() / scale
  }

  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = text[...]
    while text.hasSuffix("0") { text = text.dropLast() }
    if text.hasSuffix(".") { text = text.dropLast() }
    return String(text)
  }

  /// A mantissa in 1…10 with the given significant digits, and its exponent of ten.
  private static func scientific(_ magnitude: Double, digits: Int) -> (String, Int) {
    let rounded = DecimalFigures(magnitude).rounded(to: digits)
    var text = rounded.figures.map(String.init).joined()
    text += String(repeating: "0", count: max(0, digits - text.count))
    if digits > 1 { text.insert(".", at: text.index(after: text.startIndex)) }
    return (text, rounded.exponent)
  }
}

extension NumberFormat {
  /// Three significant digits and no trailing zeros, for a sentence.
  package static func brief(_ x: Double) -> String {
    guard x.isFinite, x != 0 else { return plain(x) }
    let figures = DecimalFigures(x).rounded(to: 3)
    guard (-4...5).contains(figures.exponent) else { return compact(x) }
    let digits = figures.figures.map(String.init).joined()
    let text = sign(x) + digits + "e\(figures.exponent - figures.figures.count + 1)"
    return Double(text.replacing("−", with: "-")).map(plain) ?? plain(x)
  }

  /// An integer with its thousands apart, `12,000`; other numbers as ``plain(_:)`` has them.
  package static func grouped(_ x: Double) -> String {
    guard x == x.rounded(), abs(x) < 1e15, abs(x) >= 1000 else { return plain(x) }
    var digits = String(Int64(abs(x)))
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return sign(x) + ([digits] + groups).joined(separator: ",")
  }
}
