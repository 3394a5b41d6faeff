/// The checksum of event files: CRC-32 with Castagnoli's polynomial (RFC 3720, appendix B.4).
enum CRC32C {
  /// The checksum of some bytes.
  ///
  /// Eight bytes a step by as many tables (Kounavis and Berry, 2008). Complexity: O(*n*).
  static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    tables.withUnsafeBufferPointer { tables in
      func entry(_ table: Int, _ byte: UInt32) -> UInt32 {
        tables[table << 8 | Int(byte & 0xff)]
      }
      var crc: UInt32 = 0xffff_ffff
      var offset = 0
      while offset &+ 8 <= bytes.count {
        let low =
          crc ^ UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        let high = UInt32(
          littleEndian: bytes.loadUnaligned(fromByteOffset: offset &+ 4, as: UInt32.self))
        crc = entry(7, low) ^ entry(6, low >> 8)
        crc ^= entry(5, low >> 16) ^ entry(4, low >> 24)
        crc ^= entry(3, high) ^ entry(2, high >> 8)
        crc ^= entry(1, high >> 16) ^ entry(0, high >> 24)
        offset &+= 8
      }
      while offset < bytes.count {
        crc = entry(0, crc ^ UInt32(bytes[offset])) ^ crc >> 8
        offset &+= 1
      }
      return ~crc
    }
  }

  /// The checksum as it stands in a file, so that checksums of checksums do not weaken them.
  static func masked(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    let crc = checksum(bytes)
    return (crc >> 15 | crc << 17) &+ 0xa282_ead8
  }

  /// Table *n* has the checksum of each byte that *n* zero bytes follow.
  private static let tables: [UInt32] = {
    var tables = (0..<256 as Range<UInt32>).map { byte in
      (0..<8).reduce(byte) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0x82f6_3b78 : crc >> 1 }
    }
    for index in 0..<7 * 256 {
      let previous = tables[index]
      tables.append(tables[Int(previous & 0xff)] ^ previous >> 8)
    }
    return tables
  }()
}
