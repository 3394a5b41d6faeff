import Testing

@testable import VizBase

@Suite struct StringColumnsTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("한", 2), ("ｘ", 2), ("😀", 2),
    ("σ₁", 2), ("−", 1), ("\u{fffd}", 1),
  ])
  func lettersOfEastAsiaAndEmojiTakeTwo(text: String, columns: Int) {
    #expect(text.columns == columns)
  }
}
