import VizBase

extension MetricTable {
  /// Reads a JSON file that is one value, as programs write it at the end of a training:
  ///
  /// - an array of objects, a row each, or an object that holds one (Transformers'
  ///   `trainer_state.json`, CatBoost's `catboost_training.json`);
  /// - an object of arrays of numbers, a column each, also in objects (Keras' `history.json`, the
  ///   results of XGBoost and LightGBM), or of objects with a number for each row, as pandas writes
  ///   a table;
  /// - an object whose metrics have `steps` and `values` (Sacred's `metrics.json`);
  /// - an array of `[time, step, value]`, as TensorBoard exports it, or of numbers.
  ///
  /// - Throws: ``MetricError`` with the place of what is wrong.
  public init(jsonDocument data: some Sequence<UInt8>) throws(MetricError) {
    var scanner = JSONScanner(Array(data))
    scanner.readsPythonNumbers = true
    let value: JSONValue
    do throws(JSONError) {
      value = try scanner.value()
      _ = scanner.next()
      guard scanner.isAtEnd else {
        throw scanner.failure(
          .syntax, "more follows after the end of the value", at: scanner.offset)
      }
    } catch {
      throw MetricError(error)
    }
    if case .object(let object) = value, object["format"] == .string(GraphHeader.format) {
      throw MetricError(
        .syntax, "it is a graph, and no log of metrics",
        location: ProblemLocation(line: 1, column: 1), hint: "vizbp render draws it")
    }
    guard let table = JSONDocument(value).table else {
      throw MetricError(
        .syntax, "it has no metrics: neither an array of objects nor one of numbers",
        location: ProblemLocation(line: 1, column: 1))
    }
    self = table
  }
}

extension MetricTable {
  /// Whether a text is one object of objects whose keys are whole numbers.
  static func isNumbered(_ bytes: [UInt8]) -> Bool {
    guard case .object(let object)? = try? JSONValue(jsonData: bytes) else { return false }
    return JSONDocument.numbered(object) != nil
  }
}

/// What a JSON file that is one value holds of metrics.
private struct JSONDocument {
  private let value: JSONValue
  private struct Table {
    var path: String
    var rows: [JSONValue]
    /// Whether any row has a number; words alone describe something else.
    var hasNumbers: Bool
  }

  private var tables: [Table] = []
  private var columns: [(path: String, values: [JSONValue])] = []
  private var series: [MetricSeries] = []
  private var others: [LogRemark] = []

  private static let deepest = 6

  init(_ value: JSONValue) {
    self.value = value
    if case .object(let object) = value, let found = Self.numbered(object) {
      series = found
    } else {
      look(at: value, "", depth: 0)
    }
  }

  /// The columns of an object of objects whose keys are the same whole numbers, as pandas writes a
  /// table; nil for any other.
  static func numbered(_ object: JSONObject) -> [MetricSeries]? {
    var series: [MetricSeries] = []
    var common: [Double]?
    for (name, value) in object.fields {
      guard case .object(let cells) = value, !cells.fields.isEmpty else { return nil }
      var one = MetricSeries(name: name, steps: [], values: [])
      var steps: [Double] = []
      for (key, value) in cells.fields {
        guard let step = Int(key) else { return nil }
        steps.append(Double(step))
        switch MetricTableBuilder.Cell(value) {
        case .number(let number)?:
          one.steps.append(Double(step))
          one.values.append(number)
        case .missing?: break
        case .text?, nil: return nil
        }
      }
      guard !(zip(steps, steps.dropFirst()).contains { $0 >= $1 }), common ?? steps == steps else {
        return nil
      }
      common = steps
      series.append(one)
    }
    return series.isEmpty ? nil : series
  }

  private mutating func look(at value: JSONValue, _ path: String, depth: Int) {
    switch value {
    case .array(let elements): take(elements, path)
    case .object(let object):
      if let found = Self.sacred(object, path) {
        series.append(found)
      } else if depth < Self.deepest {
        for (key, value) in object.fields {
          look(at: value, path.isEmpty ? key : "\(path)/\(key)", depth: depth + 1)
        }
      }
    case .null, .bool, .number, .string: break
    }
  }

  private mutating func take(_ elements: [JSONValue], _ path: String) {
    if elements.isEmpty { return }
    let objects = elements.filter { if case .object = $0 { true } else { false } }
    if objects.count * 2 > elements.count {
      let others = elements.count - objects.count
      if others > 0 {
        self.others.append(
          LogRemark(
            .unreadable,
            "\(others) element\(others == 1 ? "" : "s") of the array \(path.quoted())"
              + " \(others == 1 ? "is no object, and is" : "are no objects, and are") left out"))
      }
      var arrays = JSONArrays()
      let hasNumbers = objects.contains { element in
        guard case .object(let object) = element else { return false }
        return Self.flat(object, &arrays).contains {
          if case .number? = MetricTableBuilder.Cell($0.value) { true } else { false }
        }
      }
      tables.append(Table(path: path, rows: objects, hasNumbers: hasNumbers))
    } else if elements.allSatisfy({
      MetricTableBuilder.Cell($0).map { $0 != .text } ?? false
    }) {
      columns.append((path, elements))
    } else if let rows = Self.numberRows(elements) {
      // TensorBoard's own export: time, step, value.
      let isExport = rows.allSatisfy { $0.count == 3 && $0[0] > 1e8 }
      let names = isExport ? ["wall_time", "step", "value"] : nil
      for index in 0..<(rows.map(\.count).max() ?? 0) {
        columns.append(
          (
            names?[index] ?? (path.isEmpty ? "column \(index + 1)" : "\(path)/\(index)"),
            rows.map { index < $0.count ? JSONValue($0[index]) : .null }
          ))
      }
    } else {
      others.append(
        LogRemark(
          .notShown, "the array \(path.quoted()) is not drawn (\(elements.count) elements)"))
    }
  }

