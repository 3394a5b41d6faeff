import VizEvents
import VizPlot
import VizTrace

/// The metrics of a run, or of several, as a report draws them.
struct MetricGroups {
  /// Everything that is called a loss, whatever its data.
  private(set) var losses: [MetricSeries] = []
  private(set) var others: [MetricSeries] = []
  /// Learning rates that change.
  private(set) var rates: [MetricSeries] = []
  /// Those that are not drawn.
  private(set) var rest: [MetricSeries] = []

  private static let mostPanels = 8

  init(_ metrics: [MetricSeries]) {
    var bases: Set<String> = []
    for series in metrics
    where !RunLog.isOwn(series.name) && series.values.contains(where: \.isFinite) {
      let name = MetricName(series.name)
      if Self.isLoss(name.base.lowercased()) {
        if losses.count < Self.mostLosses { losses.append(series) } else { rest.append(series) }
        continue
      }
      // A learning rate that stays the same is no curve.
      if name.base == "learning_rate" || name.base == "lr" {
        if Set(series.values).count > 1 { rates.append(series) }
        continue
      }
      if bases.count < Self.mostPanels { bases.insert(name.base) }
      guard bases.contains(name.base) else {
        rest.append(series)
        continue
      }
      others.append(series)
    }
  }

  /// More losses than this are of no use on one page.
  private static let mostLosses = 400

  private static func isLoss(_ base: String) -> Bool {
    base == "loss" || base.hasSuffix("_loss") || base.hasSuffix("/loss")
      || base.hasPrefix("loss_") || base.hasPrefix("loss/")
  }

  static func options(_ series: [MetricSeries]) -> CurveOptions {
    let values = series.flatMap(\.values).filter(\.isFinite)
    let (low, high) = (values.min() ?? 0, values.max() ?? 0)
    let longest = series.map(\.values.count).max() ?? 0
    return CurveOptions(
      // What falls by decades is a line on the floor otherwise.
      yKind: low > 0 && high / low >= 50 ? .log : .linear,
      smoothing: longest >= 400 ? 0.9 : longest >= 100 ? 0.7 : nil)
  }

  /// Several quantities have no scale in common but the linear one.
  static func options(ofOthers series: [MetricSeries]) -> CurveOptions {
    var options = options(series)
    options.yKind = .linear
    if Set(series.map { MetricName($0.name).base }).count > 1 { options.title = "Other metrics" }
    return options
  }

  /// The curves, panel below panel.
  static func figure(_ series: [MetricSeries], _ options: CurveOptions) throws -> Figure {
    let count = Set(series.map { MetricName($0.name).base }).count
    var options = options
    options.size = .column(100 + 180 * Double(min(count, 24)))
    var figure = try Figure.curves(series, options: options)
    figure.columns = 1
    return figure
  }
}
