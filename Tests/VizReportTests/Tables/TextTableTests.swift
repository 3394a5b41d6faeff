import Testing

@testable import VizReport

@Suite struct TextTableTests {
  @Test func rowsMayBeShorterThanOthers() {
    let table = TextTable([["node", "value"], ["a", "1", "more"], ["b"], []], numbers: [1])
    #expect(table.text == "node  value\na         1  more\nb\n\n")
    #expect(TextTable([]).text == "")
  }
}
