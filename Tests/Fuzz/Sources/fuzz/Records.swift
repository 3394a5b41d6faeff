/// The records of event files: a length, its checksum, the content, and that one's checksum.
enum Records {
  /// The contents, up to where the bytes are no records.
  static func contents(_ bytes: [UInt8]) -> [[UInt8]] {
    var contents: [[UInt8]] = []
    var offset = 0
    while bytes.count - offset >= 16 {
      let length = number(bytes[offset..<(offset + 8)])
      guard let count = Int(exactly: length), count <= bytes.count - offset - 16 else { break }
      contents.append(Array(bytes[(offset + 12)..<(offset + 12 + count)]))
      offset += 16 + count
    }
    return contents
  }

  /// An event file of the contents.
  static func file(_ contents: [[UInt8]]) -> [UInt8] {
    contents.flatMap { content in
      let length = little(UInt64(content.count), bytes: 8)
      return length + little(UInt64(checksum(length)), bytes: 4) + content
        + little(UInt64(checksum(content)), bytes: 4)
    }
  }

  /// The bytes with the checksums that they should have, and what is no record behind them.
  static func summed(_ bytes: [UInt8]) -> [UInt8] {
    let whole = file(contents(bytes))
    return whole + bytes.dropFirst(whole.count)
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func little(_ number: UInt64, bytes: Int) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { sum, _ in sum >> 1 ^ (sum & 1 == 1 ? 0x82f6_3b78 : 0) }
  }

  /// CRC-32C, masked as event files have it.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    let sum = ~bytes.reduce(~0) { $0 >> 8 ^ table[Int(($0 ^ UInt32($1)) & 255)] }
    return (sum >> 15 | sum << 17) &+ 0xa282_ead8
  }
}
