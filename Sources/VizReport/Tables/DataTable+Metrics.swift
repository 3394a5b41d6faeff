import VizBase
import VizTrace

extension DataTable {
  /// Metrics that are not drawn, a row each: how many values, and from where to where.
  init(metrics: [MetricSeries], most: Int = 200) {
    let hasRuns = Set(metrics.map(\.run)).count > 1
    self.init(
      caption: "Metrics that are not drawn",
      columns: (hasRuns ? [.words("run")] : []) + [
        .words("metric"), .number("values"), .number("first"), .number("last"), .number("least"),
        .number("greatest"),
      ],
      rows: metrics.prefix(most).map { one in
        let finite = one.values.filter(\.isFinite)
        return (hasRuns ? [.words(one.run.escaped(limit: 60))] : []) + [
          .words(one.name.escaped(limit: 80)), .count(one.values.count),
          .number(one.values.first), .number(one.values.last), .number(finite.min()),
          .number(finite.max()),
        ]
      },
      note: metrics.count > most ? "\(metrics.count - most) more are in the log." : nil,
      isSortable: true)
  }
}
