import VizBase
import VizStatistics
import VizTrace

/// The curves of one quantity: what is drawn, and what is to be said of it.
struct CurvePanel {
  let base: String
  let series: [MetricSeries]
  let options: CurveOptions
  /// The number of each run's colour, which is the same in all panels of the figure.
  let runs: [String: Int]
  private(set) var marks: [Mark] = []
  private(set) var message: String?
  private(set) var isSmoothed = false
  private(set) var hasBand = false
  /// Whether raw curves lie below smoothed ones.
  private(set) var hasRaw = false
  /// How many runs each band is of.
  private(set) var groupSizes: [Int] = []
  private(set) var isCrowded = false
  /// Whether a curve is broken where its steps go back.
  private(set) var hasRestarts = false
  private(set) var best: String?
  /// What the steps are.
  let xLabel: String
  /// The colour of each series.
  private var tones: [Tone] = []

  /// Yellow, which hardly shows on white, is left out; what is likely to stand side by side is far
  /// apart.
  private static let tones = [0, 5, 2, 3, 1, 4, 7]
  /// With more curves than this, colours no longer tell them apart.
  private static let mostCurves = 21

  init(
    _ group: CurveGroups.Group, options: CurveOptions, runs: [String: Int], labelsBest: Bool
  ) {
    base = group.base
    series = group.series
    self.options = options
    self.runs = runs
    let names = Set(series.map(\.stepName))
    xLabel = names.count == 1 ? (names.first ?? nil) ?? options.xLabel : options.xLabel
    isCrowded = options.band == .none && series.count > Self.mostCurves
    if isCrowded {
      addDistribution()
    } else if options.band == .none {
      addCurves()
    } else {
      addBands()
    }
    if labelsBest, !isCrowded { addBest() }
  }

  private static func tone(_ index: Int) -> Tone { .category(tones[index % tones.count]) }

  /// Whether the runs have names that tell them apart.
  private var namesRuns: Bool { runs.count > 1 }

  /// A curve's colour is its run's where there are several, else its data's; its dashes the other.
  private mutating func addCurves() {
    var top: [Mark] = []
    // What the strong line of each shows, of which the words speak.
    var shown = series.map { (name: $0.name, values: $0.values) }
    let closest = series.compactMap(\.spacing).min()
    // Of one run, several curves of the same data, as two evaluations or two writers have them.
    let isShared = Set(series.map { MetricName($0.name).split }).count < series.count
    for (index, one) in series.enumerated() {
      let split = MetricName(one.name).split
      let color = isShared ? index : colorIndex(split)
      let tone = Self.tone(namesRuns ? runs[one.run] ?? 0 : color)
      tones.append(tone)
      let isOther = namesRuns && hasSeveralSplits && split ?? .train != .train
      let dash: [Double] = isOther ? [5, 3] : []
      let line = LineMark(
        x: one.steps, y: one.values, tone: tone, dash: dash, label: label(of: one), marksGaps: true)
      guard let weight = options.smoothing else {
        marks += pieces(of: line)
        continue
      }
      isSmoothed = true
      // An average over as long a time: of few points that lie far apart it takes less.
      let own = weight.power(max(1, (one.spacing ?? 1) / (closest ?? 1)))
      guard own > 0.01 else {
        marks += pieces(of: line)
        continue
      }
      hasRaw = true
      var raw = line
      (raw.tone, raw.width, raw.dash, raw.label) = (tone.faint(0.28), 1, [], nil)
      marks += pieces(of: raw)
      var smooth = line
      smooth.y = smoothed(one.values, weight: own)
      smooth.width = 2
      shown[index] = ("smoothed \(one.name)", smooth.y)
      smooth.marksGaps = false
      top += pieces(of: smooth)
    }
    marks += top
    // What counts is what the network has not seen.
    let told =
      series.firstIndex { MetricName($0.name).split == .validation } ?? series.indices.first
    message = told.flatMap { words(of: shown[$0].name, series[$0].steps, shown[$0].values) }
  }

  /// More pieces than this are drawn as one line.
  private static let mostPieces = 64

  /// A line in pieces that end where its steps go back, as they do where a run was begun anew: the
  /// last of them has the label.
  private mutating func pieces(of line: LineMark) -> [Mark] {
    var starts = [0]
    var last = -Double.infinity
    for (index, step) in line.x.enumerated() where step.isFinite {
      if step < last { starts.append(index) }
      last = step
    }
    guard starts.count > 1, starts.count <= Self.mostPieces else { return [.line(line)] }
    hasRestarts = true
    let count = min(line.x.count, line.y.count)
    return zip(starts, starts.dropFirst() + [count]).map { start, end in
      var piece = line
      piece.x = Array(line.x[start..<end])
      piece.y = Array(line.y[start..<end])
      if end < count { piece.label = nil }
      return .line(piece)
    }
  }

  /// On a logarithmic axis it is the logarithms that are averaged: one huge value would otherwise
  /// hide all that follow it.
  private func smoothed(_ values: [Double], weight: Double) -> [Double] {
    guard options.yKind == .log else { return Smoothing.exponential(values, weight: weight) }
    let logarithms = values.map { $0 > 0 ? $0.decimalLogarithm : .nan }
    return Smoothing.exponential(logarithms, weight: weight).map { 10.0.power($0) }
  }

