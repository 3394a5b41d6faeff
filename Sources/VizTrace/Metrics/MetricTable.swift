import VizBase

/// Metrics in columns, as training programs log them.
public struct MetricTable: Sendable, Equatable {
  /// A column of numbers, without the cells that are empty.
  public struct Column: Sendable, Equatable {
    /// The column's heading.
    public var name: String
    /// The row of each value, ascending, from 0.
    public var rows: [Int]
    /// The numbers, one for each of ``rows``.
    public var values: [Double]

    /// A column of values and the row of each; give as many of both.
    public init(name: String, rows: [Int], values: [Double]) {
      self.name = name
      self.rows = rows
      self.values = values
    }
  }

  /// The columns with at least one number, in the order of the file.
  public var columns: [Column]
  /// The columns of words, whose cells are not kept.
  public var textColumns: [String]
  /// How many rows the table has, those with empty cells included.
  public var rowCount: Int
  /// What is to be said of the reading; the file is the caller's to name.
  public var remarks: [LogRemark]
  /// Which data each row is of, where a column such as `mode` says `train` or `val`; else empty.
  package var rowSplits: [MetricName.Split?] = []
  /// Columns that are times, whatever their names, and what they count from.
  package var times: [String: Double] = [:]

  /// A table of columns, none of which reaches beyond `rowCount`.
  public init(
    columns: [Column], textColumns: [String] = [], rowCount: Int, remarks: [LogRemark] = []
  ) {
    self.columns = columns
    self.textColumns = textColumns
    self.rowCount = rowCount
    self.remarks = remarks
  }

  /// Reads CSV, JSON lines, also behind times and levels as logs have them, a JSON document or a file
  /// of MLflow's, whichever the text is.
  ///
  /// - Throws: ``MetricError`` with the place of what is wrong.
  public init(data: some Sequence<UInt8>) throws(MetricError) {
    let bytes = Array(data)
    let isMarked = bytes.starts(with: UTF8Text.byteOrderMark)
    let text = bytes.dropFirst(isMarked ? UTF8Text.byteOrderMark.count : 0).drop {
      $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D
    }
    switch text.first {
    case UInt8(ascii: "{"): try self.init(jsonLines: bytes)
    case UInt8(ascii: "[") where !Self.beginsWithTime(text):
      try self.init(jsonDocument: bytes)
    default:
      if let found = try MetricTable(loggedJSON: bytes) {
        self = found
      } else if let found = MetricSeries.mlflow(bytes, name: "value"), found.series.values.count > 1
      {
        self.init(joining: [found.series])
        remarks += found.remarks
      } else {
        try self.init(csv: bytes)
      }
    }
  }

  /// Whether a text begins with a time in brackets, `[2024-01-01 …`, which begins no array.
  private static func beginsWithTime(_ text: ArraySlice<UInt8>) -> Bool {
    let year = text.dropFirst().prefix(4)
    return year.count == 4 && year.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
      && text.dropFirst(5).first == UInt8(ascii: "-")
  }

  /// The first column of a name; nil where there is none.
  public subscript(name: String) -> Column? { columns.first { $0.name == name } }
}
