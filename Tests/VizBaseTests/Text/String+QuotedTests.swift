import Testing

@testable import VizBase

@Suite struct StringQuotedTests {
  @Test func whatWouldBreakALineIsEscaped() {
    #expect("weight é 😀 日本".quoted() == "\"weight é 😀 日本\"")
    #expect("a\"b\\c\n\r\t".quoted() == #""a\"b\\c\n\r\t""#)
    #expect("\u{1B}[31m\0\u{7F}\u{9B}".quoted() == #""\u{1b}[31m\u{0}\u{7f}\u{9b}""#)
    #expect(
      "\u{202E}\u{2066}\u{200B}\u{2028}\u{FEFF}".quoted()
        == #""\u{202e}\u{2066}\u{200b}\u{2028}\u{feff}""#)
  }

  @Test func longTextIsCut() {
    let text = String(repeating: "x", count: 61)
    #expect(text.quoted() == "\"\(String(repeating: "x", count: 60))…\"")
    #expect(text.quoted(limit: 61) == "\"\(text)\"")
    #expect("".quoted() == "\"\"")
  }

  @Test func aNameIsEscapedWithoutQuotationMarks() {
    #expect("say \"hi\"\n".escaped() == "say \"hi\"\\n")
    let stacked = "e" + String(repeating: "\u{301}", count: 1000)
    #expect(stacked.escaped().unicodeScalars.count == 61)
  }
}
