import SystemPackage
import Testing
import VizTestSupport

@testable import VizBase

@Suite struct PathTextTests {
  @Test(arguments: [
    Array("plain/ü日😀.json".utf8), [0x61, 0xE9, 0x2E, 0x6A], [0xFF], [0xC3], [0xC3, 0x28],
    [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0x80, 0x41, 0xBF], [0xED, 0xA0, 0x80], [],
    // What a text would have to be to mean those bytes.
    Array("\u{10FFE9}".utf8), Array("\u{10FF7F}\u{10FF80}".utf8),
  ])
  func everyByteComesBack(_ bytes: [UInt8]) {
    let text = PathText.text(of: bytes)
    #expect(PathText.bytes(of: text).map { UInt8(bitPattern: $0) } == bytes + [0])
    text.withSystemPath { path in
      #expect(bytes.indices.allSatisfy { UInt8(bitPattern: path[$0]) == bytes[$0] })
      #expect(path[bytes.count] == 0)
    }
  }

  @Test func randomBytesComeBack() {
    var random = SeededRandom(seed: 3)
    for _ in 0..<5_000 {
      let bytes = (0..<Int.random(in: 0..<12, using: &random)).map { _ in
        // Bytes that begin and go on with long characters, and others.
        Bool.random(using: &random)
          ? UInt8.random(in: 0x80...0xFF, using: &random)
          : [0xF4, 0x8F, 0xBE, 0xBF, 0x2F, 0x61].randomElement(using: &random) ?? 1
      }
      let text = PathText.text(of: bytes)
      #expect(PathText.bytes(of: text).dropLast().map { UInt8(bitPattern: $0) } == bytes)
    }
  }

  @Test func peopleReadWhatIsText() {
    let text = PathText.text(of: [0x61, 0xE9, 0x2E])
    #expect(text.withoutStrayBytes == "a\u{FFFD}." && "aé".withoutStrayBytes == "aé")
    #expect(text.escaped() == "a\\xe9." && text.quoted() == "\"a\\xe9.\"")
  }

  @Test func filesAreWrittenAndFound() throws {
    let folder = try TemporaryFolder()
    let name = PathText.text(of: [0x61, 0xE9])
    let path = folder.path + "/" + name
    try WholeFile.write([1, 2], to: path)
    try WholeFile.write([3], to: path)
    #expect(try WholeFile.read(path) == [3])
    #expect(try PathText.names(in: folder.path) == [name])
    #expect(FileIdentity(path: path) != nil)
    #expect(throws: Errno.noSuchFileOrDirectory) { try PathText.names(in: folder.path + "/b") }
  }
}
