/// A whole number from zero, of any size: what counts are made of that grow exponentially, such as
/// the number of paths through a graph.
public struct Natural: Sendable, Hashable {
  /// The digits to the base 2⁶⁴ above the lowest, the lower ones first; the last is never zero.
  private var high: [UInt64] = []
  private var low: UInt64

  /// A number that fits into 64 bits.
  public init(_ number: UInt64) { low = number }

  /// None.
  public static let zero = Natural(0)
  /// One.
  public static let one = Natural(1)

  /// Whether it is zero.
  public var isZero: Bool { low == 0 && high.isEmpty }

  /// The nearest number of double precision; infinite where there is none so large.
  public var approximation: Double {
    // Digits far below the highest change nothing.
    var value = 0.0
    let digits = [low] + high
    for digit in digits.suffix(3).reversed() { value = value * 0x1p64 + Double(digit) }
    let dropped = max(0, digits.count - 3)
    guard dropped > 0 else { return value }
    return value * Double(sign: .plus, exponent: 64 * dropped, significand: 1)
  }

  /// Adds another number.
  public static func += (a: inout Natural, b: Natural) {
    let (sum, carry) = a.low.addingReportingOverflow(b.low)
    a.low = sum
    if carry || !b.high.isEmpty { a.add(b.high, carry: carry) }
  }

  private mutating func add(_ other: [UInt64], carry: Bool) {
    var carry: UInt64 = carry ? 1 : 0
    if high.count < other.count {
      high.append(contentsOf: repeatElement(0, count: other.count - high.count))
    }
    for index in high.indices {
      if index >= other.count, carry == 0 { return }
      let digit = index < other.count ? other[index] : 0
      let (first, overflow) = high[index].addingReportingOverflow(digit)
      let (second, again) = first.addingReportingOverflow(carry)
      high[index] = second
      carry = overflow || again ? 1 : 0
    }
    if carry > 0 { high.append(1) }
  }
}

extension Natural: CustomStringConvertible {
  /// All decimal digits.
  ///
  /// - Complexity: O(*n*²) in their number.
  public var description: String {
    var digits = [low] + high
    var groups: [String] = []
    while digits.count > 1 {
      var rest: UInt64 = 0
      for index in digits.indices.reversed() {
        (digits[index], rest) = Self.group.dividingFullWidth((rest, digits[index]))
      }
      while digits.count > 1, digits.last == 0 { digits.removeLast() }
      let text = String(rest)
      groups.append(String(repeating: "0", count: Self.groupDigits - text.count) + text)
    }
    return String(digits[0]) + groups.reversed().joined()
  }

  /// The greatest power of ten below 2⁶⁴, and how many zeros it has.
  private static let group: UInt64 = 10_000_000_000_000_000_000
  private static let groupDigits = 19
}
