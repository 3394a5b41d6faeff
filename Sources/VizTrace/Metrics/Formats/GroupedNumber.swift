import VizBase

/// A number whose thousands are set apart, as spreadsheets write them: `1,234,567` or `12 345.5`.
struct GroupedNumber: Equatable {
  let value: Double
  /// What sets the thousands apart.
  let mark: String
  /// Whether it can be nothing else: one comma in front of three digits may be a decimal point.
  let isCertain: Bool

  private static let marks = [
    ",", ".", " ", "'", "_", "\u{A0}", "\u{202F}", "\u{2009}", "\u{2019}",
  ].map { Array($0.utf8) }

  /// Nil for what has no thousands set apart.
  ///
  /// - Parameters:
  ///   - bytes: The number without white space around it.
  ///   - decimalComma: Whether a comma is the decimal point.
  init?(_ bytes: some Collection<UInt8>, decimalComma: Bool) {
    guard 5...60 ~= bytes.count else { return nil }
    var rest = Array(bytes)[...]
    func digits(_ count: ClosedRange<Int>) -> [UInt8]? {
      let found = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
      guard count ~= found.count else { return nil }
      rest = rest.dropFirst(found.count)
      return Array(found)
    }
    var text: [UInt8] = []
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      text.append(sign)
      rest = rest.dropFirst()
    }
    // 0,123 is no thousand.
    guard let first = digits(1...3), first != [UInt8(ascii: "0")],
      let mark = Self.marks.first(where: { rest.starts(with: $0) })
    else { return nil }
    text += first
    var groups = 0
    while rest.starts(with: mark) {
      rest = rest.dropFirst(mark.count)
      guard let group = digits(3...3) else { return nil }
      text += group
      groups += 1
    }
    let point = UInt8(ascii: decimalComma ? "," : ".")
    let hasPoint = rest.first == point && mark != [point]
    if hasPoint {
      rest = rest.dropFirst()
      guard let fraction = digits(0...20) else { return nil }
      text += [UInt8(ascii: ".")] + fraction
    }
    if rest.last == UInt8(ascii: "%") { rest = rest.dropLast() }
    guard rest.allSatisfy({ $0 == 0x20 }), mark != [point] || groups > 1,
      case .number(let value) = text.withUnsafeBufferPointer({
        MetricNumber.read($0, decimalComma: 0)
      })
    else { return nil }
    self.value = value
    self.mark = String(decoding: mark, as: UTF8.self)
    isCertain = groups > 1 || hasPoint || ![",", "."].contains(self.mark)
  }
}

extension MetricTableBuilder {
  /// The numbers of a column whose thousands are set apart.
  struct Grouping {
    let mark: String
    /// The indices of their values among the column's.
    var indices: [Int] = []
    var isCertain = false
  }
}
