import VizEvents
import VizPlot
import VizBase
import VizDiagnosis
import VizTrace

/// What several runs have in common, and where they part.
struct RunComparison {
  let runs: [RunHistory]
  let findings: [[Finding]]

  // MARK: - The runs side by side

  /// A row a run: how it ended, what came of it, and the settings that differ.
  func table() -> DataTable {
    let settings = differingSettings
    let hasAccuracy = runs.contains { $0.finalAccuracy != nil }
    var columns: [DataTable.Column] = [
      .words("run"), .words("state"), .number("steps"), .number("loss"), .number("held-out loss"),
    ]
    if hasAccuracy { columns.append(.number("accuracy (%)")) }
    columns.append(.number("findings"))
    columns += settings.shown.map { .words($0) }
    let rows = zip(runs, findings).enumerated().map { number, pair -> [DataTable.Cell] in
      let (run, found) = pair
      var row: [DataTable.Cell] = [
        .words(run.name.escaped(limit: 60), link: found.isEmpty ? nil : "#run-\(number + 1)"),
        .words(run.state == .unknown ? "–" : "\(run.state)"), .count(run.lastStep),
        .number(run.loss?.values.last), .number(run.validationLoss?.values.last),
      ]
      if hasAccuracy { row.append(.number(run.finalAccuracy.map { $0 * 100 })) }
      row.append(.count(found.count))
      row += settings.shown.map { .words(run.record?.configuration[$0]?.words ?? "–") }
      return row
    }
    return DataTable(
      caption: "The runs, with the settings in which they differ", columns: columns, rows: rows,
      note: settings.leftOut > 0 ? "\(settings.leftOut) more settings differ." : nil,
      isSortable: true)
  }

  private static let mostSettings = 8
  /// What says where and how, and not what.
  private static let aside: Set = ["command"]

  private var differingSettings: (shown: [String], leftOut: Int) {
    let all = Set(runs.flatMap { ($0.record?.configuration ?? [:]).keys }).subtracting(Self.aside)
    let differing = all.filter { key in
      Set(runs.filter { $0.record != nil }.map { $0.record?.configuration[key]?.words }).count > 1
    }
    // The seed differs in every repetition.
    let order = differing.sorted { ($0 == "seed" ? 1 : 0, $0) < ($1 == "seed" ? 1 : 0, $1) }
    return (Array(order.prefix(Self.mostSettings)), max(0, order.count - Self.mostSettings))
  }

  /// What differs in a sentence.
  var settings: String {
    guard runs.allSatisfy({ $0.record != nil }) else {
      return "Not every run says how it was set up."
    }
    let (shown, leftOut) = differingSettings
    guard !shown.isEmpty else { return "All runs have the same settings." }
    let names = shown.map { $0.escaped(limit: 40) }.joined(separator: ", ")
    return "They differ in \(names)\(leftOut > 0 ? " and \(leftOut) more settings" : "")."
  }

  // MARK: - Curves

  func curves() throws -> ReportSection? {
    let named = runs.flatMap { run in
      run.metrics.map { series in
        var series = series
        series.run = run.name
        return series
      }
    }
    let groups = MetricGroups(named)
    var section = ReportSection(id: "curves", title: "Loss and metrics")
    // Held-out data lie apart from the batches' noise.
    let byName = Dictionary(grouping: groups.losses, by: \.name).sorted { $0.key < $1.key }
    for (number, group) in byName.prefix(4).enumerated() {
      var options = MetricGroups.options(group.value)
      options.title = "\(group.key.escaped(limit: 60)) of \(group.value.count) runs"
      // One lucky batch is no best.
      if options.smoothing != nil { options.best = .none }
      section.figures.append(
        try ReportFigure(
          Figure.curves(group.value, options: options),
          id: "curves-loss-\(number)",
          table: DataTable(group.value, caption: "\(group.key) by step")))
    }
    if !groups.others.isEmpty {
      let options = MetricGroups.options(ofOthers: groups.others)
      section.figures.append(
        try ReportFigure(
          Figure.curves(groups.others, options: options), id: "curves-metrics",
          table: DataTable(groups.others, caption: "Metrics by step")))
    }
    return section.figures.isEmpty ? nil : section
  }

  // MARK: - Decision boundaries

  private static let mostBoundaries = 8

