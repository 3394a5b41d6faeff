/// A message of protocol buffers, as the fields that stand in it.
struct Message {
  /// A field: its number, how it is written, and what stands there.
  struct Field {
    var number: UInt64
    var wire: UInt8
    /// What a variable-length number says.
    var value: UInt64 = 0
    /// What stands in any other field.
    var content: [UInt8] = []
  }

  var fields: [Field] = []

  /// Nil of bytes that are no message.
  init?(_ bytes: [UInt8]) {
    var offset = 0
    func number() -> UInt64? {
      var (value, shift) = (UInt64(0), UInt64(0))
      while offset < bytes.count, shift < 70 {
        let byte = bytes[offset]
        offset += 1
        value |= UInt64(byte & 127) << shift
        shift += 7
        if byte < 128 { return value }
      }
      return nil
    }
    while offset < bytes.count {
      guard let key = number(), key >> 3 > 0 else { return nil }
      var field = Field(number: key >> 3, wire: UInt8(key & 7))
      switch field.wire {
      case 0:
        guard let value = number() else { return nil }
        field.value = value
      case 1, 2, 5:
        let length = field.wire == 2 ? number() : field.wire == 1 ? 8 : 4
        guard let length, let count = Int(exactly: length), count <= bytes.count - offset else {
          return nil
        }
        field.content = Array(bytes[offset..<(offset + count)])
        offset += count
      default: return nil
      }
      fields.append(field)
    }
  }

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    func append(_ number: UInt64) {
      var rest = number
      while rest > 127 {
        bytes.append(UInt8(rest & 127) | 128)
        rest >>= 7
      }
      bytes.append(UInt8(rest))
    }
    for field in fields {
      append(field.number << 3 | UInt64(field.wire))
      if field.wire == 0 { append(field.value) }
      if field.wire == 2 { append(UInt64(field.content.count)) }
      bytes += field.content
    }
    return bytes
  }
}
