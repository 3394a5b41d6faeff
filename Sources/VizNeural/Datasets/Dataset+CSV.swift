import VizBase
import VizTensor

extension Dataset {
  /// A table of comma-separated values: a row an example, numbers as features, and one column that
  /// says what is to be learnt.
  ///
  /// The first row names the columns unless a number stands in it. Classes are in the order of
  /// their names, or of their numbers. Throws ``NeuralError`` that names the file and the line.
  ///
  /// - Parameters:
  ///   - csv: The bytes of the file.
  ///   - name: What the file is called.
  ///   - label: The name of the column that is to be learnt; nil for the last.
  ///   - areClasses: Whether that column has classes or numbers; nil to go by what stands there: text
  ///     and few different whole numbers are classes.
  public init(
    csv: [UInt8], name: String, label: String? = nil, areClasses: Bool? = nil
  ) throws {
    let table = try CSVTable(csv, name: name, label: label)
    let inputs = try Tensor<Scalar>(
      table.features.map { Scalar($0) }, shape: Shape([table.labels.count, table.width]))
    let numbers = table.labels.map { Double($0).flatMap { $0.isFinite ? $0 : nil } }
    let areNumbers = numbers.allSatisfy { $0 != nil }
    let distinct = Set(table.labels)
    let areFew = distinct.count <= max(2, min(100, table.labels.count / 2))
    let areWhole = numbers.allSatisfy { $0.map { $0 == $0.rounded() } ?? false }
    guard areClasses ?? (!areNumbers || (areWhole && areFew)) else {
      if let row = numbers.firstIndex(where: { $0 == nil }) {
        throw table.failure(
          "\(table.labels[row].quoted()) is no number, and numbers are to be learnt",
          at: table.labelOffsets[row])
      }
      let values = try Tensor(
        numbers.compactMap { $0.map { Scalar($0) } }, shape: Shape([table.labels.count, 1]))
      try self.init(
        name: name, inputs: inputs, targets: .values(values), features: table.featureNames)
      return
    }
    let classes = distinct.sorted {
      if areNumbers, let a = Double($0), let b = Double($1), a != b { return a < b }
      return $0 < $1
    }
    let position = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
    guard classes.count >= 2 else {
      throw NeuralError.dataset(
        name, reason: "every label is \((classes.first ?? "").quoted()); there must be two classes")
    }
    try self.init(
      name: name, inputs: inputs, targets: .labels(table.labels.compactMap { position[$0] }),
      classes: classes, features: table.featureNames)
  }
}

/// The cells of a table of examples.
private struct CSVTable {
  /// Row-major, `width` an example.
  var features: [Double] = []
  var labels: [String] = []
  /// Where each label stands in the file.
  var labelOffsets: [Int] = []
  var featureNames: [String] = []
  var width = 0
  private let name: String
  private let bytes: [UInt8]

  init(_ bytes: [UInt8], name: String, label: String?) throws {
    self.name = name
    self.bytes = bytes
    var scanner = CSVScanner(bytes)
    var row: [CSVScanner.Cell] = []
    guard try next(&scanner, &row) else {
      throw NeuralError.dataset(name, reason: "there are no examples")
    }
    let first = row.map { scanner.text(of: $0) }
    guard first.count >= 2 else {
      throw failure("there must be a feature and a label at least", at: row[0].range.lowerBound)
    }
    // A comma is a decimal point where semicolons separate.
    let decimal = { [separator = scanner.separator] (text: String) in
      separator == UInt8(ascii: ";") ? text.replacing(",", with: ".") : text
    }
    let hasHeader = !first.contains { Double(decimal($0)) != nil }
    let names = hasHeader ? first : []
    let labelColumn = try Self.column(of: label, in: names, of: first.count, name)
    width = first.count - 1
    featureNames = names.indices.filter { $0 != labelColumn }.map { names[$0] }

    var isThere = hasHeader ? try next(&scanner, &row) : true
    while isThere {
      let start = row[0].range.lowerBound
      guard row.count == first.count else {
        throw failure("there are \(row.count) columns, and \(first.count) before", at: start)
      }
      for (column, cell) in row.enumerated() {
        let text = scanner.text(of: cell)
        let offset = cell.range.lowerBound
        if column == labelColumn {
          guard !text.isEmpty else { throw failure("there is no label", at: offset) }
          labels.append(text)
          labelOffsets.append(offset)
          continue
        }
        guard let number = Double(decimal(text)), number.isFinite else {
          let what = text.isEmpty ? "there is nothing" : "\(text.quoted()) is no number"
          let words = names.isEmpty ? "" : " in the column \(names[column].quoted())"
          throw failure("\(what)\(words); features are numbers", at: offset)
        }
        features.append(number)
      }
      guard features.count <= Shape.mostElements else {
        throw failure("there are more than \(Shape.mostElements) numbers", at: start)
      }
      isThere = try next(&scanner, &row)
    }
    guard !labels.isEmpty else {
      throw NeuralError.dataset(name, reason: "there are no examples")
    }
  }

  func failure(_ reason: String, at offset: Int) -> NeuralError {
    let location = TextLocation(of: offset, in: bytes)
    return .table(name, line: location.line, column: location.column, reason: reason)
  }

  /// The next row that has something in it; false at the end.
  private func next(_ scanner: inout CSVScanner, _ row: inout [CSVScanner.Cell]) throws -> Bool {
    do {
      while try scanner.nextRow(into: &row) {
        if row.count > 1 || row.contains(where: { !$0.isEmpty }) { return true }
      }
      return false
    } catch {
      throw failure(error.message, at: error.offset)
    }
  }

  private static func column(
    of label: String?, in names: [String], of count: Int, _ file: String
  ) throws -> Int {
    guard let label else { return count - 1 }
    if let column = names.firstIndex(of: label) { return column }
    guard !names.isEmpty else {
      throw NeuralError.dataset(
        file, reason: "its columns have no names, so that \(label.quoted()) is not among them")
    }
    let hint = label.nearest(among: names).map { "; did you mean \($0.quoted())?" } ?? ""
    throw NeuralError.dataset(file, reason: "there is no column \(label.quoted())\(hint)")
  }
}
