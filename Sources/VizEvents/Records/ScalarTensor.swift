/// The tensor of one number, as events have it.
enum ScalarTensor {
  /// The number that a tensor holds; nil where it holds none, several, or something else.
  static func value(of bytes: UnsafeRawBufferPointer) -> Double? {
    var reader = WireReader(bytes)
    var type: UInt64 = 0
    var content: UnsafeRawBufferPointer?
    var found: Double?
    var count = 0
    func note(_ value: Double) {
      found = value
      count += 1
    }
    while let field = reader.nextField() {
      switch (field.number, field.kind) {
      case (1, 0): type = reader.varint() ?? 0
      case (4, 2): content = reader.lengthDelimited()
      case (5, 5): note(Double(Float(bitPattern: reader.fixed32() ?? 0)))
      case (6, 1): note(Double(bitPattern: reader.fixed64() ?? 0))
      case (5, 2), (6, 2), (7, 2), (10, 2):
        guard let packed = reader.lengthDelimited() else { return nil }
        var numbers = WireReader(packed)
        while !numbers.isAtEnd, !numbers.isMalformed, count < 2 {
          switch field.number {
          case 5: note(Double(Float(bitPattern: numbers.fixed32() ?? 0)))
          case 6: note(Double(bitPattern: numbers.fixed64() ?? 0))
          default: note(Double(Int64(bitPattern: numbers.varint() ?? 0)))
          }
        }
        if numbers.isMalformed { return nil }
      case (7, 0), (10, 0): note(Double(Int64(bitPattern: reader.varint() ?? 0)))
      default: reader.skip(field)
      }
    }
    if reader.isMalformed { return nil }
    if count > 0 { return count == 1 ? found : nil }
    guard let content else { return nil }
    switch (type, content.count) {
    case (1, 4):
      return Double(
        Float(
          bitPattern: UInt32(
            littleEndian: content.loadUnaligned(as: UInt32.self))))
    case (2, 8):
      return Double(bitPattern: UInt64(littleEndian: content.loadUnaligned(as: UInt64.self)))
    case (3, 4):
      return Double(Int32(littleEndian: content.loadUnaligned(as: Int32.self)))
    case (9, 8):
      return Double(Int64(littleEndian: content.loadUnaligned(as: Int64.self)))
    default: return nil
    }
  }
}
