import Testing

@testable import VizAutodiff

@Suite struct QuoteTests {
  @Test func foreignTextIsShortenedAndEscaped() {
    #expect(Quote.quoted("plain ŷ") == "\"plain ŷ\"")
    #expect(Quote.quoted("a\nb\u{7}\u{202E}") == "\"a\\nb\\u{07}\\u{202E}\"")
    #expect(Quote.quoted(String(repeating: "x", count: 100), limit: 3) == "\"xxx…\"")
    let stacked = "e" + String(repeating: "\u{301}", count: 1000)
    #expect(Quote.plain(stacked).unicodeScalars.count == 41)
  }

  @Test func everyVisibleCharacterTakesOneColumn() {
    #expect(Quote.visible("\t") == " ")
    #expect(Quote.visible("\u{1B}") == "\u{FFFD}")
    #expect(Quote.visible("é") == "é")
  }
}
