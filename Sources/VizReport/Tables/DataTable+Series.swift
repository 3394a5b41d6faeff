import VizBase
import VizTrace

extension DataTable {
  /// More rows say no more than the figure, and cost more than it.
  private static let mostRows = 24
  private static let mostColumns = 12

  /// Series over their steps: all of few steps, of many some at even distances, always the first
  /// and the last.
  init(_ series: [MetricSeries], caption: String, steps name: String = "step") {
    let shown = Array(series.prefix(Self.mostColumns))
    let values = shown.map { series in
      Dictionary(
        zip(series.steps, series.values).map { ($0, $1) }, uniquingKeysWith: { _, last in last })
    }
    let all = Set(shown.flatMap(\.steps)).filter(\.isFinite).sorted()
    // Where metrics are logged at different steps, those that most have say most.
    let rarest = Set(shown.min { $0.steps.count < $1.steps.count }?.steps ?? [])
    let common = rarest.count >= 2 ? all.filter(rarest.contains) : all
    let steps = Self.some(of: common, Self.mostRows)
    let namesRuns = Set(shown.map(\.run)).count > 1
    self.init(
      caption: caption,
      columns: [.number(name)]
        + shown.map { series in
          .number(namesRuns ? "\(series.run) \(series.name)" : series.name)
        },
      rows: steps.map { step in [.step(step)] + values.map { .number($0[step]) } })
    var left: [String] = []
    if steps.count < all.count {
      left.append("\(steps.count) of \(NumberFormat.grouped(Double(all.count))) steps")
    }
    if shown.count < series.count { left.append("\(shown.count) of \(series.count) curves") }
    if !left.isEmpty { note = left.joined(separator: ", ") + "; the run's log has all." }
  }
}
