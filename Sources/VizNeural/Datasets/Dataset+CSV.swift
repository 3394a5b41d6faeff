import Foundation
import VizTensor
import VizText

extension Dataset {
  /// A table of comma-separated values: a row an example, numbers as features, and one column that
  /// says what is to be learnt.
  ///
  /// The first row names the columns unless a number stands in it. Classes are in the order of their
  /// names, or of their numbers. Throws ``NeuralError`` that names the file and the line.
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
        throw NeuralError.dataset(
          name,
          reason: "line \(table.lines[row]): \(table.labels[row].quoted()) is no number, and "
            + "numbers are to be learnt")
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
  var lines: [Int] = []
  var featureNames: [String] = []
  var width = 0

  init(_ bytes: [UInt8], name: String, label: String?) throws {
    func refuse(_ reason: String) -> NeuralError { .dataset(name, reason: reason) }
    var reader = CSVReader(bytes)
    func next() throws -> CSVReader.Record? {
      do {
        return try reader.next()
      } catch {
        throw refuse("line \(error.line): \(error.reason)")
      }
    }
    guard let first = try next() else { throw refuse("there are no examples") }
    let cells = first.fields.map { $0.trimmed }
    let hasHeader = !cells.contains { Double($0) != nil }
    guard cells.count >= 2 else {
      throw refuse("line \(first.line): there must be a feature and a label at least")
    }
    let names = hasHeader ? cells : []
    var labelColumn = cells.count - 1
    if let label {
      guard let column = names.firstIndex(of: label) else {
        let hint = label.nearest(among: names).map { "; did you mean \($0.quoted())?" } ?? ""
        throw refuse(
          hasHeader
            ? "there is no column \(label.quoted())\(hint)"
            : "its columns have no names, so that \(label.quoted()) is not among them")
      }
      labelColumn = column
    }
    width = cells.count - 1
    featureNames = names.indices.filter { $0 != labelColumn }.map { names[$0] }

    var record = hasHeader ? try next() : first
    while let row = record {
      guard row.fields.count == cells.count else {
        throw refuse(
          "line \(row.line): it has \(row.fields.count) columns, and line \(first.line) has "
            + "\(cells.count)")
      }
      for (column, field) in row.fields.enumerated() {
        let text = field.trimmed
        if column == labelColumn {
          guard !text.isEmpty else { throw refuse("line \(row.line): there is no label") }
          labels.append(text)
          continue
        }
        guard let number = Double(text), number.isFinite else {
          let place = names.isEmpty ? "column \(column + 1)" : "column \(names[column].quoted())"
          throw refuse(
            "line \(row.line), \(place): "
              + (text.isEmpty ? "there is nothing" : "\(text.quoted()) is no number")
              + "; features are numbers")
        }
        features.append(number)
      }
      lines.append(row.line)
      guard features.count <= Shape.mostElements else { throw refuse("there are too many numbers") }
      record = try next()
    }
    guard !labels.isEmpty else { throw refuse("there are no examples") }
  }
}

extension String {
  fileprivate var trimmed: String { trimmingCharacters(in: .whitespaces) }
}
