import VizBase

/// Reads the numbers that programs of any kind write into cells.
enum MetricNumber {
  /// What a cell without white space around it says.
  ///
  /// - Parameters:
  ///   - bytes: The cell.
  ///   - decimalComma: A character that stands for the decimal point too; 0 for none.
  static func read(
    _ bytes: UnsafeBufferPointer<UInt8>, decimalComma: UInt8
  ) -> MetricTableBuilder.Cell {
    var index = 0
    let isNegative = bytes.first == UInt8(ascii: "-")
    if isNegative || bytes.first == UInt8(ascii: "+") { index = 1 }
    var mantissa: UInt64 = 0
    var digits = 0
    var fraction = 0
    var isFraction = false
    while index < bytes.count {
      let byte = bytes[index]
      let digit = byte &- UInt8(ascii: "0")
      if digit < 10 {
        // More digits than fit are left to the slow way.
        if digits < 18 { mantissa = mantissa &* 10 &+ UInt64(digit) }
        digits += 1
        if isFraction { fraction += 1 }
      } else if !isFraction,
        byte == UInt8(ascii: ".") || (decimalComma != 0 && byte == decimalComma)
      {
        isFraction = true
      } else {
        break
      }
      index += 1
    }
    if index == bytes.count, 1..<18 ~= digits,
      let value = PowersOfTen.product(mantissa, -fraction)
    {
      return .number(isNegative ? -value : value)
    }
    return slowly(bytes, decimalComma: decimalComma)
  }

  /// What a text says, white space around it aside.
  static func read(_ text: String) -> MetricTableBuilder.Cell {
    var bytes = Array(text.utf8)[...]
    while let first = bytes.first, first <= 0x20 { bytes.removeFirst() }
    while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
    return Array(bytes).withUnsafeBufferPointer { read($0, decimalComma: 0) }
  }

  private static func slowly(
    _ bytes: UnsafeBufferPointer<UInt8>, decimalComma: UInt8
  ) -> MetricTableBuilder.Cell {
    guard !bytes.isEmpty else { return .missing }
    guard bytes.count <= 400 else { return .text }
    if bytes.last == UInt8(ascii: "%") {
      // Whether a number is of a hundred is decided by all of a run's.
      var end = bytes.count - 1
      while end > 0, bytes[end - 1] == 0x20 { end -= 1 }
      guard end > 0 else { return .text }
      return read(UnsafeBufferPointer(rebasing: bytes[..<end]), decimalComma: decimalComma)
    }
    var text = String(decoding: bytes, as: UTF8.self)
    switch text.lowercased() {
    case "none", "null", "na", "n/a", "<na>", "-", "--", "–", "—", "?": return .missing
    case "nan", "-nan", "+nan": return .number(.nan)
    case "inf", "+inf", "infinity", "+infinity": return .number(.infinity)
    case "-inf", "-infinity": return .number(-.infinity)
    // As pandas and Stable Baselines write them.
    case "true": return .number(1)
    case "false": return .number(0)
    default: break
    }
    // Nothing else that Double reads is a number to people: hexadecimal, nan(1).
    let isPlain = bytes.allSatisfy {
      UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 | 0x20 == UInt8(ascii: "e")
        || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
        || (decimalComma != 0 && $0 == decimalComma)
    }
    guard isPlain else { return .text }
    if decimalComma != 0 { text = String(text.map { $0 == "," ? "." : $0 }) }
    return Double(text).map { .number($0) } ?? .text
  }
}
