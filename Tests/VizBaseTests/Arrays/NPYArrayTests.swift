import Testing
import VizTestSupport

@testable import VizBase

@Suite struct NPYArrayTests {
  /// A file as NumPy writes it.
  static func file(
    _ descr: String, _ shape: String, _ data: [UInt8], version: UInt8 = 1,
    isFortranOrder: Bool = false
  ) -> [UInt8] {
    file(
      header: "{'descr': '\(descr)', 'fortran_order': \(isFortranOrder ? "True" : "False"), "
        + "'shape': \(shape), }", data, version: version)
  }

  static func file(header: String, _ data: [UInt8], version: UInt8 = 1) -> [UInt8] {
    let lengthSize = version == 1 ? 2 : 4
    var text = Array(header.utf8)
    while (8 + lengthSize + text.count + 1) % 64 != 0 { text.append(0x20) }
    text.append(0x0A)
    let length = (0..<lengthSize).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
    return NPYArray.magic + [version, 0] + length + text + data
  }

  private static func bytes(_ numbers: [some FixedWidthInteger]) -> [UInt8] {
    numbers.flatMap { withUnsafeBytes(of: $0) { Array($0) } }
  }

  static let files: [([UInt8], [Double], [Int])] = [
    (
      file("<f8", "(2,)", bytes([(1.5).bitPattern.littleEndian, (-0.1).bitPattern.littleEndian])),
      [1.5, -0.1], [2]
    ),
    (file(">f8", "()", bytes([(0x1p-1030).bitPattern.bigEndian])), [0x1p-1030], []),
    (
      file(
        "<f4", "(1, 2)",
        bytes([Float(0.1).bitPattern.littleEndian, Float.infinity.bitPattern.littleEndian]),
        version: 2),
      [Double(Float(0.1)), .infinity], [1, 2]
    ),
    (file(">f4", "(1,)", bytes([Float(-2.5).bitPattern.bigEndian]), version: 3), [-2.5], [1]),
    // 1, -2, the least and the greatest, one below the normal ones, infinity.
    (
      file("<f2", "(6,)", bytes([0x3C00, 0xC000, 0x0001, 0x7BFF, 0x03FF, 0xFC00] as [UInt16])),
      [1, -2, 0x1p-24, 65504, 1023 * 0x1p-24, -.infinity], [6]
    ),
    (file(">f2", "(1,)", [0x3C, 0x00]), [1], [1]),
    (file("<i8", "(2,)", bytes([Int64(-3).littleEndian, 1 << 53])), [-3, 0x1p53], [2]),
    (
      file(">i4", "(2,)", bytes([Int32(-7).bigEndian, Int32.min.bigEndian])), [-7, -2_147_483_648],
      [2]
    ),
    (file("<i2", "(1,)", bytes([Int16(-300).littleEndian])), [-300], [1]),
    (file("|i1", "(2,)", [0xFF, 0x7F]), [-1, 127], [2]),
    (file("|u1", "(2,)", [255, 0]), [255, 0], [2]),
    (file("<u2", "(1,)", [0xFF, 0xFF]), [65535], [1]),
    (file(">u4", "(1,)", [0xFF, 0, 0, 0]), [0xFF00_0000], [1]),
    (file("<u8", "(1,)", bytes([UInt64(1) << 63])), [0x1p63], [1]),
    (file("|b1", "(3,)", [1, 0, 1]), [1, 0, 1], [3]),
    (file("<f8", "(2, 0, 3)", []), [], [2, 0, 3]),
    (
      file("|u1", "(2, 3)", [1, 4, 2, 5, 3, 6], isFortranOrder: true), [1, 2, 3, 4, 5, 6], [2, 3]
    ),
    (
      file("|u1", "(2, 2, 2)", [0, 4, 2, 6, 1, 5, 3, 7], isFortranOrder: true),
      [0, 1, 2, 3, 4, 5, 6, 7], [2, 2, 2]
    ),
    // Other orders of fields, other quotation marks, as Python 2 wrote, no comma at the end.
    (
      file(header: "{\"shape\": (2L,), \"fortran_order\": False, 'descr':'|u1'}", [8, 9]), [8, 9],
      [2]
    ),
  ]

