import Testing

@testable import VizDrawing

@Suite struct ContentHashTests {
  /// The examples of FIPS 180-2, in base64.
  @Test(arguments: [
    ("", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
    ("abc", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "JI1qYdIGOLjlwCaTDD5gOaM85Flk/yFn9uzt1BnbBsE="
    ),
  ])
  func isSHA256(text: String, hash: String) {
    #expect(ContentHash.sha256(text) == hash)
  }
}
