import VizBP
import VizBase

/// Which metrics of some runs are drawn, and over what.
struct CurveChoice {
  let logs: [MetricLog]
  /// What `--x` says.
  let x: String?
  /// What `--y` says, each a name, a pattern or several between commas.
  let y: [String]

  private(set) var series: [MetricSeries] = []
  private(set) var remarks: [LogRemark] = []
  /// What is counted where all series count the same; else of each panel by itself.
  private(set) var xLabel = "step"
  private(set) var xKind = Scale.Kind.linear

  /// - Throws: `Failure` where a run has nothing to draw, or not what is asked for.
  init(_ logs: [MetricLog], x: String?, y: [String]) throws {
    (self.logs, self.x, self.y) = (logs, x, y)
    var isTime: [Bool] = []
    var failure: (any Error)?
    for log in logs {
      do {
        let found = try series(of: log)
        series += found
        isTime += found.map(Self.isTime)
      } catch {
        // One of many runs may lack what the others have.
        guard logs.count > 1, log.directory != nil || y.isEmpty else { throw error }
        failure = failure ?? error
        let message = (error as? Failure)?.message ?? "\(error)"
        remarks.append(LogRemark(.notShown, file: log.path, message))
      }
    }
    if series.isEmpty, let failure { throw failure }
    if let first = series.first?.stepName { xLabel = first }
    if !isTime.isEmpty, isTime.allSatisfy({ $0 }) {
      xKind = .time
      let isMarked = xLabel.hasSuffix("(UTC)")
      if !isMarked { xLabel += " (UTC)" }
      for index in series.indices where !isMarked { series[index].stepName = xLabel }
    }
  }

  /// Seconds since 1970, and not since the run began.
  private static func isTime(_ series: MetricSeries) -> Bool {
    (series.stepName ?? "").lowercased().contains("time")
      && !series.steps.isEmpty && series.steps.allSatisfy { $0 > 1e8 }
  }

  private mutating func series(of log: MetricLog) throws -> [MetricSeries] {
    let location = Files.inputName(log.path)
    let run = logs.count > 1 ? log.name : ""
    var found = try log.table.map { try columns($0, location) } ?? metrics(log, location)
    guard !found.isEmpty else {
      let names = Self.list(log.table?.columns.map(\.name) ?? [])
      throw Failure(
        .badData, location, "it has no column of numbers to draw",
        hint: names.isEmpty ? nil : "its columns are: \(names)")
    }
    for index in found.indices { found[index].run = run }
    return found
  }

  private var ordinate: MetricSeries.Ordinate? { x.flatMap { MetricSeries.Ordinate(rawValue: $0) } }

  // MARK: - Event files

  private mutating func metrics(_ log: MetricLog, _ location: String) throws -> [MetricSeries] {
    let all = log.series
    guard !all.isEmpty else {
      // What could not be read is why there is nothing.
      if let remark = log.remarks.first(where: { $0.kind == .unreadable }) {
        throw Failure(.badData, Files.inputName(remark.file), remark.what)
      }
      throw Failure(.badData, location, "it has no metrics to draw")
    }
    remarks += log.log.map { [$0.othersThanCurves].compactMap { $0 } }?.named(location) ?? []
    let names =
      y.isEmpty
      ? all.map(\.name).filter { !RunLog.isOwn($0) }
      : try chosen(among: all.map(\.name), texts: [], location, "metric")
    let byName = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    return try over(names.compactMap { byName[$0] }, location)
  }

  /// The series over what `--x` says, or over their steps where these advance.
  private mutating func over(_ series: [MetricSeries], _ location: String) throws -> [MetricSeries]
  {
    guard x != nil else {
      let found = series.advancing
      remarks += found.remarks.named(location)
      return found.series
    }
    guard let ordinate else {
      let words = MetricSeries.Ordinate.allCases.map(\.rawValue).joined(separator: ", ")
      throw Failure(
        .usage, location, "there is no column \((x ?? "").quoted())", hint: "say one of \(words)")
    }
    let series = series.byWriter
    let found = series.compactMap { $0.over(ordinate) }
    guard found.count == series.count else {
      throw Failure(.usage, location, "its values have no times", hint: "say --x step or --x order")
    }
    return found
  }

  // MARK: - Tables

