import Testing
import VizTensor

@testable import VizEvents

@Suite struct CRC32CTests {
  private func checksum(_ bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBytes { CRC32C.checksum($0) }
  }

  /// RFC 3720, appendix B.4.
  @Test func vectors() {
    #expect(checksum([UInt8](repeating: 0, count: 32)) == 0x8a91_36aa)
    #expect(checksum([UInt8](repeating: 0xff, count: 32)) == 0x62a8_ab43)
    #expect(checksum(Array(0..<32)) == 0x46dd_794e)
    #expect(checksum((0..<32).reversed()) == 0x113f_db5c)
    let read = bytes(
      hex: """
        01c00000 00000000 00000000 00000000 14000000 00000400 00000014 00000018 28000000 00000000
        02000000 00000000
        """)
    #expect(checksum(read) == 0xd996_3a56)
    #expect(checksum([]) == 0)
  }

  @Test func masksAsRecordsDo() {
    let text = Array("\u{1a}\u{11}CRC test, one two".utf8)
    #expect(text.withUnsafeBytes { CRC32C.masked($0) } == 0x5794_d08a)
  }

  /// Bit by bit, as the definition has it.
  @Test func equalsTheDefinition() {
    var random = SplitMix64(seed: 1)
    for count in 0..<200 {
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      var crc: UInt32 = ~0
      for byte in bytes {
        crc ^= UInt32(byte)
        for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x82f6_3b78 : crc >> 1 }
      }
      #expect(checksum(bytes) == ~crc)
    }
  }
}
