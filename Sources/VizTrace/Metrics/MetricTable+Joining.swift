extension MetricTable {
  /// Series side by side: a row a step, ascending, in the column `step`, and a column a series.
  ///
  /// Of a step that a series has twice, the last value counts.
  ///
  /// - Complexity: O(*n* log *n*) in the number of values.
  public init(joining series: [MetricSeries]) {
    let steps = Set(series.flatMap(\.steps)).sorted()
    let rows = Dictionary(uniqueKeysWithValues: steps.enumerated().map { ($1, $0) })
    let columns = series.map { series in
      var found: [Int: Double] = [:]
      for (step, value) in zip(series.steps, series.values) {
        if let row = rows[step] { found[row] = value }
      }
      let order = found.keys.sorted()
      return Column(name: series.name, rows: order, values: order.compactMap { found[$0] })
    }
    let all = Column(name: "step", rows: Array(steps.indices), values: steps)
    self.init(columns: [all] + columns, rowCount: steps.count)
  }
}
