import Foundation
import VizTestSupport

/// Ranges of every kind, and the numbers that labels say.
enum AnyRange {
  /// The ends of a range; `kind` turns through tiny, huge, reversed, empty, subnormal and others.
  static func ends(_ kind: Int, using random: inout SeededRandom) -> (Double, Double) {
    let a = number(-300...300, using: &random)
    let b = number(-300...300, using: &random)
    switch kind % 14 {
    case 0: return (min(a, b), max(a, b))
    case 1: return (max(a, b), min(a, b))
    case 2: return (a, a)
    case 3: return (-abs(a), abs(b))
    case 4: return (a, a + a.ulp * Double.random(in: 0...100, using: &random))
    case 5:
      let small = number(-324 ... -300, using: &random)
      return (small, small + number(-324 ... -300, using: &random))
    case 6: return (a, [.nan, .infinity, -.infinity].randomElement(using: &random) ?? .nan)
    case 7: return ([.nan, .infinity, -.infinity].randomElement(using: &random) ?? .nan, b)
    case 8: return (-1.797e308, 1.797e308)
    case 9:
      let ends = [
        0, -0.0, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .nan, .leastNonzeroMagnitude,
        1,
      ]
      return (ends.randomElement(using: &random) ?? 0, ends.randomElement(using: &random) ?? 0)
    case 10: return (0, abs(a))
    case 11:
      let middle = number(-3...6, using: &random)
      return (middle, middle * (1 + magnitude(-14...0, using: &random)))
    default: return (number(-3...5, using: &random), number(-3...5, using: &random))
    }
  }

  static func magnitude(
    _ exponents: ClosedRange<Double>, using random: inout SeededRandom
  ) -> Double {
    pow(10, Double.random(in: exponents, using: &random))
  }

  private static func number(
    _ exponents: ClosedRange<Double>, using random: inout SeededRandom
  ) -> Double {
    magnitude(exponents, using: &random) * (Bool.random(using: &random) ? 1 : -1)
  }

  /// What a label says: `−1.5×10⁻³`, `20,000`, `10⁻⁵`.
  static func read(_ label: String) -> Double? {
    let text = String(label.filter { $0 != "," }.map { $0 == "−" ? "-" : $0 })
    guard let start = text.firstIndex(where: superscripts.contains) else { return Double(text) }
    var exponent = ""
    for mark in text[start...] {
      guard let digit = superscripts.firstIndex(of: mark) else { return nil }
      exponent += digit == 10 ? "-" : "\(digit)"
    }
    guard text[..<start].hasSuffix("10") else { return nil }
    var mantissa = text[..<start].dropLast(2)
    if mantissa.hasSuffix("×") { mantissa = mantissa.dropLast() } else { mantissa += "1" }
    return Double(mantissa + "e" + exponent)
  }

  private static let superscripts: [Character] = Array("⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
}
