import VizBase

extension CSVScanner {
  func refuseForeignEncodings() throws(MetricError) {
    guard bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) else { return }
    throw MetricError(
      .syntax, "the file is UTF-16", location: ProblemLocation(line: 1, column: 1),
      hint: "save the file as UTF-8")
  }

  func failure(
    _ message: String, at offset: Int, kind: MetricError.Kind = .syntax
  ) -> MetricError {
    MetricError(kind, message, location: ProblemLocation(TextLocation(of: offset, in: bytes)))
  }

  /// As ``CSVScanner/nextRow(into:)``, with the place of what breaks the format.
  mutating func nextMetrics(into row: inout [Cell]) throws(MetricError) -> Bool {
    do { return try nextRow(into: &row) } catch { throw failure(error.message, at: error.offset) }
  }

  /// The number that a cell is whose thousands are set apart.
  func groupedNumber(of cell: Cell) -> GroupedNumber? {
    GroupedNumber(bytes[cell.range], decimalComma: separator == UInt8(ascii: ";"))
  }

  /// What a cell says; a comma is a decimal point where semicolons separate.
  func value(of cell: Cell) -> MetricTableBuilder.Cell {
    let comma = separator == UInt8(ascii: ";") ? UInt8(ascii: ",") : 0
    return bytes.withUnsafeBufferPointer { bytes in
      MetricNumber.read(UnsafeBufferPointer(rebasing: bytes[cell.range]), decimalComma: comma)
    }
  }
}
