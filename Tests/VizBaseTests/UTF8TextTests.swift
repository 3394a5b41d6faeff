import Testing
import VizBase

@Suite struct UTF8TextTests {
  @Test(arguments: [
    ("abc", 2, 1, 3), ("a\nb", 2, 2, 1), ("a\r\nb", 3, 2, 1), ("a\rb", 2, 2, 1), ("äb", 2, 1, 2),
    ("\u{feff}ab", 4, 1, 2), ("a", 99, 1, 2),
  ])
  func countsAsAnEditorDoes(_ text: String, _ offset: Int, _ line: Int, _ column: Int) {
    #expect(UTF8Text.place(of: offset, in: Array(text.utf8)) == (line, column))
  }
}
