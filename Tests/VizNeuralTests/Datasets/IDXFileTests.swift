import Foundation
import Testing
import VizTensor
import VizTestSupport

@testable import VizNeural

@Suite struct IDXFileTests {
  static func idx(_ type: UInt8, _ extents: [UInt32], _ content: [UInt8]) -> [UInt8] {
    [0, 0, type, UInt8(extents.count)]
      + extents.flatMap { extent in
        (0..<4).map { UInt8(truncatingIfNeeded: extent >> (24 - 8 * $0)) }
      }
      + content
  }

  /// Python's `gzip.compress(bytes([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6]), mtime=0)`.
  static let compressed: [UInt8] = Array(
    Data(base64Encoded: "H4sIAAAAAAACA2Ng4GBiYGAAYWZGJmYWVjYASJQ+5RIAAAA=") ?? Data())

  private func message(_ bytes: [UInt8]) -> String {
    do {
      _ = try IDXFile(bytes, name: "f.idx")
      return "read"
    } catch { return "\(error)" }
  }

  @Test func readsAllTypes() throws {
    let cases: [(UInt8, [UInt8], [Double])] = [
      (0x08, [1, 255], [1, 255]), (0x09, [1, 255], [1, -1]), (0x0b, [0, 1, 255, 254], [1, -2]),
      (0x0c, [0, 0, 1, 0, 255, 255, 255, 255], [256, -1]),
      (0x0d, [0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0], [1, -2]),
      (
        0x0e,
        [0x3f, 0xf0] + Array(repeating: 0, count: 6) + [0xc0] + Array(repeating: 0, count: 7),
        [1, -2]
      ),
    ]
    for (type, content, expected) in cases {
      let file = try IDXFile(Self.idx(type, [2], content), name: "f.idx")
      #expect(try file.tensor(as: Double.self).elements == expected)
    }
  }

  @Test func readsGzip() throws {
    let file = try IDXFile(Self.compressed, name: "f.gz")
    #expect(file.shape.extents == [2, 3])
    #expect(try file.tensor(as: Float.self).elements == [1, 2, 3, 4, 5, 6])
  }

  @Test func saysInALineWhatIsWrongWithHundredsOfAxes() {
    let extents = Array(repeating: UInt32.max, count: 230)
    #expect(
      message(Self.idx(8, extents, [])).hasSuffix(
        "… 222 more] has more elements than fit in memory"))
    let ones = Array(repeating: UInt32(1), count: 230)
    #expect(
      message(Self.idx(8, ones, []))
        == "f.idx: its header promises [1, 1, 1, 1, 1, 1, 1, 1, … 222 more], 1 bytes, and the file is too short for that"
    )
  }

  @Test func namesWhatIsWrong() {
    #expect(message([]) == "f.idx: it is no IDX file: it does not begin with two zero bytes")
    #expect(message([0, 0, 7, 1, 0, 0, 0, 0]).hasSuffix("there is no type of numbers 0x7"))
    #expect(message([0, 0, 8, 3, 0, 0]) == "f.idx: it ends within the header")
    #expect(
      message(Self.idx(8, [2, 3], [1, 2, 3, 4, 5]))
        == "f.idx: its header promises [2, 3], 6 bytes, and the file is too short for that")
    #expect(
      message(Self.idx(8, [2], [1, 2, 3]))
        == "f.idx: its header promises [2], 2 bytes, and more follow")
    #expect(
      message(Self.idx(0x0e, [1 << 26], [])).hasSuffix("the file is too short for that"))
    #expect(
      message(Self.idx(8, [.max, .max, .max], []))
        == "f.idx: [4294967295, 4294967295, 4294967295] has more elements than fit in memory")
    #expect(message(Array(Self.compressed.dropLast(10))).hasSuffix("ends too early"))
    var damaged = Self.compressed
    damaged[damaged.count - 6] ^= 1
    #expect(message(damaged) == "f.idx: the compressed data is damaged")
  }

  /// Whatever the bytes are, it answers.
  @Test func survivesDamage() {
    var random = SplitMix64(seed: 12)
    let sources = [Self.idx(8, [2, 3], [1, 2, 3, 4, 5, 6]), Self.compressed]
    for round in 0..<3000 {
      var bytes = sources[round % 2]
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        damage(&bytes, with: sources, marks: "\u{0}\u{1}\u{8}", using: &random)
      }
      #expect(!message(bytes).contains("\n"))
    }
  }

  @Test func pairsImagesAndLabels() throws {
    let images = try IDXFile(Self.idx(8, [2, 1, 3], [0, 255, 51, 0, 0, 0]), name: "i")
    let labels = try IDXFile(Self.idx(8, [2], [1, 0]), name: "l")
    let data = try Dataset<Double>(images: images, labels: labels, name: "i")
    #expect(data.inputs.shape.extents == [2, 1, 1, 3])
    #expect(data.inputs.elements.prefix(3) == [0, 1, 0.2])
    #expect(data.labels == [1, 0])
    #expect(
      throws: NeuralError.dataset(
        "i",
        reason: "images are [examples, rows, columns] and labels [examples], and these are [2] and "
          + "[2]")
    ) { try Dataset<Double>(images: labels, labels: labels, name: "i") }
  }
}
