extension MetricTable {
  /// The column that counts steps, by its name: `step`, `global_step`, `iteration`, `epoch` ….
  public var stepColumn: Column? {
    let lowered = Dictionary(
      columns.map { ($0.name.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
    let found = Self.stepNames.lazy.compactMap { lowered[$0] }
    // A number that never changes, such as the size of a batch, counts nothing.
    return found.first {
      $0.values.count < 2
        || $0.values.contains { [first = $0.values[0]] in
          $0 != first
        }
    } ?? found.first
  }

  /// The columns that are metrics: neither steps nor epochs nor times.
  public var metricColumns: [Column] {
    let others = Set(Self.stepNames + Self.timeNames + Self.durationNames)
    return columns.filter { !others.contains($0.name.lowercased()) && times[$0.name] == nil }
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
    return MetricSeries(
      name: name, run: run, steps: steps, values: column.values,
      wallTimes: column.wallTimes(of: rowTimes))
  }

  /// When each row was logged, NaN where it does not say; nil without a column of times.
  private var rowTimes: [Double]? {
    guard
      let time = columns.first(where: {
        times[$0.name] != nil || Self.timeNames.contains($0.name.lowercased())
      })
    else { return nil }
    let offset = times[time.name] ?? 0
    return time.values(at: Array(0..<rowCount)).map { $0 + offset }
  }

  static let stepNames = [
    "step", "global_step", "trainer/global_step", "_step", "total_timesteps",
    "time/total_timesteps", "timesteps_total", "num_updates", "iteration", "iter",
    "training_iteration", "epoch", "episode", "round", "batch", "index",
  ]
  private static let timeNames = [
    "wall_time", "wall time", "wall_clock", "timestamp", "_timestamp",
  ]

  /// Times of CatBoost, which are no metrics.
  private static let durationNames = ["passed_time", "remaining_time"]

  // MARK: - As a log

  /// What each row counts as.
  package struct Progress: Sendable, Equatable {
    /// What is counted: the name of a column, or `row`.
    package var name: String
    /// For each row; NaN where it does not say.
    package var values: [Double]
    /// When each row was logged, where the table says it; found once for all columns.
    fileprivate var rowTimes: [Double]?
  }

  /// Where each row stands: by the column that counts steps, which goes on counting where it starts
  /// anew with each epoch; else by the first column whose numbers only rise, else by the rows.
  package var progress: Progress {
    var progress = countedProgress
    progress.rowTimes = rowTimes
    return progress
  }

  private var countedProgress: Progress {
    let rows = Array(0..<rowCount)
    if let column = stepColumn {
      let values = column.values(at: rows)
      // Of a count that starts anew with each epoch, the epochs say so.
      if Self.restarting.contains(column.name.lowercased()) {
        return Progress(name: column.name, values: countingOn(values))
      }
      if column.name.lowercased() == "epoch", let batch = batches {
        let counted = countingOn(batch.values(at: rows))
        if zip(counted, counted.dropFirst()).allSatisfy({ $0 < $1 }) {
          return Progress(name: batch.name, values: counted)
        }
      }
      return Progress(name: column.name, values: values)
    }
    if let column = risingColumn { return Progress(name: column.name, values: column.values) }
    return Progress(name: "row", values: rows.map(Double.init))
  }

  /// Each row by a column's number.
  package func progress(over column: Column) -> Progress {
    Progress(
      name: column.name, values: column.values(at: Array(0..<rowCount)), rowTimes: rowTimes)
  }

  /// Counts that many programs begin anew with each epoch.
  private static let restarting: Set = ["iter", "iteration", "batch"]

  /// What counts within an epoch.
  private static let batchNames: Set = [
    "batch", "batch_idx", "batch_index", "batch_id", "minibatch", "mini_batch", "step_in_epoch",
    "iter_in_epoch",
  ]

  private var batches: Column? { columns.first { Self.batchNames.contains($0.name.lowercased()) } }

  /// A count with what came before each new start added to it; rows of held-out data, whose own count
  /// is another one, stand where the training is.
  private func countingOn(_ values: [Double]) -> [Double] {
    func isHeldOut(_ row: Int) -> Bool {
      rowSplits.indices.contains(row) && rowSplits[row].map { $0 != .train } ?? false
    }
    let training = values.indices.filter { !isHeldOut($0) && values[$0].isFinite }
    guard zip(training, training.dropFirst()).contains(where: { values[$0] > values[$1] }) else {
      return values
    }
    var counted = values
    var (offset, last, reached) = (0.0, -Double.infinity, 0.0)
    // How far it goes on from one row to the next.
    var stride = 1.0
    for row in values.indices where values[row].isFinite {
      if isHeldOut(row) {
        counted[row] = reached
        continue
      }
      if values[row] < last {
        // Counts from 0 have one more than the last of them says.
        offset += values[row] == 0 ? last + stride : last
      } else if last.isFinite {
        stride = values[row] - last
      }
      last = values[row]
      reached = offset + last
      counted[row] = reached
    }
    return counted
  }

  /// The first column whose numbers only rise, in every row, as whole numbers or times do: what else
  /// would steps be called.
  private var risingColumn: Column? {
    guard columns.count > 1, rowCount > 1 else { return nil }
    return columns.first { column in
      column.values.count == rowCount
        && zip(column.values, column.values.dropFirst()).allSatisfy { $0 < $1 }
        && (column.values.allSatisfy { $0 == $0.rounded() }
          || column.name.lowercased().contains("time"))
    }
  }

  /// Every metric over the rows' ``progress``, those of training and held-out rows apart.
  package var allSeries: [MetricSeries] {
    let progress = progress
    let taken = progress.name == "row" ? nil : progress.name
    return metricColumns.filter { $0.name != taken }.flatMap { series(of: $0, over: progress) }
  }

  /// A column over what each row counts as; several series where the rows say that they are of
  /// training and of held-out data.
  package func series(of column: Column, over progress: Progress) -> [MetricSeries] {
    let times = column.wallTimes(of: progress.rowTimes)
    let all = MetricSeries(
      name: column.name, steps: column.rows.map { progress.values[$0] }, values: column.values,
      wallTimes: times, stepName: progress.name)
    guard !rowSplits.isEmpty else { return [all] }
    let splits = Set(column.rows.map { rowSplits[$0] })
    guard splits.count > 1 else { return [all] }
    return splits.sorted { ($0?.rawValue ?? -1) < ($1?.rawValue ?? -1) }.map { split in
      let indices = column.rows.indices.filter { rowSplits[column.rows[$0]] == split }
      return MetricSeries(
        name: split.map { "\($0.word)/\(column.name)" } ?? column.name,
        steps: indices.map { all.steps[$0] }, values: indices.map { all.values[$0] },
        wallTimes: times.map { times in indices.map { times[$0] } }, stepName: progress.name)
    }
  }
}

extension MetricTable.Column {
  /// The times of the column's rows; nil where one of them has none.
  fileprivate func wallTimes(of rowTimes: [Double]?) -> [Double]? {
    let found = rowTimes.map { times in rows.map { times[$0] } }
    return found?.contains(where: \.isNaN) ?? true ? nil : found
  }

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
