import VizBase
import VizDiagnosis
import VizTrace

/// A run over its steps: rows on one axis, with what was found as flags where it begins.
struct Strip: Sendable, Equatable, Codable {
  /// The name that links lead to.
  static let id = "recorder"
  static let title = "The run over its steps"

  /// A finding where it begins.
  struct Flag: Sendable, Equatable, Codable {
    var step: Double
    var title: String
    var severity: String
    /// The number of its entry among the findings; nil for what follows from another.
    var number: Int?
  }

  /// A number of the outcome, drawn where it stands.
  struct Mark: Sendable, Equatable, Codable {
    var steps: [Double]
    var value: Double
    var words: String
    var category: Int
  }

  var axis: StripAxis
  /// The loss first.
  var lines: [StripLines]
  var heats: [StripHeat]
  var frames: StripFrames?
  var flags: [Flag]
  /// What the first row has beside its curves.
  var marks: [Mark]

  /// What a metric is drawn in: training's, held-out and test data's.
  static let train = 0, heldOut = 5, test = 2

  private static let mostOthers = 6

  /// How much of a run a strip keeps.
  struct Size: Sendable {
    var points = StripLines.mostPoints
    var columns = StripHeat.mostColumns
    var layers = StripHeat.mostRows
    var frames = StripFrames.most
    var rows = Strip.mostOthers
    var heats: [StripHeat.Kind] = [.gradient, .update, .saturation, .dead]
    /// Whether what was smoothed has its numbers behind it.
    var hasBands = true

    /// What a page of one run shows.
    static let page = Size()
    /// What stands beside other runs.
    static let digest = Size(
      points: 100, columns: 50, layers: 10, frames: 1, rows: 4, heats: [.gradient],
      hasBands: false)
  }

  /// Nil where the run has nothing over its steps.
  ///
  /// - Throws: `EventError` where the run cannot be read.
  init?(_ run: ReportedRun, size: Size = .page) throws {
    let history = run.history
    let grouped = Self.grouped(history)
    let steps = grouped.flatMap { [$0.series.first, $0.series.last] }.compactMap { $0 }
      .flatMap { [$0.steps.first, $0.steps.last].compactMap { $0 } }
    let captured = [history.nodes.steps.first, history.nodes.steps.last].compactMap { $0 }
      .map(Double.init)
    let name = grouped.first?.series.first?.stepName ?? "step"
    guard let axis = StripAxis(steps + captured, name: name) else { return nil }
    self.axis = axis
    lines = grouped.prefix(size.rows).compactMap { group in
      StripLines(
        group.title,
        group.series.map { ($0, Self.word(of: $0), Self.category(of: $0)) },
        isBounded: group.isBounded, mostPoints: size.points, hasBands: size.hasBands)
    }
    // What the page says of the ends stands beside the curves as well.
    for (index, line) in (lines.first?.lines ?? []).enumerated() where history.loss != nil {
      lines[0].lines[index].end =
        line.category == Self.train ? run.outcome.loss?.end : run.outcome.heldOut?.end
    }
    heats = size.heats.compactMap {
      StripHeat($0, history, mostColumns: size.columns, mostRows: size.layers)
    }
    frames = try StripFrames(
      history, falling: grouped.isEmpty ? nil : lines.first, most: size.frames)
    flags = Self.flags(run.findings, from: axis.range.lowerBound)
    marks = Self.marks(run.outcome)
    if lines.isEmpty && heats.isEmpty { return nil }
  }

  /// A strip of curves alone, such as those of several runs.
  init(_ lines: [StripLines], _ axis: StripAxis) {
    self.axis = axis
    self.lines = lines
    (heats, frames, flags, marks) = ([], nil, [], [])
  }

