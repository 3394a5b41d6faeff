import Testing

@testable import VizDrawing

@Suite struct SingleLineTests {
  @Test(arguments: [
    ("plain", "plain"), ("σ(x)·ŷ", "σ(x)·ŷ"), ("a\nb", "a b"), ("a\r\nb", "a b"),
    ("a\n\rb", "a  b"), ("a\tb\u{b}c", "a b c"), ("a\u{2028}b\u{85}c", "a b c"),
    ("nul\0l", "nul\u{fffd}l"), ("bell\u{7}", "bell\u{fffd}"), ("\u{7f}\u{9b}", "\u{fffd}\u{fffd}"),
    ("\u{202e}evil", "\u{fffd}evil"), ("\u{2067}x\u{2069}", "\u{fffd}x\u{fffd}"),
    ("\u{fffe}\u{1ffff}", "\u{fffd}\u{fffd}"), ("👩‍👩‍👧", "👩‍👩‍👧"),
  ])
  func makesOneVisibleLine(string: String, clean: String) {
    #expect(SingleLine.clean(string) == clean)
  }

  @Test func endsEnormousStringsVisibly() {
    let clean = SingleLine.clean(String(repeating: "é", count: 100_000))
    #expect(clean.unicodeScalars.count == SingleLine.limit + 1)
    #expect(clean.hasSuffix("é…"))
  }
}
