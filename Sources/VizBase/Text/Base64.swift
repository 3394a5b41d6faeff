/// Base64 as RFC 4648 has it, with padding.
package enum Base64 {
  package static func encode(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    var index = 0
    while index < bytes.count {
      let left = bytes.count - index
      let a = UInt32(bytes[index])
      let b = left > 1 ? UInt32(bytes[index + 1]) : 0
      let c = left > 2 ? UInt32(bytes[index + 2]) : 0
      let group = a << 16 | b << 8 | c
      text.append(alphabet[Int(group >> 18)])
      text.append(alphabet[Int(group >> 12 & 63)])
      text.append(left > 1 ? alphabet[Int(group >> 6 & 63)] : UInt8(ascii: "="))
      text.append(left > 2 ? alphabet[Int(group & 63)] : UInt8(ascii: "="))
      index += 3
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Decodes text; characters outside the alphabet are skipped.
  package static func decode(_ text: String) -> [UInt8] {
    var text = text
    return text.withUTF8 { decode($0) }
  }

  /// Decodes text that is part of the program.
  package static func decode(_ text: StaticString) -> [UInt8] {
    text.withUTF8Buffer { decode($0) }
  }

  /// Of bytes that lie in a row: of any sequence it takes thirty times as long.
  private static func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    values.withUnsafeBufferPointer { values in
      [UInt8](unsafeUninitializedCapacity: text.count / 4 * 3 + 3) { bytes, count in
        var group: UInt32 = 0
        var bits: UInt32 = 0
        var index = 0
        while index < text.count {
          // Mostly four characters are three bytes. What is outside the alphabet has a higher bit set.
          if bits == 0, index + 4 <= text.count {
            let (a, b) = (values[Int(text[index])], values[Int(text[index + 1])])
            let (c, d) = (values[Int(text[index + 2])], values[Int(text[index + 3])])
            if a | b | c | d < 64 {
              bytes[count] = a << 2 | b >> 4
              bytes[count + 1] = b << 4 | c >> 2
              bytes[count + 2] = c << 6 | d
              count += 3
              index += 4
              continue
            }
          }
          let value = values[Int(text[index])]
          index += 1
          guard value < 64 else { continue }
          group = group << 6 | UInt32(value)
          bits += 6
          if bits >= 8 {
            bits -= 8
            bytes[count] = UInt8(truncatingIfNeeded: group >> bits)
            count += 1
          }
        }
      }
    }
  }

  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// What each character stands for; 255 for those outside the alphabet.
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 255, count: 256)
    for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
    return values
  }()
}
