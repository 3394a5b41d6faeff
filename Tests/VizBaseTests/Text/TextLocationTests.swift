import Testing

@testable import VizBase

@Suite struct TextLocationTests {
  @Test func linesEndAsEditorsSay() {
    let text = Array("a\né😀b\r\nc\rd".utf8)
    let locations = ["a", "b", "c", "d"].map { letter in
      TextLocation(of: text.firstIndex(of: letter.utf8.first ?? 0) ?? 0, in: text).description
    }
    #expect(locations == ["1:1", "2:3", "3:1", "4:1"])
    #expect(TextLocation(of: 1000, in: text) == TextLocation(line: 4, column: 2))
  }

  @Test func theByteOrderMarkTakesNoColumn() {
    #expect(TextLocation(of: 4, in: [0xEF, 0xBB, 0xBF] + Array("ab".utf8)).description == "1:2")
  }
}
