import VizBase
import VizTrace

extension Figure {
  /// More quantities than this cannot be told from each other on one figure.
  private static let mostPanels = 24

  /// Loss and metric curves: a panel for each quantity, training and validation data together.
  ///
  /// NaN and infinite numbers leave a gap with a mark; a smoothed curve lies on its raw one; the
  /// caption says what was done. Time and memory beyond the data's own do not depend on how many
  /// points there are, but for the smoothed curves.
  ///
  /// - Parameters:
  ///   - series: The metrics of all runs.
  ///   - options: How they are drawn.
  /// - Throws: ``PlotError`` when there are no series, or more quantities than a figure holds.
  public static func curves(
    _ series: [MetricSeries], options: CurveOptions = CurveOptions()
  ) throws(PlotError) -> Figure {
    guard !series.isEmpty else { throw PlotError(.data, "there are no metrics to draw") }
    if let weight = options.smoothing, !(weight >= 0 && weight < 1) {
      throw PlotError(
        .option, "a curve cannot be smoothed with the weight \(NumberFormat.plain(weight))",
        hint: "say a number from 0 to below 1, such as 0.6")
    }
    var bases: [String] = []
    var members: [String: [MetricSeries]] = [:]
    for one in series {
      let base = MetricName(one.name).base
      if members[base] == nil { bases.append(base) }
      members[base, default: []].append(one)
    }
    guard bases.count <= mostPanels else {
      throw PlotError(
        .data, "\(bases.count) metrics are too many for one figure",
        hint:
          "choose at most \(mostPanels) of: \(bases.prefix(8).map { $0.escaped() }.joined(separator: ", ")), …"
      )
    }
    let namesRuns = Set(series.map(\.run)).count > 1
    let curves = bases.map { base in
      CurvePanel(
        base, members[base] ?? [], options: options, namesRuns: namesRuns,
        labelsBest: bases.count <= 4)
    }
    let panels = curves.enumerated().map { index, curve in
      Panel(
        title: bases.count > 1 ? name(of: curve) : nil,
        x: Axis(
          options.xLabel, scale: Scale(options.xKind), hasGrid: false),
        y: Axis(bases.count > 1 ? nil : name(of: curve), scale: Scale(options.yKind)),
        marks: curve.marks)
    }
    let messages = curves.compactMap(\.message)
    // What is learnt is the loss; the rest is how.
    let message =
      curves.first { $0.direction == .lower && $0.message != nil }?.message ?? messages.first
    var figure = Figure(
      title: options.title ?? message ?? bases.map { $0.escaped() }.joined(separator: ", "),
      subtitle: options.title == nil ? nil : message, size: options.size, panels: panels,
      sharesX: bases.count > 1)
    let notes = captions(curves, options)
    figure.caption = notes.isEmpty ? nil : notes.joined(separator: " ")
    figure.summary = summary(curves, messages, notes)
    return figure
  }

  /// The only curve of a panel has its full name on the axis.
  private static func name(of curve: CurvePanel) -> String {
    let names = Set(curve.series.map(\.name))
    return names.count == 1 ? names.first ?? curve.base : curve.base
  }

  private static func captions(_ curves: [CurvePanel], _ options: CurveOptions) -> [String] {
    var notes: [String] = []
    if let crowded = curves.first(where: \.isCrowded) {
      let count = NumberFormat.grouped(Double(crowded.series.count))
      notes.append(
        "\(count) curves, too many to tell apart: their median, the middle half of them, and the"
          + " range of all.")
    }
    if let weight = options.smoothing, curves.contains(where: \.isSmoothed) {
      let what = curves.contains(where: \.hasRaw) ? "Faint: raw values. Line" : "Line"
      let scale = options.yKind == .log ? " of the logarithms" : ""
      notes.append(
        "\(what): exponential average\(scale), weight \(NumberFormat.plain(weight)), debiased.")
    }
    if let sizes = curves.first(where: \.hasBand)?.groupSizes {
      let count = sizes.min() ?? 0
      let runs =
        sizes.allSatisfy { $0 == count } ? "\(count)" : "\(count) to \(sizes.max() ?? count)"
      let each = sizes.count > 1 ? " each" : ""
      notes.append(
        options.band == .deviation
          ? "Line and band: mean ± one standard deviation of \(runs) runs\(each)."
          : "Line: mean; band: from the least to the greatest of \(runs) runs\(each).")
    }
    return notes
  }

  private static func summary(
    _ curves: [CurvePanel], _ messages: [String], _ notes: [String]
  ) -> String {
    var sentences = messages.prefix(8).map { $0 + "." }
    sentences += curves.compactMap(\.best).prefix(4).map { $0 + "." }
    if sentences.isEmpty { sentences.append("Curves of \(curves.count) metrics.") }
    return (sentences + notes).joined(separator: " ")
  }
}
