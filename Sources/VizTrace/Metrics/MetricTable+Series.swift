extension MetricTable {
  /// The column that counts steps, by its name: `step`, `global_step`, `iteration`, `epoch` ….
  public var stepColumn: Column? { column(named: Self.stepNames) }

  /// The columns that are metrics: neither steps nor epochs nor times.
  public var metricColumns: [Column] {
    let others = Self.stepNames + Self.timeNames
    return columns.filter { !others.contains($0.name.lowercased()) }
  }

  /// The values of a column over another, which is ``stepColumn`` by default.
  ///
  /// Without any such column the steps are the rows. A row that has a value and no step gives a
  /// NaN for it.
  ///
  /// - Returns: nil where one of the names is no column of numbers.
  public func series(_ name: String, over step: String? = nil, run: String = "") -> MetricSeries? {
    guard let column = self[name] else { return nil }
    var steps = column.rows.map(Double.init)
    if let step {
      guard let named = self[step] else { return nil }
      steps = named.values(at: column.rows)
    } else if let found = stepColumn, found.name != name {
      steps = found.values(at: column.rows)
    }
    let times = self.column(named: Self.timeNames)?.values(at: column.rows)
    return MetricSeries(
      name: name, run: run, steps: steps, values: column.values,
      wallTimes: times.flatMap { $0.contains(where: \.isNaN) ? nil : $0 })
  }

  private static let stepNames = [
    "step", "global_step", "iteration", "iter", "epoch", "batch", "index",
  ]
  private static let timeNames = ["wall_time", "wall time", "wall_clock", "timestamp"]

  private func column(named names: [String]) -> Column? {
    names.lazy.compactMap { name in columns.first { $0.name.lowercased() == name } }.first
  }
}

extension MetricTable.Column {
  /// The values in the given ascending rows; NaN where there is none.
  func values(at wanted: [Int]) -> [Double] {
    if wanted == rows { return values }
    var index = 0
    return wanted.map { row in
      while index < rows.count, rows[index] < row { index += 1 }
      return index < rows.count && rows[index] == row ? values[index] : .nan
    }
  }
}