  /// So many curves that only their distribution can be seen, that of training and of held-out data
  /// apart.
  private mutating func addDistribution() {
    let bySplit = Dictionary(grouping: series) { MetricName($0.name).split }
    var lines: [Mark] = []
    for (split, series) in bySplit.sorted(by: { ($0.key?.rawValue ?? 0) < ($1.key?.rawValue ?? 0) })
    {
      let quartiles = RunGroup(name: "", runs: series).quartiles()
      let tone = Self.tone(colorIndex(split))
      marks.append(
        .band(
          BandMark(
            x: quartiles.steps, low: quartiles.lowest, high: quartiles.highest,
            tone: tone.translucent(0.18))))
      marks.append(
        .band(
          BandMark(
            x: quartiles.steps, low: quartiles.lower, high: quartiles.upper,
            tone: tone.translucent(0.3))))
      let word = bySplit.count > 1 ? " \(split?.word ?? "train")" : ""
      lines.append(
        .line(
          LineMark(
            x: quartiles.steps, y: quartiles.median, tone: tone, width: 2, label: "median\(word)")))
      let name = bySplit.count > 1 ? series.first?.name ?? base : base
      if message == nil || split == .validation {
        message = words(of: "median \(name)", quartiles.steps, quartiles.median)
      }
    }
    marks += lines
  }

  private mutating func addBands() {
    hasBand = true
    var lines: [Mark] = []
    // The message is of what the network has not seen, where there is any.
    var isTold = false
    var names: [String] = []
    for one in series where !names.contains(one.name) { names.append(one.name) }
    var colors: [String: Int] = [:]
    for group in RunGroup.groups(
      runs.sorted { $0.value < $1.value }.map {
        MetricSeries(name: "", run: $0.key, values: [])
      })
    {
      colors[group.name] = colors.count
    }
    for name in names {
      let split = MetricName(name).split
      for group in RunGroup.groups(series.filter { $0.name == name }) {
        let isLone = group.name.isEmpty
        let tone = Self.tone(isLone ? colorIndex(split) : colors[group.name] ?? 0)
        // What has its group's colour in all panels is told apart by its dashes.
        let dash: [Double] = !isLone && split ?? .train != .train && names.count > 1 ? [5, 3] : []
        groupSizes.append(group.runs.count)
        let summary = group.summary(options.band)
        marks.append(
          .band(
            BandMark(
              x: summary.steps, low: summary.lows, high: summary.highs,
              tone: tone.translucent(0.2))))
        var means = summary.means
        if let weight = options.smoothing {
          isSmoothed = true
          means = smoothed(means, weight: weight)
        }
        let label = [group.name, names.count > 1 ? split?.word ?? name : ""]
          .filter { !$0.isEmpty }.joined(separator: " ")
        lines.append(
          .line(
            LineMark(
              x: summary.steps, y: means, tone: tone, width: 2, dash: dash,
              label: label.isEmpty ? nil : label, marksGaps: true)))
        if message == nil || split == .validation && !isTold {
          message = words(of: "mean \(name)", summary.steps, means)
          isTold = split == .validation
        }
      }
    }
    marks += lines
  }

  private var hasSeveralSplits: Bool { Set(series.map { MetricName($0.name).split }).count > 1 }

  private func colorIndex(_ split: MetricName.Split?) -> Int { split?.rawValue ?? 0 }

  /// nil for the only curve, which its axis names.
  private func label(of one: MetricSeries) -> String? {
    guard series.count > 1 else { return nil }
    let label = shortLabel(of: one)
    let isUnique = series.count { shortLabel(of: $0) == label } == 1
    return isUnique && !label.isEmpty
      ? label : [one.run, one.name].filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// The run, where there are several, and the data, where the panel has several.
  private func shortLabel(of one: MetricSeries) -> String {
    let split = hasSeveralSplits ? MetricName(one.name).split?.word ?? "train" : ""
    return [namesRuns ? one.run : "", split].filter { !$0.isEmpty }.joined(separator: " ")
  }

  // MARK: The best number

  /// Labels the best number of the data that count: validation where there is any.
  private mutating func addBest() {
    guard let direction else { return }
    let hasValidation = series.contains { MetricName($0.name).split == .validation }
    var found: (step: Double, value: Double, series: MetricSeries, index: Int)?
    for (index, one) in series.enumerated()
    where !hasValidation || MetricName(one.name).split == .validation {
      for (step, value) in zip(one.steps, one.values) where step.isFinite && value.isFinite {
        if options.yKind == .log, value <= 0 { continue }
        let isBetter = found.map { direction == .lower ? value < $0.value : value > $0.value }
        if isBetter ?? true { found = (step, value, one, index) }
      }
    }
    guard let found, options.band == .none, series.contains(where: { $0.values.count > 2 }) else {
      return
    }
    let tone = tones.indices.contains(found.index) ? tones[found.index] : Tone.category(0)
    let words = "best \(NumberFormat.brief(found.value))"
    best =
      "\(direction == .lower ? "Lowest" : "Highest") \(found.series.name.escaped()):"
      + " \(NumberFormat.brief(found.value)) at \(xLabel.escaped())"
      + " \(NumberFormat.grouped(found.step))"
    marks.append(
      .text(
        TextMark(
          words, x: found.step, y: found.value, tone: Tone(tone.base), location: .beside,
          hasRing: true)))
  }

  var direction: MetricName.Direction? {
    switch options.best {
    case .automatic: MetricName(series.first?.name ?? "").better
    case .lowest: .lower
    case .highest: .higher
    case .none: nil
    }
  }
}

extension MetricSeries {
  /// How far the points are apart in the mean; nil for a single one.
  fileprivate var spacing: Double? {
    var (low, high, count) = (Double.infinity, -Double.infinity, 0)
    for step in steps where step.isFinite {
      (low, high, count) = (Swift.min(low, step), Swift.max(high, step), count + 1)
    }
    return high > low ? (high - low) / Double(count - 1) : nil
  }
}
