import VizBase
import VizDiagnosis
import VizEvents
import VizPlot
import VizTrace

/// The histograms that a log of another program has, over its steps.
struct LoggedHistogramsSection: RunSection {
  static let id = "histograms"
  static let title = "Logged histograms"

  private static let most = 8

  private(set) var figures: [ReportFigure] = []
  /// The tags that have no figure.
  private(set) var others: [String] = []

  init?(_ run: ReportedRun) throws {
    guard let log = run.history.log else { return nil }
    for (number, tag) in log.histogramTags.enumerated() where !Self.isOfNode(tag, in: run) {
      let spread = figures.count < Self.most ? try log.histograms(tag) : []
      let name = tag.escaped(limit: 60)
      let isOfGradients = RunHistory.isOfGradients(tag)
      guard !spread.isEmpty,
        let figure = try? Figure.distributionHeatmap(
          spread.map { ValueDistribution(step: Double($0.step), histogram: $0.value) },
          title: name, values: isOfGradients ? "gradient" : "value",
          tone: isOfGradients ? .gradient : .value, size: .column(240))
      else {
        others.append(name)
        continue
      }
      figures.append(try ReportFigure(figure, id: "histogram-\(number)", table: nil))
    }
    if figures.isEmpty && others.isEmpty { return nil }
  }

  /// Whether a histogram is that of a captured node's value or gradient, which have their own section.
  private static func isOfNode(_ tag: String, in run: ReportedRun) -> Bool {
    let gradient = "/gradient"
    let node = tag.hasSuffix(gradient) ? String(tag.dropLast(gradient.count)) : tag
    return run.history.nodes[node] != nil || run.history.nodes[tag] != nil
  }

  var words: [String] {
    guard !others.isEmpty else { return [] }
    let names = others.prefix(12).joined(separator: ", ")
    return ["Not drawn: \(names)\(others.count > 12 ? " and \(others.count - 12) more" : "")."]
  }
}
