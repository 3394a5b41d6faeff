/// Base64 as RFC 4648 has it, with padding.
enum Base64 {
  static func encode(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
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

  /// Decodes text that this project generated; characters outside the alphabet are skipped.
  static func decode(_ text: StaticString) -> [UInt8] {
    var values = [UInt8](repeating: 255, count: 256)
    for (index, byte) in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
      .enumerated()
    {
      values[Int(byte)] = UInt8(index)
    }
    return text.withUTF8Buffer { characters in
      var bytes: [UInt8] = []
      bytes.reserveCapacity(characters.count / 4 * 3)
      var group: UInt32 = 0
      var bits = 0
      for character in characters {
        let value = values[Int(character)]
        guard value < 64 else { continue }
        group = group << 6 | UInt32(value)
        bits += 6
        if bits >= 8 {
          bits -= 8
          bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(bits)))
        }
      }
      return bytes
    }
  }
}
