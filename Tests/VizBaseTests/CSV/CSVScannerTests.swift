import Testing

@testable import VizBase

@Suite struct CSVScannerTests {
  private func read(_ text: String) throws -> [[String]] {
    var scanner = CSVScanner(Array(text.utf8))
    var rows: [[String]] = []
    var row: [CSVScanner.Cell] = []
    while try scanner.nextRow(into: &row) { rows.append(row.map { scanner.text(of: $0) }) }
    return rows
  }

  @Test func splitsRowsAndCells() throws {
    #expect(
      try read("a, b ,\n\n,\r\nc,d,e") == [["a", "b", ""], [""], ["", ""], ["c", "d", "e"]])
    #expect(try read("") == [])
    #expect(try read("\u{feff}a\r") == [["a"]])
  }

  @Test func takesQuotedCellsWhole() throws {
    #expect(
      try read("\"a,\"\"b\"\"\r\nc\" ,d\ne,\"\"\"\"") == [["a,\"b\"\r\nc", "d"], ["e", "\""]])
  }

  @Test func findsTheSeparator() throws {
    #expect(try read("a;b,c;d")[0] == ["a", "b,c", "d"])
    #expect(try read("a\tb\n1,5\t2")[1] == ["1,5", "2"])
    #expect(try read("\";;;\",a")[0] == [";;;", "a"])
  }

  @Test func saysWhichByteBreaksTheFormat() {
    #expect(throws: CSVScanner.Failure(message: "a quotation mark is never closed", offset: 2)) {
      try read("a\n\"b\nc")
    }
    #expect(
      throws: CSVScanner.Failure(
        message: "more follows after a closing quotation mark", offset: 3)
    ) { try read("\"a\"b") }
  }

  @Test func theSeparatorIsWhatTwoLinesHaveAlike() {
    func separator(_ text: String) -> String {
      String(UnicodeScalar(CSVScanner(Array(text.utf8)).separator))
    }
    #expect(separator("step,a;b;c;d\n1,2\n") == ",")
    #expect(separator("step;a, or b, or c\n1;0,5\n") == ";")
    #expect(separator("a;b\n\n1,5;2,5\n") == ";")
    #expect(separator("a\tb,c\n1\t2\n") == "\t")
    #expect(separator("a;b") == ";")
    // Lines that agree in nothing leave it to the first.
    #expect(separator("a,b,c\n1;2;3;4\n") == ",")
  }
}
