import SystemPackage
import VizBP
import VizBase

/// A file of metrics, or a run, and which of its columns are drawn.
struct MetricFile {
  let name: String
  private let table: MetricTable

  init(_ path: String) throws {
    name = Files.inputName(path)
    if Files.isFolder(path) || path.contains(".tfevents.") {
      do {
        // What a run logs of itself is drawn only where it is asked for by a file.
        table = MetricTable(
          joining: try RunLog(at: path).metrics.filter { !RunLog.ownMetrics.contains($0.name) })
      } catch {
        throw Failure(error, about: name) ?? error
      }
      return
    }
    let bytes = try Files.read(path)
    do { table = try MetricTable(data: bytes) } catch { throw Failure(error, about: name) ?? error }
  }

  /// The series of the named columns, or of all metrics, and what they are drawn over.
  func series(
    x: String?, y: [String], run: String
  ) throws -> (series: [MetricSeries], axis: (String, Scale.Kind)) {
    let steps = try x.map { try column($0) } ?? table.stepColumn ?? risingColumn
    let names =
      y.isEmpty
      ? table.metricColumns.map(\.name).filter { $0 != steps?.name }
      : try y.flatMap(chosen)
    guard !names.isEmpty else {
      throw Failure(
        .badData, name, "it has no column of numbers to draw",
        hint: columns.isEmpty ? nil : "its columns are: \(columns)")
    }
    let series = names.compactMap { table.series($0, over: steps?.name, run: run) }
    guard let steps else { return (series, ("row", .linear)) }
    // Seconds since 1970, and not since the run began.
    let isTime = steps.name.lowercased().contains("time") && steps.values.allSatisfy { $0 > 1e8 }
    return (series, isTime ? ("\(steps.name) (UTC)", .time) : (steps.name, .linear))
  }

  /// The first column whose numbers only rise, in every row: what else would steps be called.
  private var risingColumn: MetricTable.Column? {
    guard table.columns.count > 1, table.rowCount > 1 else { return nil }
    return table.columns.first { column in
      column.values.count == table.rowCount
        && zip(column.values, column.values.dropFirst()).allSatisfy { $0 < $1 }
    }
  }

  /// The columns of one `--y`: a name as it stands, or several between commas.
  private func chosen(_ text: String) throws -> [String] {
    if table[text] != nil { return [text] }
    return try text.split(separator: ",").map { try column(String($0).trimmed).name }
  }

  private func column(_ wanted: String) throws -> MetricTable.Column {
    if let column = table[wanted] { return column }
    if table.textColumns.contains(wanted) {
      throw Failure(
        .usage, name, "the column \(wanted.quoted()) has words, not numbers",
        hint: "the columns of numbers are: \(columns)")
    }
    let nearest = wanted.nearest(among: table.columns.map(\.name))
    throw Failure(
      .usage, name, "there is no column \(wanted.quoted())",
      hint: (nearest.map { "did you mean \($0.quoted())? " } ?? "") + "its columns are: \(columns)")
  }

  private var columns: String {
    let names = table.columns.map { $0.name.escaped(limit: 40) }
    let rest = names.count > 20 ? ", … (\(names.count))" : ""
    return names.prefix(20).joined(separator: ", ") + rest
  }

  /// What tells the files apart: the ends of their paths, without what all have in common.
  static func runNames(_ paths: [String]) -> [String] {
    guard paths.count > 1 else { return paths.map { _ in "" } }
    let parts = paths.map { path -> [String] in
      if path == "-" { return ["standard input"] }
      let path = FilePath(path)
      return path.removingLastComponent().components.map(\.string) + [path.stem ?? path.string]
    }
    // `a/metrics` and `b/metrics` are runs a and b.
    let isStemShared = Set(parts.map { $0.last ?? "" }).count == 1
    for depth in 1...(parts.map(\.count).max() ?? 1) {
      let names = parts.map { part in
        (isStemShared ? part.dropLast() : part[...]).suffix(depth).joined(separator: "/")
      }
      if Set(names).count == names.count, !names.contains("") { return names }
    }
    return paths.enumerated().map { "\($1) (\($0 + 1))" }
  }
}

extension String {
  /// Without the spaces around it.
  fileprivate var trimmed: String {
    var text = self[...]
    while text.first?.isWhitespace ?? false { text.removeFirst() }
    while text.last?.isWhitespace ?? false { text.removeLast() }
    return String(text)
  }
}
