import Testing
import VizTensor

@testable import VizBase

@Suite struct JSONScannerStringsTests {
  private func string(_ bytes: some Sequence<UInt8>) throws -> String {
    var scanner = JSONScanner(Array(bytes))
    return try scanner.string()
  }

  @Test func escapesAreUndone() throws {
    #expect(
      try string(#""a\"\\\/\b\f\n\r\t\u0000\u00e9\uD83D\uDE00z""#.utf8)
        == "a\"\\/\u{8}\u{C}\n\r\t\0é😀z")
    #expect(try string("\"é😀\u{FEFF}\"".utf8) == "é😀\u{FEFF}")
    #expect(try string(#""\\""#.utf8) == "\\")
  }

  @Test func whatIsNoStringIsRefused() {
    for (text, words) in [
      (#""abc"#, "1:1: the file ends in a string that begins here"),
      (#""abc\"#, "1:1: the file ends in a string that begins here"),
      (#""abc\""#, "1:1: the file ends in a string that begins here"),
      (#""a\q""#, "1:3: a backslash stands before what it cannot escape"),
      (#""\u12"x"#, "1:2: \\u must be followed by four hexadecimal digits"),
      (#""\u12g4""#, "1:2: \\u must be followed by four hexadecimal digits"),
      (#""\ud800""#, "1:2: \\ud800 is half of a surrogate pair"),
      (#""\ud800\n""#, "1:2: \\ud800 is half of a surrogate pair"),
      (#""\ud800\ud800""#, "1:2: \\ud800 is half of a surrogate pair"),
      (#""\udc00\ud800""#, "1:2: \\udc00 is half of a surrogate pair"),
      ("\"a\u{1}\"", "1:3: a control character stands in a string"),
    ] {
      #expect(throws: JSONError.self, "\(text)") { try string(text.utf8) }
      #expect { try string(text.utf8) } throws: { "\($0)" == words }
    }
  }

  @Test(
    arguments: [
      [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xE1, 0x80],
      [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF],
      [0xF1, 0x80, 0x80], [0xE2, 0x28, 0xA1],
    ] as [[UInt8]]) func malformedUTF8IsRefused(bytes: [UInt8])
  {
    let quote = UInt8(ascii: "\"")
    #expect { try string([quote, 0xC3, 0xA9] + bytes + [quote]) } throws: {
      "\($0)" == "1:3: the file is not UTF-8 here"
    }
  }

  @Test func theDecoderAgreesOnWhatIsUTF8() {
    var random = SplitMix64(seed: 3)
    let bytes: [UInt8] = [
      0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED,
      0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
    ]
    for _ in 0..<50_000 {
      let text = (0..<Int.random(in: 0...5, using: &random)).map { _ in
        bytes.randomElement(using: &random) ?? 0
      }
      let scanner = JSONScanner(text, offset: 0)
      let isValid = scanner.firstInvalidUTF8(in: 0..<text.count) == nil
      #expect(isValid == (String(validating: text, as: UTF8.self) != nil), "\(text)")
    }
  }
}
