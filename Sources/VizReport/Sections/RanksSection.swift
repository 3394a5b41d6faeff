import VizBase
import VizDiagnosis
import VizPlot
import VizStatistics
import VizTrace

/// The processes of one training beside each other: their losses, how far apart their parameters are,
/// and which series part first.
struct RanksSection: RunSection {
  static let id = "ranks"
  static let title = "Processes"

  private static let mostLines = 8
  private static let mostRows = 20

  let ranks: [RankHistory]
  let comparison: RankComparison
  let losses: ReportFigure?

  init?(_ run: ReportedRun) throws {
    guard let comparison = RankComparison(run.history) else { return nil }
    self.comparison = comparison
    ranks = run.history.ranks
    let lines = DataTable.some(
      of: ranks.compactMap { rank -> MetricSeries? in
        rank.loss.map {
          MetricSeries(name: "rank \(rank.rank)", steps: $0.steps, values: $0.values)
        }
      }.filter { $0.values.contains(where: \.isFinite) }, Self.mostLines)
    losses =
      lines.count < 2
      ? nil
      : try ReportFigure(
        Figure.curves(lines, options: CurveOptions(best: .none, size: .column())), id: "ranks-loss",
        table: DataTable(lines, caption: "Loss of each process by step"))
  }

  var words: [String] {
    let count = NumberFormat.grouped(Double(ranks.count))
    var words = ["\(count) processes recorded this run, each of its own examples."]
    let parameters = comparison.first(.parameter)
    if comparison.steps.isEmpty {
      words.append("No step was recorded by all of them, so that they cannot be compared.")
    } else if let first = comparison.partings.first {
      let names = first.ranks.map(String.init).joined(separator: ", ")
      words.append(
        "The first series to part is \(first.series.escaped()), at step"
          + " \(NumberFormat.grouped(Double(first.step)))"
          + (first.ranks.count < ranks.count ? ", in rank \(names)." : "."))
    } else {
      words.append("Nothing parts: parameters and gradients are the same in all of them.")
    }
    if let parameters, parameters != comparison.partings.first {
      words.append(
        "Parameters differ from step \(NumberFormat.grouped(Double(parameters.step))) on.")
    }
    return words
  }

  var figures: [ReportFigure] { [losses].compactMap { $0 } }

  var tables: [DataTable] { [overview] + (comparison.partings.isEmpty ? [] : [partings]) }

  private var overview: DataTable {
    DataTable(
      caption: "What each process came to",
      columns: [
        .words("rank"), .number("last step"), .number("last loss"), .number("a step, median (ms)"),
        .words("parts first in"), .number("at step"),
      ],
      rows: ranks.map { rank in
        let first = comparison.partings.first {
          $0.ranks.contains(rank.rank) && $0.ranks.count < ranks.count
        }
        let times = rank.metrics.first { $0.name == "step_time" }?.values
        return [
          .words("\(rank.rank)"), .count(rank.lastStep), .number(rank.loss?.values.last),
          .number(times?.median.map { $0 * 1000 }),
          .words(first?.series.escaped(limit: 60) ?? "–"), .count(first?.step),
        ]
      }, isSortable: true)
  }

  private var partings: DataTable {
    let shown = comparison.partings.prefix(Self.mostRows)
    return DataTable(
      caption: "What is not the same in all processes, the first first",
      columns: [
        .words("series"), .words("what"), .number("from step"), .words("ranks"), .words("measure"),
        .number("least"), .number("greatest"),
      ],
      rows: shown.map { parting in
        [
          .words(parting.series.escaped(limit: 60)), .words(Self.word(parting.kind)),
          .count(parting.step),
          .words(
            parting.ranks.count == ranks.count
              ? "all" : parting.ranks.map(String.init).joined(separator: ", ")),
          .words(parting.measure), .number(parting.numbers.filter(\.isFinite).min()),
          .number(parting.numbers.filter(\.isFinite).max()),
        ]
      },
      note: comparison.partings.count > shown.count
        ? "The first \(shown.count) of \(comparison.partings.count)." : nil)
  }

  private static func word(_ kind: RankComparison.Kind) -> String {
    switch kind {
    case .notFinite: "not finite"
    case .examples: "examples"
    case .value: "value"
    case .loss: "loss"
    case .gradient: "gradient"
    case .parameter: "parameter"
    }
  }
}
