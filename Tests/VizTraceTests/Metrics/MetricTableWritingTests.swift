import Testing

@testable import VizTrace

@Suite struct MetricTableWritingTests {
  static let table = MetricTable(joining: [
    MetricSeries(name: "loss", steps: [0, 1, 2], values: [1.5, .nan, 0.1]),
    MetricSeries(name: "val, \"loss\"", steps: [2, 1, 2], values: [7, -.infinity, 3]),
  ])

  @Test func joinsByStep() {
    // A step that is logged twice has two rows.
    #expect(Self.table.rowCount == 4)
    #expect(Self.table["step"]?.values == [0, 1, 2, 2])
    #expect(
      Self.table["val, \"loss\""]
        == .init(name: "val, \"loss\"", rows: [1, 2, 3], values: [-.infinity, 7, 3]))
    #expect(MetricTable(joining: []).rowCount == 0)
  }

  @Test func writesCSV() {
    #expect(
      Self.table.csv == """
        step,loss,"val, ""loss""\"
        0,1.5,
        1,NaN,-Infinity
        2,0.1,7
        2,,3

        """)
  }

  @Test func writesJSONLines() {
    #expect(
      Self.table.jsonLines == #"""
        {"step": 0, "loss": 1.5}
        {"step": 1, "loss": "NaN", "val, \"loss\"": "-Infinity"}
        {"step": 2, "loss": 0.1, "val, \"loss\"": 7}
        {"step": 2, "val, \"loss\"": 3}

        """#)
  }

  @Test func whatIsWrittenIsRead() throws {
    for text in [Self.table.csv, Self.table.jsonLines] {
      let read = try MetricTable(data: text.utf8)
      #expect(read["val, \"loss\""] == Self.table["val, \"loss\""])
      #expect(read["step"] == Self.table["step"])
      #expect(read["loss"]?.values[2] == 0.1)
    }
  }
}
