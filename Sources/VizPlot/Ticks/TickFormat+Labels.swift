import VizBase

extension TickFormat {
  /// The labels of an axis: all in one style, with the same number of decimals.
  func labels(_ numbers: [DecimalNumber]) -> [String] {
    let numbers = numbers.map(\.normalized)
    // The power of ten of the largest: what a shared exponent or prefix is chosen by.
    let others = numbers.filter { $0.mantissa != 0 }
    let lead = others.map(\.leadingExponent).max() ?? 0
    let last = others.map(\.exponent).min() ?? 0
    switch self {
    case .plain: return Self.plain(numbers, last: last)
    case .scientific: return Self.scaled(numbers, by: lead, last: last)
    case .si: return Self.prefixed(numbers, lead: lead, last: last)
    case .automatic:
      let whole = Swift.max(lead + 1, 1)
      let separators = lead >= 4 ? (whole - 1) / 3 : 0
      let plainLength = whole + separators + (last < 0 ? 1 - last : 0)
      let scientificLength =
        1 + (lead > last ? 1 + lead - last : 0) + 3 + MathName.superscript(lead).count
      if plainLength <= Swift.max(7, scientificLength) { return Self.plain(numbers, last: last) }
      return Self.scaled(numbers, by: lead, last: last)
    }
  }

  private static func plain(_ numbers: [DecimalNumber], last: Int) -> [String] {
    let groups = needGroups(numbers)
    return numbers.map { text($0, scale: 0, decimals: Swift.max(0, -last), groups: groups) }
  }

  /// Each in full, with no more decimals than it has itself.
  static func full(_ numbers: [DecimalNumber]) -> [String] {
    let groups = needGroups(numbers)
    return numbers.map { text($0.normalized, scale: 0, decimals: 0, groups: groups) }
  }

  private static func needGroups(_ numbers: [DecimalNumber]) -> Bool {
    numbers.contains { $0.mantissa != 0 && $0.leadingExponent >= 4 }
  }

  private static func scaled(
    _ numbers: [DecimalNumber], by scale: Int, last: Int
  ) -> [String] {
    let power = scale == 0 ? "" : "×10" + MathName.superscript(scale)
    return numbers.map {
      let text = text($0, scale: scale, decimals: Swift.max(0, scale - last), groups: false)
      return $0.mantissa == 0 ? text : text + power
    }
  }

  private static func prefixed(_ numbers: [DecimalNumber], lead: Int, last: Int) -> [String] {
    let third = Int((Double(lead) / 3).rounded(.down))
    guard let prefix = siPrefixes[third] else { return scaled(numbers, by: lead, last: last) }
    return numbers.map {
      let text = text(
        $0, scale: 3 * third, decimals: Swift.max(0, 3 * third - last), groups: false)
      return $0.mantissa == 0 ? text : text + prefix
    }
  }

  /// The number divided by `10^scale`, with the given decimals, none of which is cut off.
  static func text(
    _ number: DecimalNumber, scale: Int, decimals: Int, groups: Bool
  ) -> String {
    guard number.mantissa != 0 else { return "0" }
    return DecimalNumber(mantissa: number.mantissa, exponent: number.exponent - scale)
      .positional(decimals: decimals, groups: groups)
  }

  /// By the power of a thousand.
  private static let siPrefixes: [Int: String] = [
    -6: "a", -5: "f", -4: "p", -3: "n", -2: "µ", -1: "m", 0: "", 1: "k", 2: "M", 3: "G", 4: "T",
    5: "P", 6: "E",
  ]
}
