/// A number as it stands in JSON text: `mantissa × 10^exponent`.
package struct JSONNumber {
  package var range: Range<Int>
  package var isNegative: Bool
  /// The digits without the point; nil where they do not fit.
  package var mantissa: UInt64?
  package var exponent: Int
  /// Whether it has neither point nor exponent.
  package var isPlainInteger: Bool
}

extension JSONScanner {
  /// Consumes a number, which begins at the offset.
  package mutating func number() throws(JSONError) -> JSONNumber {
    let start = offset
    let isNegative = byte == UInt8(ascii: "-")
    if isNegative { offset += 1 }
    var mantissa: UInt64? = 0
    let leading = byte
    let wholeDigits = digits(into: &mantissa)
    guard wholeDigits > 0 else { throw unexpectedDigit() }
    guard leading != UInt8(ascii: "0") || wholeDigits == 1 else {
      throw failure(.syntax, "a number begins with a needless 0", at: start)
    }
    var exponent = 0
    var isPlainInteger = true
    if byte == UInt8(ascii: ".") {
      isPlainInteger = false
      offset += 1
      exponent = -digits(into: &mantissa)
      guard exponent < 0 else { throw unexpected("a digit after the decimal point") }
    }
    if byte | 0x20 == UInt8(ascii: "e") {
      isPlainInteger = false
      offset += 1
      let isDown = byte == UInt8(ascii: "-")
      if isDown || byte == UInt8(ascii: "+") { offset += 1 }
      var power: UInt64? = 0
      guard digits(into: &power) > 0 else { throw unexpected("a digit of the exponent") }
      // No text is long enough for its digits to make up for such an exponent.
      let magnitude = Int(Swift.min(power ?? .max, 1 << 60))
      exponent += isDown ? -magnitude : magnitude
    }
    return JSONNumber(
      range: start..<offset, isNegative: isNegative, mantissa: mantissa, exponent: exponent,
      isPlainInteger: isPlainInteger)
  }

  /// Consumes digits, appends them to a decimal number, and counts them.
  @inline(__always)
  private mutating func digits(into number: inout UInt64?) -> Int {
    let start = offset
    while true {
      let digit = byte &- UInt8(ascii: "0")
      guard digit < 10 else { return offset - start }
      if let value = number {
        number = value < UInt64.max / 10 ? value * 10 + UInt64(digit) : nil
      }
      offset += 1
    }
  }

  private func unexpectedDigit() -> JSONError {
    var error = unexpected("a digit")
    if byte == UInt8(ascii: "I") { error.hint = Self.notANumberHint }
    return error
  }

  package static let notANumberHint = #"write "NaN", "Infinity" or "-Infinity", in quotation marks"#

  /// The text of a number, as it was written.
  package func text(_ number: JSONNumber) -> String {
    String(decoding: bytes[number.range], as: UTF8.self)
  }

  /// The nearest double.
  ///
  /// - Throws: where that is infinite, or is zero though the number is not.
  package func double(_ number: JSONNumber) throws(JSONError) -> Double {
    if let mantissa = number.mantissa {
      if mantissa == 0 { return number.isNegative ? -0.0 : 0 }
      if let magnitude = PowersOfTen.product(mantissa, number.exponent) {
        return number.isNegative ? -magnitude : magnitude
      }
    }
    guard let value = Double(text(number)), value.isFinite else {
      throw unrepresentable(number, "is too large for a 64-bit float")
    }
    if value == 0, !isZero(number) {
      throw unrepresentable(number, "is too small for a 64-bit float")
    }
    return value
  }

  /// Whether a number is a whole one that both a 64-bit integer and a double hold exactly.
  package func isExactInteger(_ number: JSONNumber, _ value: Double) -> Bool {
    guard let integer = Int64(exactly: value) else { return false }
    // The rounded quotient of a mantissa below 2^53 is whole only where it is exact.
    if let mantissa = number.mantissa, mantissa <= 1 << 53, -22...0 ~= number.exponent {
      return true
    }
    return DecimalDigits(bytes[number.range]) == DecimalDigits(String(integer).utf8)
  }

  /// The number as an integer.
  ///
  /// - Throws: where it is not whole or does not fit; `field` names it in the error.
  package func integer(_ number: JSONNumber, field: String) throws(JSONError) -> Int {
    if number.isPlainInteger, let integer = Int(text(number)) { return integer }
    let value = try double(number)
    // In range: it is exactly an integer.
    if isExactInteger(number, value) { return Int(value) }
    throw failure(
      .wrongType, "\"\(field)\" must be a whole number, not \(shortText(number))",
      at: number.range.lowerBound)
  }

  package func unrepresentable(_ number: JSONNumber, _ why: String) -> JSONError {
    failure(.unrepresentableNumber, "\(shortText(number)) \(why)", at: number.range.lowerBound)
  }

  package func shortText(_ number: JSONNumber) -> String {
    let text = text(number)
    return text.utf8.count > 40 ? text.prefix(40) + "…" : text
  }

  private func isZero(_ number: JSONNumber) -> Bool {
    DecimalDigits(bytes[number.range]).digits.isEmpty
  }
}

/// The digits of a decimal number without zeros at either end: equal numbers have equal ones.
private struct DecimalDigits: Equatable {
  var digits: [UInt8] = []
  var exponent = 0
  var isNegative = false

  init(_ text: some Sequence<UInt8>) {
    var isFraction = false
    var power: [UInt8]?
    for byte in text {
      switch byte {
      case UInt8(ascii: "-") where power == nil: isNegative = true
      case UInt8(ascii: "."): isFraction = true
      case UInt8(ascii: "e"), UInt8(ascii: "E"): power = []
      case _ where power != nil: power?.append(byte)
      default:
        if !digits.isEmpty || byte != UInt8(ascii: "0") { digits.append(byte) }
        if isFraction { exponent -= 1 }
      }
    }
    // Far beyond what any type of number has; the sum cannot overflow.
    if let power, let stated = Int(String(decoding: power, as: UTF8.self)) {
      exponent += min(max(stated, -1 << 40), 1 << 40)
    }
    while digits.last == UInt8(ascii: "0") {
      digits.removeLast()
      exponent += 1
    }
    if digits.isEmpty { (exponent, isNegative) = (0, false) }
  }
}
