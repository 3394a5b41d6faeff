/// Reads the fields of a protocol buffer where they lie.
///
/// What is malformed ends the fields and sets ``isMalformed``; nothing traps.
struct WireReader {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0
  private(set) var isMalformed = false

  /// A field's number and how its value is written.
  struct Field {
    var number: UInt64
    var kind: UInt8

    static func varint(_ number: UInt64) -> Field { Field(number: number, kind: 0) }
    static func fixed64(_ number: UInt64) -> Field { Field(number: number, kind: 1) }
    static func bytes(_ number: UInt64) -> Field { Field(number: number, kind: 2) }
    static func fixed32(_ number: UInt64) -> Field { Field(number: number, kind: 5) }
  }

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  var isAtEnd: Bool { position >= bytes.count }

  mutating func nextField() -> Field? {
    guard !isAtEnd, let key = varint() else { return nil }
    guard key >> 3 > 0 else {
      isMalformed = true
      return nil
    }
    return Field(number: key >> 3, kind: UInt8(truncatingIfNeeded: key & 7))
  }

  mutating func varint() -> UInt64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while position < bytes.count, shift < 70 {
      let byte = bytes[position]
      position &+= 1
      value |= shift < 64 ? UInt64(byte & 0x7f) << shift : 0
      if byte < 0x80 { return value }
      shift &+= 7
    }
    isMalformed = true
    return nil
  }

  mutating func fixed64() -> UInt64? {
    guard bytes.count &- position >= 8 else {
      isMalformed = true
      return nil
    }
    defer { position &+= 8 }
    return UInt64(
      littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
  }

  mutating func fixed32() -> UInt32? {
    guard bytes.count &- position >= 4 else {
      isMalformed = true
      return nil
    }
    defer { position &+= 4 }
    return UInt32(
      littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self))
  }

  /// The bytes of a string, a message or packed numbers.
  mutating func lengthDelimited() -> UnsafeRawBufferPointer? {
    guard let count = varint() else { return nil }
    guard count <= UInt64(bytes.count &- position) else {
      isMalformed = true
      return nil
    }
    let start = position
    position &+= Int(count)
    return UnsafeRawBufferPointer(rebasing: bytes[start..<position])
  }

  /// Passes over the value of a field that is of no interest.
  mutating func skip(_ field: Field) {
    switch field.kind {
    case 0: _ = varint()
    case 1: _ = fixed64()
    case 2: _ = lengthDelimited()
    case 5: _ = fixed32()
    // Groups, which no event file has.
    default: isMalformed = true
    }
  }
}
