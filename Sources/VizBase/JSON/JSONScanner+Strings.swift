extension JSONScanner {
  /// Consumes a string, which begins at the offset, and returns what it says.
  package mutating func string() throws(JSONError) -> String {
    let opening = offset
    var end = opening + 1
    var isASCII = true
    var hasEscapes = false
    while true {
      guard end < bytes.count else {
        throw failure(.unexpectedEnd, "the file ends in a string that begins here", at: opening)
      }
      let byte = bytes[end]
      if byte == UInt8(ascii: "\"") { break }
      if byte == UInt8(ascii: "\\") {
        hasEscapes = true
        end += 1  // whatever is escaped, it does not end the string
      } else if byte < 0x20 {
        throw failure(
          .syntax, "a control character stands in a string", at: end,
          hint: byte == 0x0A
            ? "write a line break as \\n, and close every string with a quotation mark"
            : "write it as \\u00\(byte < 0x10 ? "0" : "")\(String(byte, radix: 16))")
      } else if byte >= 0x80 {
        isASCII = false
      }
      end += 1
    }
    let body = opening + 1..<end
    if !isASCII, let invalid = firstInvalidUTF8(in: body) { throw invalidUTF8(at: invalid) }
    offset = end + 1
    return hasEscapes
      ? try unescaped(body) : String(decoding: bytes[body], as: UTF8.self)
  }

  private func unescaped(_ body: Range<Int>) throws(JSONError) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(body.count)
    var index = body.lowerBound
    while index < body.upperBound {
      let byte = bytes[index]
      guard byte == UInt8(ascii: "\\") else {
        result.append(byte)
        index += 1
        continue
      }
      // `string()` saw a byte after every backslash of the body.
      let escape = bytes[index + 1]
      switch escape {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(escape)
      case UInt8(ascii: "b"): result.append(0x08)
      case UInt8(ascii: "f"): result.append(0x0C)
      case UInt8(ascii: "n"): result.append(0x0A)
      case UInt8(ascii: "r"): result.append(0x0D)
      case UInt8(ascii: "t"): result.append(0x09)
      case UInt8(ascii: "u"):
        let (scalar, length) = try escapedScalar(at: index, in: body)
        result.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        index += length
        continue
      default:
        throw failure(
          .syntax, "a backslash stands before what it cannot escape", at: index,
          hint: "write a backslash as \\\\")
      }
      index += 2
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The scalar that `\uXXXX`, or a pair of them, stands for, and the length of the escape.
  private func escapedScalar(
    at index: Int, in body: Range<Int>
  ) throws(JSONError) -> (scalar: Unicode.Scalar, length: Int) {
    let unit = try codeUnit(at: index, in: body)
    if let scalar = Unicode.Scalar(unit) { return (scalar, 6) }
    if UTF16.isLeadSurrogate(UInt16(unit)), index + 7 < body.upperBound,
      bytes[index + 6] == UInt8(ascii: "\\"), bytes[index + 7] == UInt8(ascii: "u")
    {
      let trail = try codeUnit(at: index + 6, in: body)
      if UTF16.isTrailSurrogate(UInt16(trail)),
        let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (trail - 0xDC00))
      {
        return (scalar, 12)
      }
    }
    throw failure(
      .invalidEncoding, "\\u\(String(unit, radix: 16)) is half of a surrogate pair", at: index)
  }

  private func codeUnit(at index: Int, in body: Range<Int>) throws(JSONError) -> UInt32 {
    var unit: UInt32 = 0
    for position in index + 2..<index + 6 {
      guard position < body.upperBound, let digit = hexDigit(bytes[position]) else {
        throw failure(.syntax, "\\u must be followed by four hexadecimal digits", at: index)
      }
      unit = unit << 4 | digit
    }
    return unit
  }

  private func hexDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }

  // MARK: UTF-8

  /// The offset of the first byte in `range` that begins no well-formed UTF-8 sequence.
  ///
  /// Table 3-7 of the Unicode Standard.
  package func firstInvalidUTF8(in range: Range<Int>) -> Int? {
    var index = range.lowerBound
    while index < range.upperBound {
      let second: ClosedRange<UInt8>
      let length: Int
      switch bytes[index] {
      case 0x00...0x7F:
        index += 1
        continue
      case 0xC2...0xDF: (second, length) = (0x80...0xBF, 2)
      case 0xE0: (second, length) = (0xA0...0xBF, 3)
      case 0xED: (second, length) = (0x80...0x9F, 3)
      case 0xE1...0xEF: (second, length) = (0x80...0xBF, 3)
      case 0xF0: (second, length) = (0x90...0xBF, 4)
      case 0xF1...0xF3: (second, length) = (0x80...0xBF, 4)
      case 0xF4: (second, length) = (0x80...0x8F, 4)
      default: return index
      }
      guard index + length <= range.upperBound, second.contains(bytes[index + 1]),
        bytes[index + 1..<index + length].allSatisfy({ 0x80...0xBF ~= $0 })
      else { return index }
      index += length
    }
    return nil
  }

  package func invalidUTF8(at offset: Int) -> JSONError {
    let isUTF16 = bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE])
    return failure(
      .invalidEncoding, isUTF16 ? "the file is UTF-16" : "the file is not UTF-8 here", at: offset,
      hint: "save the file as UTF-8")
  }
}