  private static func numberRows(_ elements: [JSONValue]) -> [[Double]]? {
    var rows: [[Double]] = []
    for element in elements {
      guard case .array(let values) = element, values.count <= JSONArrays.most else { return nil }
      let numbers = values.compactMap(\.spelledDouble)
      guard numbers.count == values.count else { return nil }
      rows.append(numbers)
    }
    return rows
  }

  /// A metric with its steps, and its times as text, which are left out.
  private static func sacred(_ object: JSONObject, _ path: String) -> MetricSeries? {
    guard case .array(let steps)? = object["steps"], case .array(let values)? = object["values"],
      steps.count == values.count
    else { return nil }
    let numbers = (steps.compactMap(Self.number), values.compactMap(Self.number))
    guard numbers.0.count == steps.count, numbers.1.count == values.count else { return nil }
    return MetricSeries(name: path, steps: numbers.0, values: numbers.1)
  }

  /// A number, which may be one of NumPy's that jsonpickle wrote as an object.
  private static func number(_ value: JSONValue) -> Double? {
    guard case .object(let object) = value else { return value.spelledDouble }
    return object["py/object"] == nil ? nil : object["value"]?.spelledDouble
  }

  var table: MetricTable? {
    var table: MetricTable
    var others = others
    if !series.isEmpty {
      table = MetricTable(joining: series)
      for column in columns { others.appendUnread(column.path, column.values.count) }
    } else if let main = mainTable {
      table = main.table
      for other in tables where other.path != main.path && other.hasNumbers {
        table.remarks.appendUnread(other.path, other.rows.count)
      }
      for column in columns { table.remarks.appendUnread(column.path, column.values.count) }
    } else if !columns.isEmpty {
      table = Self.table(of: columns)
    } else {
      return nil
    }
    table.remarks += others
    return table.columns.isEmpty ? nil : table
  }

  /// The longest array of objects that have numbers.
  private var mainTable: (path: String, table: MetricTable)? {
    let names = Self.namesOfCatBoost(value)
    let longest = tables.filter(\.hasNumbers).max { $0.rows.count < $1.rows.count }
    guard let longest, let table = Self.table(of: longest.rows, names: names) else { return nil }
    return (longest.path, table)
  }

  private static func table(of rows: [JSONValue], names: [String: String]) -> MetricTable? {
    var builder = MetricTableBuilder()
    var arrays = JSONArrays()
    for row in rows {
      guard case .object(let object) = row else { continue }
      for (name, value) in flat(object, &arrays) {
        let index = builder.columnIndex(of: names[name] ?? name)
        guard let cell = MetricTableBuilder.Cell(value) else { continue }
        // Words among numbers are counted, where a line by line file says where they are.
        _ = builder.add(cell, to: index)
        if cell == .text, case .string(let word) = value { builder.note(word, at: index) }
      }
      builder.rowCount += 1
    }
    builder.remarks += arrays.remarks
    let table = builder.table()
    return table.columns.isEmpty ? nil : table
  }

  private static func flat(
    _ object: JSONObject, _ arrays: inout JSONArrays
  ) -> [(name: String, value: JSONValue)] {
    var found: [(String, JSONValue)] = []
    var open: [(prefix: String, fields: ArraySlice<(key: String, value: JSONValue)>)] = [
      ("", object.fields[...])
    ]
    while let (prefix, rest) = open.popLast() {
      var fields = rest
      guard let (key, value) = fields.popFirst() else { continue }
      open.append((prefix, fields))
      let path = prefix + key
      switch value {
      case .object(let inner): open.append((path + "/", inner.fields[...]))
      case .array:
        for (name, cell) in arrays.cells(of: value, path) {
          if case .number(let number) = cell { found.append((name, JSONValue(number))) }
        }
      case .null, .bool, .number, .string: found.append((path, value))
      }
    }
    return found
  }

  /// What CatBoost's numbers are called, which it says once for all.
  private static func namesOfCatBoost(_ value: JSONValue) -> [String: String] {
    guard case .object(let object) = value, case .object(let meta)? = object["meta"] else {
      return [:]
    }
    var names: [String: String] = [:]
    for split in ["learn", "test"] {
      guard case .array(let metrics)? = meta["\(split)_metrics"] else { continue }
      for (index, metric) in metrics.enumerated() {
        guard case .object(let fields) = metric, case .string(let name)? = fields["name"] else {
          continue
        }
        names[metrics.count == 1 ? split : "\(split)/\(index)"] = "\(split)/\(name)"
      }
    }
    return names
  }

  private static func table(of columns: [(path: String, values: [JSONValue])]) -> MetricTable {
    var builder = MetricTableBuilder()
    let count = columns.map(\.values.count).max() ?? 0
    let isNested = columns.contains { $0.path.contains("/") }
    let hasSteps = columns.contains { MetricTable.stepNames.contains($0.path.lowercased()) }
    let counter = hasSteps ? nil : builder.columnIndex(of: isNested ? "iteration" : "epoch")
    let indices = columns.map { builder.columnIndex(of: $0.path.isEmpty ? "value" : $0.path) }
    for row in 0..<count {
      if let counter { _ = builder.add(.number(Double(row)), to: counter) }
      for (column, index) in zip(columns, indices) where row < column.values.count {
        _ = builder.add(MetricTableBuilder.Cell(column.values[row]) ?? .missing, to: index)
      }
      builder.rowCount += 1
    }
    return builder.table()
  }
}

extension [LogRemark] {
  fileprivate mutating func appendUnread(_ path: String, _ count: Int) {
    append(LogRemark(.notShown, "the array \(path.quoted()) is not drawn (\(count) elements)"))
  }
}
