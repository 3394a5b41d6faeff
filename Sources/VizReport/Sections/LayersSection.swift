import VizBase
import VizDiagnosis
import VizEvents
import VizPlot
import VizTrace

/// Gradient flow, update ratios, saturation and dead units.
struct LayersSection: RunSection {
  static let id = "layers"
  static let title = "Gradient flow and updates"

  /// Of many layers every other one tells the same.
  private static let mostLines = 8
  /// Shares change slowly: some of very many steps say the same.
  private static let mostShares = 300

  let flow, norms, updates, saturation, dead: ReportFigure?

  init?(_ run: ReportedRun) throws {
    let nodes = run.history.nodes
    let parameters = nodes.tracks.filter(\.isParameter)
    let steps = nodes.steps.map(Double.init)
    let smoothing = steps.count >= 200 ? 0.9 : nil
    let shown = DataTable.some(of: parameters, Self.mostLines)
    flow = try Self.flow(parameters, run.history)
    norms = try Self.figure(
      "layers-norms",
      shown.map { MetricSeries(name: $0.node, steps: steps, values: Self.norms($0.gradient)) },
      caption: "Gradient norm by step"
    ) {
      try Figure.layerLines(
        $0, title: "Gradient norms by layer", label: "‖∂L/∂w‖", size: .column(),
        smoothing: smoothing)
    }
    updates = try Self.figure(
      "layers-updates",
      shown.map { MetricSeries(name: $0.node, steps: steps, values: $0.updateRatio) },
      caption: "Update ratio by step"
    ) { try Figure.updateRatios($0, size: .column(), smoothing: smoothing) }
    let sampling =
      steps.count > Self.mostShares
      ? "\(Self.mostShares) of \(NumberFormat.grouped(Double(steps.count))) steps at even distances."
      : nil
    func shares(
      _ id: String, _ series: [MetricSeries], _ title: String, _ label: String, _ caption: String
    ) throws -> ReportFigure? {
      try Self.figure(id, series.map(Self.percent), caption: caption) {
        var figure = try Figure.layerLines(
          $0, title: title, label: label, size: .column(), range: 0...100)
        figure.caption = sampling
        return figure
      }
    }
    saturation = try shares(
      "layers-saturation", run.history.saturation, "Saturation by layer", "% of the slope lost",
      "Saturation by step (%)")
    dead = try shares(
      "layers-dead", run.history.deadUnits, "Dead units by layer", "% of the units",
      "Dead units by step (%)")
    guard !figures.isEmpty else { return nil }
  }

  /// How large a gradient is at each step; a gap where it is none, or no number.
  private static func norms(_ gradient: StatisticsColumns) -> [Double] {
    gradient.norm.indices.map { gradient.magnitude(at: $0) }
  }

  var figures: [ReportFigure] { [flow, norms, updates, saturation, dead].compactMap { $0 } }

  private static func figure(
    _ id: String, _ series: [MetricSeries], caption: String,
    _ figure: ([MetricSeries]) throws -> Figure
  ) throws -> ReportFigure? {
    let drawn = series.filter { $0.values.contains(where: \.isFinite) }
    guard !drawn.isEmpty else { return nil }
    return try ReportFigure(figure(drawn), id: id, table: DataTable(drawn, caption: caption))
  }

  private static func percent(_ series: MetricSeries) -> MetricSeries {
    let indices = DataTable.some(of: Array(series.values.indices), mostShares)
    return MetricSeries(
      name: series.name, steps: indices.map { series.steps[$0] },
      values: indices.map { 100 * series.values[$0] })
  }

  private static func flow(
    _ parameters: [NodeTrack], _ history: RunHistory
  ) throws -> ReportFigure? {
    guard let log = history.log, let step = history.nodes.steps.last else { return nil }
    let names = Set(parameters.map(\.node))
    let layers = try log.nodes(at: step).filter { names.contains($0.node) }.compactMap {
      record in record.gradient.map { LayerGradient(name: record.node, summary: $0) }
    }
    guard !layers.isEmpty else { return nil }
    let figure = try Figure.gradientFlow(
      layers, title: "Gradients at step \(NumberFormat.grouped(Double(step)))",
      size: .column(min(max(130 + 24 * Double(layers.count), 280), 1600)))
    return try ReportFigure(
      figure, id: "layers-flow",
      table: DataTable(
        caption: "Gradients at step \(step)",
        columns: [.words("parameter"), .number("mean |gradient|"), .number("max |gradient|")],
        rows: layers.map { [.words($0.name.escaped()), .number($0.mean), .number($0.max)] }))
  }
}
