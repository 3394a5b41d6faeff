extension MetricTable {
  /// Series side by side: a row a step, ascending, in the column `step`, and a column a series.
  ///
  /// A step that a series has several times has as many rows, in the order of the log, so that each
  /// value stands in the table once; those without a step come last.
  ///
  /// - Complexity: O(*n* log *n*) in the number of values.
  public init(joining series: [MetricSeries]) {
    struct Key: Hashable {
      var step: Double
      var count: Int
    }
    var rows: [Key: Int] = [:]
    let keys = series.map { series in
      var counts: [Double: Int] = [:]
      return series.steps.prefix(series.values.count).map { step in
        // NaN is no key, as it equals nothing.
        let step = step.isNaN ? .infinity : step + 0
        defer { counts[step, default: 0] += 1 }
        return Key(step: step, count: counts[step, default: 0])
      }
    }
    for key in keys.joined() { rows[key] = 0 }
    let order = rows.keys.sorted { ($0.step, $0.count) < ($1.step, $1.count) }
    for (row, key) in order.enumerated() { rows[key] = row }
    let columns = zip(series, keys).map { series, keys in
      let pairs = zip(keys, series.values).compactMap { key, value in
        rows[key].map { (row: $0, value: value) }
      }.sorted { $0.row < $1.row }
      return Column(name: series.name, rows: pairs.map(\.row), values: pairs.map(\.value))
    }
    let stepped = order.indices.filter { order[$0].step < .infinity }
    let all = Column(name: "step", rows: stepped, values: stepped.map { order[$0].step })
    self.init(columns: [all] + columns, rowCount: order.count)
  }
}
