import Testing

@testable import VizBase

@Suite struct Base64Tests {
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func encodesTheExamplesOfTheStandard(plain: String, encoded: String) {
    #expect(Base64.encode(Array(plain.utf8)) == encoded)
  }

  @Test func decodes() {
    #expect(Base64.decode("Zm9vYg==") == Array("foob".utf8))
    #expect(Base64.decode("Zm9v\nYmFy") == Array("foobar".utf8))
    #expect(Base64.decode("") == [])
    #expect(Base64.decode("Zm9v" + "Yg==") == Array("foob".utf8))
  }

  /// Whatever stands between the characters, wherever it stands.
  @Test func skipsWhatIsNotOfTheAlphabet() {
    let bytes = (0..<64).map { UInt8($0 * 37 % 256) }
    let text = Base64.encode(bytes)
    for index in text.indices {
      var broken = text
      broken.insert("\n", at: index)
      #expect(Base64.decode(broken) == bytes)
    }
  }
}
