import VizDiagnosis
import VizPlot
import VizTrace

/// The losses, then all other metrics, a panel for each quantity.
struct CurvesSection: RunSection {
  static let id = "curves"
  static let title = "Loss and metrics"

  private(set) var losses, others, rates: ReportFigure?
  /// The metrics that are not drawn.
  let rest: [MetricSeries]

  init?(_ run: ReportedRun) throws {
    let groups = MetricGroups(run.history.metrics)
    guard !groups.losses.isEmpty || !groups.others.isEmpty || !groups.rates.isEmpty else {
      return nil
    }
    rest = Figure.undrawn(groups.losses) + groups.rest
    if !groups.losses.isEmpty {
      var figure = try Figure.curves(groups.losses, options: MetricGroups.options(groups.losses))
      Self.mark(&figure, run)
      losses = try ReportFigure(
        figure, id: "curves-loss", table: DataTable(groups.losses, caption: "Loss by step"))
    }
    if !groups.others.isEmpty {
      let options = MetricGroups.options(ofOthers: groups.others)
      others = try ReportFigure(
        Figure.curves(groups.others, options: options), id: "curves-metrics",
        table: DataTable(groups.others, caption: "Metrics by step"))
    }
    if !groups.rates.isEmpty {
      rates = try ReportFigure(
        Figure.curves(groups.rates, options: CurveOptions(best: .none)), id: "curves-rate",
        table: DataTable(groups.rates, caption: "Learning rate by step"))
    }
  }

  /// Marks where the findings that the losses tell of were first seen.
  private static func mark(_ figure: inout Figure, _ run: ReportedRun) {
    let steps = Set(run.findings.compactMap(\.step)).sorted().prefix(4)
    for step in steps where step > 0 {
      figure.panels[0].marks.append(
        .rule(RuleMark(.vertical, at: Double(step), tone: .alarm, text: "step \(step)")))
    }
  }

  var words: [String] {
    guard !rest.isEmpty else { return [] }
    return [
      "\(rest.count) more metrics are in the log and not drawn here; vizbp plot draws those that you"
        + " name."
    ]
  }

  var tables: [DataTable] { rest.isEmpty ? [] : [DataTable(metrics: rest)] }

  var figures: [ReportFigure] { [losses, others, rates].compactMap { $0 } }
}
