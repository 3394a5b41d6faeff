import VizBase
import VizDiagnosis
import VizPlot
import VizTrace

/// The losses of the runs, a figure for each name, then all other metrics.
struct ComparedCurvesSection: ComparisonSection {
  static let id = CurvesSection.id
  static let title = CurvesSection.title

  private(set) var losses: [ReportFigure] = []
  private(set) var others: ReportFigure?
  /// The metrics that are not drawn.
  private(set) var rest: [MetricSeries]

  private static let mostLosses = 4

  init?(_ runs: [ReportedRun]) throws {
    let named = runs.flatMap { run in
      run.history.metrics.map { series in
        var series = series
        series.run = run.history.name
        return series
      }
    }
    let groups = MetricGroups(named)
    // Held-out data lie apart from the batches' noise.
    let byName = Dictionary(grouping: groups.losses, by: \.name).sorted { $0.key < $1.key }
    rest = groups.rest + byName.dropFirst(Self.mostLosses).flatMap(\.value)
    for (number, group) in byName.prefix(Self.mostLosses).enumerated() {
      var options = MetricGroups.options(group.value)
      options.title = "\(group.key.escaped(limit: 60)) of \(group.value.count) runs"
      // One lucky batch is no best.
      if options.smoothing != nil { options.best = .none }
      losses.append(
        try ReportFigure(
          Figure.curves(group.value, options: options), id: "curves-loss-\(number)",
          table: DataTable(group.value, caption: "\(group.key) by step")))
    }
    if !groups.others.isEmpty {
      let options = MetricGroups.options(ofOthers: groups.others)
      others = try ReportFigure(
        Figure.curves(groups.others, options: options), id: "curves-metrics",
        table: DataTable(groups.others, caption: "Metrics by step"))
    }
    guard !figures.isEmpty else { return nil }
  }

  var tables: [DataTable] { rest.isEmpty ? [] : [DataTable(metrics: rest)] }

  var figures: [ReportFigure] { losses + (others.map { [$0] } ?? []) }
}