  @Test(arguments: files)
  func reads(_ bytes: [UInt8], _ elements: [Double], _ shape: [Int]) throws {
    let array = try NPYArray(bytes)
    #expect(array.elements == elements && array.shape == shape)
  }

  @Test func readsWhatIsNoNumber() throws {
    #expect(try NPYArray(Self.file("<f2", "(1,)", [0x00, 0x7E])).elements[0].isNaN)
  }

  @Test(arguments: [
    (Array("hello".utf8), "it is no array of NumPy, which begins with \\x93NUMPY"),
    (NPYArray.magic, "byte 7: it is of a version of NumPy's format that is not known"),
    (
      NPYArray.magic + [9, 0, 1, 0],
      "byte 7: it is of a version of NumPy's format that is not known"
    ),
    (NPYArray.magic + [2, 0, 1, 0], "byte 9: it ends within its header"),
    (
      NPYArray.magic + [2, 0, 0xFF, 0xFF, 0xFF, 0xFF],
      "byte 9: its header says that it is 4294967295 bytes long, and the file ends before"
    ),
    (
      file("<f8", "(3,)", [0]),
      "byte 129: an array of shape [3] and type \"<f8\" has 24 bytes of numbers, and 1 follow its header"
    ),
    (
      file("<f8", "(4000000000, 4000000000)", []),
      "an array of shape [4000000000, 4000000000] is too large: at most 134217728 numbers are read"
    ),
    (
      file("<f8", "(9223372036854775807, 0)", []),
      "an array of shape [9223372036854775807, 0] is too large: at most 134217728 numbers are read"
    ),
    (file("<f8", "(99999999999999999999,)", []), "byte 62: its header should have an extent here"),
    (file("<f8", "(-1,)", []), "byte 62: its header should have an extent here"),
    (
      file("<c16", "(1,)", []),
      "byte 21: its elements are of the type \"<c16\"; read are b1, i1 to i8, u1 to u8, and f2 to f8"
    ),
    (
      file("|O", "(1,)", []),
      "byte 21: its elements are of the type \"|O\"; read are b1, i1 to i8, u1 to u8, and f2 to f8"
    ),
    (
      file(header: "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,)}", []),
      "byte 21: its elements are records of several fields, not numbers"
    ),
    (
      file(header: "{'descr': '<f8', 'shape': (1,)}", []),
      "its header lacks the field \"fortran_order\""
    ),
    (
      file(header: "{'descr': '<f8', 'descr': '<f8'}", []),
      "byte 28: its header has the field \"descr\", or has it twice"
    ),
    (
      file(header: "{'fortran_order': Maybe}", []),
      "byte 29: its header should have True or False here"
    ),
    (file(header: "{} {}", []), "byte 14: its header goes on after its dictionary"),
    (file(header: "", []), "byte 65: its header should have \"{\" here"),
    (
      file("<i8", "(2,)", bytes([Int64(1), (1 << 53) + 1])),
      "byte 137: this whole number is beyond 2^53, and double precision lacks it"
    ),
  ])
  func saysWhatIsWrong(_ bytes: [UInt8], _ message: String) {
    #expect(throws: NPYError(message)) { try NPYArray(bytes) }
  }

  /// Damage anywhere is an array of another content, or refused.
  @Test func damageIsSurvived() {
    var random = SeededRandom(seed: 7)
    for (bytes, _, _) in Self.files {
      for _ in 0..<200 {
        var damaged = bytes
        damaged[Int.random(in: damaged.indices, using: &random)] = .random(
          in: 0...255, using: &random)
        if Bool.random(using: &random) {
          damaged.removeLast(Int.random(in: 0..<damaged.count, using: &random))
        }
        _ = try? NPYArray(damaged)
      }
    }
  }
}