  /// Whether all that belongs together is of one length.
  var isSound: Bool {
    lines.allSatisfy { row in
      row.lines.allSatisfy { line in
        line.steps.count == line.values.count && line.lows.count == line.highs.count
          && (line.lows.isEmpty || line.lows.count == line.steps.count)
      }
    }
      && heats.allSatisfy { heat in
        heat.cells.count == heat.names.count && !heat.steps.isEmpty
          && heat.cells.allSatisfy { $0.count == heat.steps.count }
      } && axis.range.lowerBound < axis.range.upperBound
  }

  private struct Group {
    var title: String
    var series: [MetricSeries]
    var isBounded = false
  }

  /// The metrics that are drawn, by what they measure: the loss, the accuracy, and what else there
  /// is room for.
  static func drawn(_ history: RunHistory) -> [MetricSeries] { grouped(history).flatMap(\.series) }

  private static func grouped(_ history: RunHistory) -> [Group] {
    let roles = history.roles
    let losses = [roles.loss, roles.validationLoss].compactMap { $0 }
    let accuracies = [roles.accuracy, roles.validationAccuracy].compactMap { $0 }
    var groups: [Group] = []
    if !losses.isEmpty { groups.append(Group(title: losses[0].name, series: losses)) }
    if !accuracies.isEmpty {
      groups.append(
        Group(
          title: accuracies[0].name, series: accuracies,
          isBounded: roles.accuracyScale == .share))
    }
    let named = Set((losses + accuracies).map(\.name))
    // One number, such as what a trained network reaches on longer sequences, is no line.
    let rest = MetricGroups(
      history.metrics.filter { !named.contains($0.name) && $0.steps.count > 1 })
    for series in rest.losses + rest.rates + rest.others {
      let base = MetricName(series.name).base
      if let index = groups.indices.dropFirst(2).first(where: {
        MetricName(groups[$0].title).base == base
      }) {
        groups[index].series.append(series)
      } else if groups.count < mostOthers {
        groups.append(Group(title: series.name, series: [series]))
      }
    }
    // What counts other things than the loss has no place on its axis.
    let ends = groups.map { $0.series.compactMap(\.steps.last).max() ?? 0 }
    guard let first = ends.first, first > 0 else { return groups }
    return zip(groups, ends).filter { $1 >= 0.5 * first && $1 <= 2 * first }.map(\.0)
  }

  static func word(of series: MetricSeries) -> String {
    switch MetricName(series.name).split {
    case .validation: "held-out"
    case .test: "test"
    default: "train"
    }
  }

  static func category(of series: MetricSeries) -> Int {
    switch MetricName(series.name).split {
    case .validation: heldOut
    case .test: test
    default: train
    }
  }

  /// - Parameters:
  ///   - findings: What was found.
  ///   - start: Where the axis begins, and with it what is wrong all the time.
  private static func flags(_ findings: [Finding], from start: Double) -> [Flag] {
    var flags: [Flag] = []
    for (number, finding) in findings.enumerated() {
      for (index, one) in ([finding] + finding.consequences).enumerated() {
        let isOfAll = index == 0 && one.severity != .note
        guard let step = one.step.map(Double.init) ?? (isOfAll ? start : nil) else { continue }
        flags.append(
          Flag(
            step: step, title: one.title.escaped(limit: 80),
            severity: one.severity.rawValue, number: index == 0 ? number + 1 : nil))
      }
    }
    return flags.sorted { ($0.step, $0.number ?? .max) < ($1.step, $1.number ?? .max) }
  }

  private static func marks(_ outcome: RunOutcome) -> [Mark] {
    var marks: [Mark] = []
    if let loss = outcome.loss, loss.end.isFinite {
      marks.append(
        Mark(
          steps: [loss.endSteps.lowerBound, loss.endSteps.upperBound], value: loss.end,
          words: "ends at \(NumberFormat.brief(loss.end))", category: train))
    }
    if let loss = outcome.heldOut, loss.best.value < 0.9 * loss.end {
      marks.append(
        Mark(
          steps: [loss.best.step], value: loss.best.value,
          words: "best \(NumberFormat.brief(loss.best.value))", category: heldOut))
    }
    return marks
  }
}