  private mutating func columns(_ table: MetricTable, _ location: String) throws -> [MetricSeries] {
    var progress = table.progress
    let named = try x.flatMap { x in
      table[x] == nil && ordinate != nil ? nil : try column(x, of: table, location)
    }
    if let named { progress = table.progress(over: named) }
    let metrics = table.metricColumns.map(\.name).filter { $0 != progress.name }
    let names =
      y.isEmpty
      ? metrics
      : try chosen(
        among: table.columns.map(\.name), texts: table.textColumns, location, "column")
    let wanted = Set(names)
    let byName = Dictionary(
      table.columns.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let found = names.compactMap { byName[$0] }.flatMap { table.series(of: $0, over: progress) }
    guard !wanted.isEmpty else { return [] }
    // What stands in no row with a step, such as a seed in a first line, is no curve.
    let placed = found.filter { $0.steps.contains { $0.isFinite } || $0.values.isEmpty }
    if placed.count < found.count, !placed.isEmpty {
      let names = found.filter { one in !one.steps.contains { $0.isFinite } }.map(\.name)
      remarks.append(
        LogRemark(
          .notShown, file: location,
          "no row of \(Self.list(names)) has a \(progress.name.escaped())"))
      return named != nil ? placed : try over(placed, location)
    }
    return named != nil ? found : try over(found, location)
  }

  private func column(
    _ wanted: String, of table: MetricTable, _ location: String
  ) throws -> MetricTable.Column? {
    if let column = table[wanted] { return column }
    throw unknown(
      wanted, among: table.columns.map(\.name), texts: table.textColumns, location, "column")
  }

  // MARK: - Names

  /// The names that `--y` chooses: one as it stands, several between commas, or patterns with `*`
  /// and `?`.
  private func chosen(
    among names: [String], texts: [String], _ location: String, _ noun: String
  ) throws -> [String] {
    let known = Set(names)
    var chosen: [String] = []
    var taken: Set<String> = []
    func take(_ found: [String]) { chosen += found.filter { taken.insert($0).inserted } }
    for text in y {
      if known.contains(text) {
        take([text])
        continue
      }
      for part in text.split(separator: ",") {
        let wanted = String(part).trimmed
        if known.contains(wanted) {
          take([wanted])
          continue
        }
        let found = wanted.contains { "*?".contains($0) } ? names.filter(wanted.matches) : []
        guard !found.isEmpty else {
          throw unknown(wanted, among: names, texts: texts, location, noun)
        }
        take(found)
      }
    }
    return chosen
  }

  private func unknown(
    _ wanted: String, among names: [String], texts: [String], _ location: String, _ noun: String
  ) -> Failure {
    if texts.contains(wanted) {
      return Failure(
        .usage, location, "the column \(wanted.quoted()) has words, not numbers",
        hint: "the columns of numbers are: \(Self.list(names))")
    }
    let nearest = wanted.nearest(among: names)
    return Failure(
      .usage, location, "there is no \(noun) \(wanted.quoted())",
      hint: (nearest.map { "did you mean \($0.quoted())? " } ?? "")
        + "its \(noun)s are: \(Self.list(names))")
  }

  private static func list(_ names: [String]) -> String {
    let rest = names.count > 20 ? ", … (\(names.count))" : ""
    return names.prefix(20).map { $0.escaped(limit: 40) }.joined(separator: ", ") + rest
  }
}

extension RunLog {
  /// What a figure of curves does not show of a log of another program.
  fileprivate var othersThanCurves: LogRemark? {
    guard nodeSteps.isEmpty else { return nil }
    let counts = [
      (histogramTags.count, "histogram"), (imageTags.count, "picture"), (textTags.count, "text"),
    ].filter { $0.0 > 0 }
    guard !counts.isEmpty else { return nil }
    let words = counts.map { "\($0) \($1)\($0 == 1 ? "" : "s")" }.joined(separator: ", ")
    return LogRemark(.notShown, "\(words) are there, too; 'vizbp report' shows them")
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

  /// Whether a name fits this pattern, in which `*` stands for any text and `?` for one character.
  fileprivate func matches(_ name: String) -> Bool {
    let (pattern, text) = (Array(self), Array(name))
    var (p, t) = (0, 0)
    var star: (p: Int, t: Int)?
    while t < text.count {
      if p < pattern.count, pattern[p] == "*" {
        star = (p, t)
        p += 1
      } else if p < pattern.count, pattern[p] == "?" || pattern[p] == text[t] {
        p += 1
        t += 1
      } else if let last = star {
        star = (last.p, last.t + 1)
        (p, t) = (last.p + 1, last.t + 1)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == "*" }
  }
}