  /// The last decision boundary of each run that has one.
  func filmstrips() throws -> ReportSection? {
    var section = ReportSection(id: "boundary", title: "Decision boundaries")
    var left = 0
    for (number, run) in runs.enumerated() {
      guard let boundary = try run.directory?.boundary(), let last = boundary.fields.last else {
        continue
      }
      guard section.figures.count < Self.mostBoundaries else {
        left += 1
        continue
      }
      var figure = RunFigures.boundary(last, boundary.examples, of: run.name)
      figure.size = .pixels(440, 480)
      section.figures.append(try ReportFigure(figure, id: "boundary-\(number + 1)", table: nil))
    }
    if left > 0 { section.words.append("\(left) more runs have one; their own reports show it.") }
    return section.figures.isEmpty ? nil : section
  }

  // MARK: - Where they part

  /// Where each run first differs from the first one.
  func divergence() -> ReportSection? {
    guard let first = runs.first, runs.count > 1 else { return nil }
    var section = ReportSection(id: "divergence", title: "Where the runs part")
    var table = DataTable(
      caption: "Each run beside \(first.name.escaped(limit: 60))",
      columns: [.words("run"), .number("first step"), .words("what differs there")], rows: [])
    for run in runs.dropFirst() {
      let found = Divergence(first, run)
      table.rows.append([
        .words(run.name.escaped(limit: 60)), .count(found?.step), .words(found?.words ?? "nothing"),
      ])
    }
    section.words.append(
      "The first step at which a metric, or a statistic of a node, is not exactly the same.")
    section.tables.append(table)
    return section
  }
}

/// Where two runs are first not the same.
struct Divergence: Equatable {
  var step: Int
  var words: String

  /// Nil where all that both have is the same.
  init?(_ a: RunHistory, _ b: RunHistory) {
    let node = Self.firstNode(a.nodes, b.nodes)
    let metric = Self.firstMetric(a, b)
    switch (node, metric) {
    case (let node?, let metric?) where metric.step < node.step: self = metric
    case (let node?, _): self = node
    case (nil, let metric?): self = metric
    case (nil, nil): return nil
    }
  }

  private init(step: Int, words: String) {
    self.step = step
    self.words = words
  }

  private static func firstMetric(_ a: RunHistory, _ b: RunHistory) -> Divergence? {
    var first: Divergence?
    // How long a step took is never the same.
    for series in a.metrics where !RunLog.ownMetrics.contains(series.name) {
      guard let other = b.metric(series.name) else { continue }
      let place = zip(zip(series.steps, series.values), zip(other.steps, other.values)).first {
        $0.0.0 == $0.1.0 && $0.0.1.bitPattern != $0.1.1.bitPattern
          && !($0.0.1.isNaN && $0.1.1.isNaN)
      }
      guard let place, let step = Int(exactly: place.0.0), step < first?.step ?? .max else {
        continue
      }
      first = Divergence(
        step: step,
        words: "\(series.name.escaped(limit: 60)): \(Replay.number(place.0.1)) and"
          + " \(Replay.number(place.1.1))")
    }
    return first
  }

  /// The first node, in the order of computation, at the first step.
  private static func firstNode(_ a: NodeTracks, _ b: NodeTracks) -> Divergence? {
    let places = Dictionary(
      b.steps.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let pairs = a.tracks.compactMap { track in b[track.node].map { (track, $0) } }
    for (place, step) in a.steps.enumerated() {
      guard let other = places[step] else { continue }
      for (mine, theirs) in pairs {
        for (kind, x, y) in [
          ("value", mine.value, theirs.value), ("gradient", mine.gradient, theirs.gradient),
        ] {
          guard let p = x.norm(at: place), let q = y.norm(at: other), p != q, !(p.isNaN && q.isNaN)
          else { continue }
          return Divergence(
            step: step,
            words: "the \(kind) of \(mine.node.escaped(limit: 60)): norm \(Replay.number(p)) and"
              + " \(Replay.number(q))")
        }
      }
    }
    return nil
  }
}

extension StatisticsColumns {
  /// The norm at a step's place; nil where the node had nothing there.
  fileprivate func norm(at place: Int) -> Double? {
    count.indices.contains(place) && count[place] > 0 ? norm[place] : nil
  }
}
