import VizDiagnosis
import VizPlot
import VizTrace

/// The metrics that the strip does not draw, a panel for each quantity, and the numbers behind those
/// that it draws.
struct CurvesSection: RunSection {
  static let id = "curves"
  static let title = "Loss and metrics"

  private(set) var losses, others, rates: ReportFigure?
  /// The metrics that are drawn on the strip.
  let drawn: [MetricSeries]
  /// The metrics that are not drawn at all.
  let rest: [MetricSeries]

  init?(_ run: ReportedRun) throws {
    drawn = Strip.drawn(run.history)
    let names = Set(drawn.map(\.name))
    let groups = MetricGroups(run.history.metrics.filter { !names.contains($0.name) })
    rest = Figure.undrawn(groups.losses) + groups.rest
    if !groups.losses.isEmpty {
      losses = try ReportFigure(
        MetricGroups.figure(groups.losses, MetricGroups.options(groups.losses)),
        id: "curves-loss", table: DataTable(groups.losses, caption: "Losses by step"))
    }
    if !groups.others.isEmpty {
      let options = MetricGroups.options(ofOthers: groups.others)
      others = try ReportFigure(
        MetricGroups.figure(groups.others, options), id: "curves-metrics",
        table: DataTable(groups.others, caption: "Metrics by step"))
    }
    if !groups.rates.isEmpty {
      rates = try ReportFigure(
        MetricGroups.figure(groups.rates, CurveOptions(best: .none)), id: "curves-rate",
        table: DataTable(groups.rates, caption: "Learning rate by step"))
    }
    guard !drawn.isEmpty || !figures.isEmpty || !rest.isEmpty else { return nil }
  }

  var words: [String] {
    guard !rest.isEmpty else { return [] }
    return [
      "\(rest.count) more metrics are in the log and not drawn here; vizbp plot draws those that you"
        + " name."
    ]
  }

  var tables: [DataTable] {
    (drawn.isEmpty ? [] : [DataTable(drawn, caption: "The numbers behind the curves, by step")])
      + (rest.isEmpty ? [] : [DataTable(metrics: rest)])
  }

  var figures: [ReportFigure] { [losses, others, rates].compactMap { $0 } }
}
