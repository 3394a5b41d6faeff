import VizBase
import VizDiagnosis
import VizEvents
import VizPlot
import VizTrace

/// How the parameters and their gradients are spread over the steps.
struct DistributionsSection: RunSection {
  static let id = "distributions"
  static let title = "Distributions over time"

  private static let mostParameters = 6
  private static let mostSteps = 40

  private(set) var figures: [ReportFigure] = []
  /// How many parameters the figures are of, and how many there are.
  let shown, all: Int

  init?(_ run: ReportedRun) throws {
    guard let log = run.history.log else { return nil }
    let nodes = run.history.nodes
    let parameters = nodes.tracks.filter(\.isParameter)
    guard !parameters.isEmpty else { return nil }
    // Weights say more than biases.
    let bySize = parameters.sorted { ($0.value.count.last ?? 0) > ($1.value.count.last ?? 0) }
    let chosen = Set(bySize.prefix(Self.mostParameters).map(\.node))
    (shown, all) = (chosen.count, parameters.count)
    let found = try Self.distributions(
      of: chosen, in: log, at: DataTable.some(of: nodes.steps, Self.mostSteps))
    for (number, track) in parameters.enumerated() where chosen.contains(track.node) {
      for kind in Kind.allCases {
        guard let spread = found[kind]?[track.node],
          spread.contains(where: { $0.histogram.counts.contains { $0 > 0 } })
        else { continue }
        let name = track.node.escaped(limit: 40)
        guard
          let figure = try? Figure.spread(
            spread, title: kind == .value ? name : "∂L/∂\(name)", values: kind.rawValue,
            tone: kind == .value ? .value : .gradient, size: .column(240))
        else { continue }
        figures.append(
          try ReportFigure(
            figure, id: "distribution-\(number)-\(kind)",
            table: DataTable(
              kind == .value ? track.value : track.gradient, steps: nodes.steps, most: 12,
              caption: "\(kind) of \(name)")))
      }
    }
    guard !figures.isEmpty else { return nil }
  }

  private enum Kind: String, CaseIterable { case value, gradient }

  private static func distributions(
    of nodes: Set<Node.ID>, in log: RunLog, at steps: [Int]
  ) throws -> [Kind: [Node.ID: [ValueDistribution]]] {
    var found: [Kind: [Node.ID: [ValueDistribution]]] = [:]
    for step in steps {
      for record in try log.nodes(at: step) where nodes.contains(record.node) {
        for (kind, summary) in [(Kind.value, record.value), (.gradient, record.gradient)] {
          guard let summary,
            let one = ValueDistribution(step: Double(step), summary: summary)
          else { continue }
          found[kind, default: [:]][record.node, default: []].append(one)
        }
      }
    }
    return found
  }

  var words: [String] {
    guard all > shown else { return [] }
    return [
      "The \(shown) largest of \(all) parameters; vizbp plot --figure distribution --node draws any"
        + " other."
    ]
  }
}
