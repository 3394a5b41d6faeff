import Testing

@testable import VizText

@Suite struct CSVReaderTests {
  private func read(_ text: String) throws -> [CSVReader.Record] {
    var reader = CSVReader(Array(text.utf8))
    var records: [CSVReader.Record] = []
    while let record = try reader.next() { records.append(record) }
    return records
  }

  @Test func splitsRecordsAndFields() throws {
    #expect(
      try read("a,b,\n\n,\r\nc,d,e") == [
        .init(line: 1, fields: ["a", "b", ""]), .init(line: 3, fields: ["", ""]),
        .init(line: 4, fields: ["c", "d", "e"]),
      ])
    #expect(try read("") == [])
    #expect(try read("\u{feff}a\r") == [.init(line: 1, fields: ["a"])])
  }

  @Test func takesQuotedFieldsWhole() throws {
    #expect(
      try read("\"a,\"\"b\"\"\r\nc\",d\ne,\"\"") == [
        .init(line: 1, fields: ["a,\"b\"\nc", "d"]), .init(line: 3, fields: ["e", ""]),
      ])
  }

  @Test func findsTheSeparator() throws {
    #expect(try read("a;b,c;d")[0].fields == ["a", "b,c", "d"])
    #expect(try read("a\tb\n1,5\t2")[1].fields == ["1,5", "2"])
    #expect(try read("\";;;\",a")[0].fields == [";;;", "a"])
  }

  @Test func saysWhichLineBreaksTheFormat() {
    #expect(throws: CSVReader.Failure(line: 2, reason: "a quotation mark is not closed")) {
      try read("a\n\"b\nc")
    }
    #expect(
      throws: CSVReader.Failure(line: 1, reason: "there is text after a closing quotation mark")
    ) { try read("\"a\"b") }
  }
}
