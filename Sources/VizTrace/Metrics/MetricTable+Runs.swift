extension MetricTable {
  /// The runs of which a file was made by appending: where every count of steps and epochs starts
  /// anew, at the first number or before it, another run begins.
  package var runs: [MetricTable] {
    let counts = columns.filter { Self.wholeCounts.contains($0.name.lowercased()) }
    guard let first = counts.first, rowCount > 1 else { return [self] }
    let all = counts.map { $0.values(at: Array(0..<rowCount)) }
    var starts: [Int] = [0]
    var previous = first.values.first ?? 0
    for row in 1..<rowCount where all[0][row].isFinite {
      let begins = zip(counts, all).allSatisfy { column, values in
        guard let origin = column.values.first else { return true }
        return !(values[row] > origin)
      }
      if all[0][row] < previous, begins { starts.append(row) }
      previous = all[0][row]
    }
    starts = withoutOtherMetrics(starts)
    guard starts.count > 1 else { return [self] }
    return zip(starts, starts.dropFirst() + [rowCount]).enumerated().map { number, bounds in
      var part = rows(bounds.0..<bounds.1)
      if number > 0 { part.remarks = [] }
      if number == 0 {
        part.remarks.append(
          LogRemark(
            .readAs,
            "\(starts.count) runs, one appended to the other: \(first.name) starts anew at"
              + " row \(starts[1] + 1)"))
      }
      return part
    }
  }

  /// The starts but for those behind which there are other metrics alone, as the evaluations stand
  /// below the training in many a table: that is the same run.
  private func withoutOtherMetrics(_ starts: [Int]) -> [Int] {
    guard starts.count > 1 else { return starts }
    struct Content: Hashable {
      var column: Int
      var split: MetricName.Split?
    }
    var contents = [Set<Content>](repeating: [], count: starts.count)
    for (index, column) in metricColumns.enumerated() {
      var part = 0
      for row in column.rows {
        while part + 1 < starts.count, starts[part + 1] <= row { part += 1 }
        let split = rowSplits.indices.contains(row) ? rowSplits[row] : nil
        contents[part].insert(Content(column: index, split: split))
      }
    }
    var kept: [Int] = []
    var known: Set<Content> = []
    for (start, content) in zip(starts, contents) {
      if kept.isEmpty || !content.isDisjoint(with: known) {
        kept.append(start)
        known = []
      }
      known.formUnion(content)
    }
    return kept
  }

  /// Counts that no program begins anew while a run goes on.
  private static let wholeCounts: Set = [
    "step", "global_step", "epoch", "_step", "total_timesteps", "time/total_timesteps",
    "training_iteration", "num_updates",
  ]

  private func rows(_ range: Range<Int>) -> MetricTable {
    var part = self
    part.rowCount = range.count
    if !rowSplits.isEmpty { part.rowSplits = Array(rowSplits[range]) }
    part.columns = columns.compactMap { column in
      let start = column.index(of: range.lowerBound)
      let end = column.index(of: range.upperBound)
      guard start < end else { return nil }
      return Column(
        name: column.name, rows: column.rows[start..<end].map { $0 - range.lowerBound },
        values: Array(column.values[start..<end]))
    }
    return part
  }
}

extension MetricTable.Column {
  /// The first index whose row is not before a given one.
  fileprivate func index(of row: Int) -> Int {
    var (low, high) = (0, rows.count)
    while low < high {
      let middle = (low + high) / 2
      if rows[middle] < row { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
