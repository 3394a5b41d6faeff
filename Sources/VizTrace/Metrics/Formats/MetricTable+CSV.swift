extension MetricTable {
  /// Reads comma-separated values, or such with semicolons or tabs between them.
  ///
  /// Understands what Keras, Lightning and pandas write: cells in quotation marks, which may hold
  /// separators, line breaks and doubled quotation marks; missing cells (empty, `None`, `null`,
  /// `NA`, `N/A`); `nan` and `inf` in any case; a header without a name for the first column (it
  /// becomes `index`); rows that are shorter than the header; a header that comes again or has
  /// grown. Cells beyond the header make columns named `column 5`.
  ///
  /// - Throws: ``MetricError`` with the place of what is wrong.
  public init(csv data: some Sequence<UInt8>) throws(MetricError) {
    var reader = CSVReader(Array(data))
    self = try reader.table()
  }
}
