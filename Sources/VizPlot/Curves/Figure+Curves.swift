import VizBase
import VizTrace

extension Figure {
  /// Loss and metric curves: a panel for each quantity, training and validation data together.
  ///
  /// NaN and infinite numbers leave a gap with a mark; a smoothed curve lies on its raw one; the
  /// caption says what was done. Each run has one colour in all panels, and panels whose steps are of
  /// another kind or range have an x axis of their own. Of more than 24 quantities, those whose names
  /// say which way is better come first, and the rest is left out. Time and memory beyond the data's own do not depend on how many
  /// points there are, but for the smoothed curves.
  ///
  /// - Parameters:
  ///   - series: The metrics of all runs.
  ///   - options: How they are drawn.
  /// - Throws: ``PlotError`` when there are no series.
  public static func curves(
    _ series: [MetricSeries], options: CurveOptions = CurveOptions()
  ) throws(PlotError) -> Figure {
    guard !series.isEmpty else { throw PlotError(.data, "there are no metrics to draw") }
    if let weight = options.smoothing, !(weight >= 0 && weight < 1) {
      throw PlotError(
        .option, "a curve cannot be smoothed with the weight \(NumberFormat.plain(weight))",
        hint: "say a number from 0 to below 1, such as 0.6")
    }
    let groups = CurveGroups(series)
    let curves = groups.drawn.map { group in
      CurvePanel(group, options: options, runs: groups.runs, labelsBest: groups.drawn.count <= 4)
    }
    let isAlone = curves.count == 1
    let panels = curves.map { curve in
      Panel(
        title: isAlone ? nil : name(of: curve),
        x: Axis(curve.xLabel, scale: Scale(options.xKind), hasGrid: false),
        y: Axis(isAlone ? name(of: curve) : nil, scale: Scale(options.yKind)),
        marks: curve.marks)
    }
    let messages = curves.compactMap(\.message)
    // What is learnt is the loss, or how well it goes; the rest is how.
    let told = curves.filter { $0.message != nil }
    let losses = told.filter { $0.direction == .lower }
    let aim =
      losses.first { $0.base.lowercased() == "loss" } ?? losses.first
      ?? told.first { $0.direction != nil } ?? told.first
    let message = aim?.message
    var figure = Figure(
      title: options.title ?? message
        ?? groups.drawn.map { $0.base.escaped() }.joined(separator: ", "),
      subtitle: options.title == nil ? nil : message, size: options.size, panels: panels,
      sharesX: !isAlone && groups.shareX)
    var notes = captions(curves, options)
    if !groups.rest.isEmpty {
      notes.append("\(groups.rest.count) more metrics are not drawn.")
    }
    figure.caption = notes.isEmpty ? nil : notes.joined(separator: " ")
    figure.summary = summary(curves, messages, notes)
    return figure
  }

  /// The series that ``curves(_:options:)`` has no room for, in their order.
  package static func undrawn(_ series: [MetricSeries]) -> [MetricSeries] {
    CurveGroups(series).rest.flatMap(\.series)
  }

  /// How large a figure has to be for as many panels as the series need.
  package static func size(forCurves series: [MetricSeries]) -> FigureSize {
    let count = CurveGroups(series).drawn.count
    if count <= 6 { return .standard }
    return .pixels(1000, 130 + 170 * Double((count + 2) / 3))
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
    if curves.contains(where: \.hasRestarts) {
      notes.append("A curve is broken where its steps go back.")
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
