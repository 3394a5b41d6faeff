/// What stands before the data of a record: their length in eight bytes, the lowest first, and the
/// masked checksum of those. Behind the data stands their masked checksum.
struct RecordHeader {
  static let size = 12
  /// Behind the data.
  static let trailerSize = 4

  var dataCount: UInt64

  /// Nil where the checksum is wrong, or fewer than 12 bytes are left.
  init?(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
    guard offset >= 0, bytes.count - offset >= Self.size else { return nil }
    let checksum = UInt32(
      littleEndian: bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt32.self))
    let length = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + 8])
    guard CRC32C.masked(length) == checksum else { return nil }
    dataCount = UInt64(
      littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// How many bytes the whole record takes; nil where that is more than `limit`.
  func recordSize(limit: Int) -> Int? {
    guard limit >= Self.size + Self.trailerSize,
      dataCount <= UInt64(limit - Self.size - Self.trailerSize)
    else { return nil }
    return Self.size + Int(dataCount) + Self.trailerSize
  }
}
