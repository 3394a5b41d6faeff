import Testing
import VizTrace

/// Numbers whose thousands are set apart are numbers where they can be nothing else.
@Suite struct GroupedNumberTests {
  private static func values(_ csv: String, _ name: String = "n") throws -> [Double]? {
    try MetricTable(csv: csv.utf8).columns.first { $0.name == name }?.values
  }

  @Test(
    arguments: [
      // More than one mark.
      ("step,n\n0,\"1,234,567\"\n1,\"12,345\"\n2,987", [1_234_567, 12345, 987]),
      // A point behind them, and a sign.
      ("step,n\n0,\"-1,234.5\"\n1,\"2,345\"", [-1234.5, 2345]),
      // Elsewhere in the file a point is a point.
      ("loss,n\n0.5,\"1,000\"\n0.25,\"2,000\"", [1000, 2000]),
      ("n,loss\n\"1,000 %\",0.5\n\"2,000\",1", [1000, 2000]),
      ("n,loss\n500,0.5\n\"1,000\",0.4\nnan,0.3", [500, 1000, .nan]),
      // Marks that are no point anywhere.
      ("n,m\n1 000,1\n12 000,2", [1000, 12000]), ("n,m\n1_000,1\n12_000,2", [1000, 12000]),
      ("n,m\n1'000,1\n12'000,2", [1000, 12000]),
      ("n,m\n1\u{A0}000,1\n12\u{202F}000,2", nil),
      ("n,m\n1\u{202F}000,1\n12\u{202F}000,2", [1000, 12000]),
      ("n;m\n1.234.567;1\n1.234.567,5;2", [1_234_567, 1_234_567.5]),
      ("n\tm\n1,234,567\t1\n2,345\t2", [1_234_567, 2345]),
      // What may be a decimal comma, or does not agree, is not read.
      ("n,m\n\"1,234\",1\n\"2,345\",2", nil), ("n,m\n\"1,5\",1\n\"2,345\",2.5", nil),
      ("n,m\n\"1,234\",1.5\n\"0,345\",2.5", nil), ("n,m\n\"1,234,567\",1.5\n7654321,2.5", nil),
      ("n,m\n\"12,34,567\",1.5\n\"1,2345\",2.5", nil),
    ] as [(String, [Double]?)])
  func aColumnIsReadWhereItIsCertain(_ csv: String, _ values: [Double]?) throws {
    let found = try Self.values(csv)
    #expect(found?.map { "\($0)" } == values?.map { "\($0)" })
  }

  @Test func whatIsNotReadIsSaid() throws {
    let table = try MetricTable(csv: "m,n\n1,\"1,234\"\n2,\"2,345\"".utf8)
    #expect(
      table.remarks.map(\.what) == [
        "the commas of \"n\" may set thousands apart or be decimal points: write it without them"
      ])
    #expect(table.remarks.map(\.kind) == [.unreadable])
    let mixed = try MetricTable(csv: "m,n\n1.5,\"1,234\"\n2,2345".utf8)
    #expect(
      mixed.remarks.map(\.what) == [
        "some numbers of \"n\" have their thousands set apart, and some have not: write all alike"
      ])
  }

  /// As loggers of JSON write them into strings, each by itself.
  @Test func stringsOfJSONAreRead() throws {
    let lines = "{\"n\": \"1,234.5\", \"m\": 1}\n{\"n\": \"12 000\", \"m\": 2}\n"
    let table = try MetricTable(jsonLines: lines.utf8)
    #expect(table.columns.first { $0.name == "n" }?.values == [1234.5, 12000])
  }
}
