import VizBase

/// The curves of a group, a row for each metric and each kind of data, a line a run.
struct ComparedCurves: Sendable {
  let strip: Strip
  /// How to read it.
  let caption: String

  private static let mostRows = 8
  /// More lines cannot be told apart; those that are drawn have all results.
  private static let mostLines = 150

  /// Nil where no two runs have a metric in common.
  ///
  /// - Parameter hasColours: Whether each run has a colour of its own; else it is that of its fifth.
  init?(_ group: ComparedGroup, hasColours: Bool) {
    guard let axis = group.axis, group.runs.count > 1 else { return nil }
    var keys: [ComparedCurve] = []
    var counts: [ComparedCurve: Int] = [:]
    for row in group.runs.flatMap({ $0.content.strip?.lines ?? [] }) {
      for line in row.lines {
        let key = ComparedCurve(title: row.title, split: line.name)
        if counts[key] == nil { keys.append(key) }
        counts[key, default: 0] += 1
      }
    }
    let common = keys.filter { counts[$0, default: 0] > 1 }
    // Losses first, as in each run.
    let titles = group.runs.compactMap { $0.content.strip?.lines.first?.title }
    let ordered =
      common.filter { titles.contains($0.title) } + common.filter { !titles.contains($0.title) }
    let chosen = hasColours ? group.runs : DataTable.some(of: group.runs, Self.mostLines)
    var rows: [StripLines] = []
    var outside: [String] = []
    for key in ordered.prefix(Self.mostRows) {
      // The best lie on top.
      let found = chosen.reversed().compactMap { run in run.line(key).map { (run, $0) } }
      let isBounded = group.runs.contains { run in
        run.content.strip?.lines.contains { $0.title == key.title && $0.isBounded } ?? false
      }
      guard
        let range = titles.contains(key.title)
          ? group.lossRange : RobustRange(found.map(\.1.values), isBounded: isBounded)
      else { continue }
      let lines = found.map { run, line in
        var line = line
        line.name = run.name
        line.category = hasColours ? run.category : StripLines.fifths + group.fifth(of: run)
        return line
      }
      let left = found.filter { range.isLeft(by: $0.1.values) }.map(\.0)
      if !left.isEmpty {
        let words = "\(key.title.escaped(limit: 40)), \(key.split)"
        outside.append(
          left.count > 4
            ? "\(words): \(left.count) runs"
            : "\(words): \(left.map(\.name).joined(separator: ", "))")
      }
      let title = "\(key.title.escaped(limit: 60)), \(key.split)"
      rows.append(StripLines(title, lines.reversed(), range))
    }
    guard !rows.isEmpty else { return nil }
    strip = Strip(rows, axis)
    var words: [String] = []
    let smoothed = group.runs.flatMap { $0.content.strip?.lines.compactMap(\.smoothing) ?? [] }
    if let smoothing = smoothed.first { words.append(smoothing) }
    if !outside.isEmpty {
      words.append(
        "Beyond the top of the picture, for a while: \(outside.joined(separator: "; ")).")
    }
    if !hasColours {
      if chosen.count < group.runs.count {
        words.append("\(chosen.count) of \(group.runs.count) runs, evenly by their results.")
      }
      words.append("A colour is the fifth of all runs that a run's result is in, the best in blue.")
    }
    caption = words.joined(separator: " ")
  }
}

extension StripLines {
  /// The categories of fifths begin here.
  static let fifths = 10
}
