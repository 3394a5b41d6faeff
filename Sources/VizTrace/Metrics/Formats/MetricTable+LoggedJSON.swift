import VizBase

extension MetricTable {
  /// Reads the lines of a program's log that end with a JSON object, as fairseq writes them:
  /// `2024-01-01 12:00:00 | INFO | train | {"epoch": 1, "train_loss": "9.1"}`.
  ///
  /// The objects are read as ``init(jsonLines:)`` reads them; a remark says how many other lines
  /// there are.
  ///
  /// - Returns: Nil where no line is such a one.
  /// - Throws: ``MetricError`` with the place of what is wrong.
  init?(loggedJSON bytes: [UInt8]) throws(MetricError) {
    guard bytes.contains(UInt8(ascii: "{")) else { return nil }
    // All else becomes spaces, so that places stay what they are.
    var blank = bytes
    var (objects, others, looked) = (0, 0, 0)
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      let line = start..<end
      start = end + 1
      guard bytes[line].contains(where: { $0 > 0x20 }) else { continue }
      let object = Self.loggedObject(bytes, in: line)
      objects += object == nil ? 0 : 1
      others += object == nil ? 1 : 0
      for index in line.lowerBound..<(object ?? end) { blank[index] = 0x20 }
      looked += 1
      // A log begins with what it was started with.
      if objects == 0, looked == Self.mostLinesBeforeObjects { return nil }
    }
    guard objects > 0 else { return nil }
    try self.init(jsonLines: blank)
    guard others > 0 else { return }
    remarks.append(
      LogRemark(
        .notShown,
        "\(others) line\(others == 1 ? "" : "s") beside the metrics"
          + " \(others == 1 ? "has" : "have") none"))
  }

  /// After so many lines without an object there are none.
  private static let mostLinesBeforeObjects = 10_000

  /// Where the object begins with which a line ends; nil where it ends with none, or with a cell of
  /// a table.
  private static func loggedObject(_ bytes: [UInt8], in line: Range<Int>) -> Int? {
    guard let brace = bytes[line].firstIndex(of: UInt8(ascii: "{")),
      bytes[line].last(where: { $0 > 0x20 }) == UInt8(ascii: "}")
    else { return nil }
    if brace > line.lowerBound, bytes[brace - 1] != 0x20 { return nil }
    let before = bytes[line.lowerBound..<brace].last { $0 != 0x20 }
    let separators: [UInt8?] = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    guard !separators.contains(before) else { return nil }
    var scanner = JSONScanner(Array(bytes[brace..<line.upperBound]))
    scanner.readsPythonNumbers = true
    guard let value = try? scanner.value(), case .object(let fields) = value, !fields.isEmpty
    else { return nil }
    _ = scanner.next()
    return scanner.isAtEnd ? brace : nil
  }
}
