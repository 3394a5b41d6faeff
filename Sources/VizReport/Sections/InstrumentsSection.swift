import VizBase
import VizDiagnosis
import VizEvents
import VizPlot
import VizTrace

/// What instruments measured beside the steps: curvature and its limit, the noise of gradients, and
/// how weights and units fare.
struct InstrumentsSection: RunSection {
  static let id = "instruments"
  static let title = "Instruments"

  /// Of many layers every other one tells the same.
  private static let mostLines = 8

  private(set) var figures: [ReportFigure] = []
  private(set) var words: [String] = []

  init?(_ run: ReportedRun) throws {
    let prefix = RunLog.instruments
    let readings = Readings(
      run.history.metrics.filter { $0.name.hasPrefix(prefix) }.map { series in
        MetricSeries(
          name: String(series.name.dropFirst(prefix.count)), steps: series.steps,
          values: series.values)
      })
    guard !readings.series.isEmpty else { return nil }
    words = Self.words(readings)
    for kind in Self.kinds {
      let lines = kind.lines(readings).filter { $0.values.contains(where: \.isFinite) }
      guard !lines.isEmpty else { continue }
      let figure = try Figure.layerLines(
        DataTable.some(of: lines, Self.mostLines), title: kind.title, label: kind.label,
        size: .column(), range: kind.range)
      figures.append(
        try ReportFigure(
          figure, id: "instruments-\(kind.id)", table: DataTable(lines, caption: kind.title)))
    }
  }

  /// The readings, by their names without the prefix.
  private struct Readings {
    let series: [MetricSeries]

    init(_ series: [MetricSeries]) { self.series = series }

    subscript(name: String) -> MetricSeries? { series.first { $0.name == name } }

    /// The readings of a name under another one.
    func line(_ name: String, as label: String) -> [MetricSeries] {
      self[name].map { [MetricSeries(name: label, steps: $0.steps, values: $0.values)] } ?? []
    }

    /// The readings of all layers below a name.
    func layers(_ name: String, but others: String..., times factor: Double = 1) -> [MetricSeries] {
      series.filter { $0.name.hasPrefix(name) }.map { series in
        MetricSeries(
          name: String(series.name.dropFirst(name.count)), steps: series.steps,
          values: series.values.map { factor * $0 })
      }.filter { line in !others.contains { line.name.hasPrefix($0) } }
    }

    func last(_ name: String) -> Double? { self[name]?.values.last }
  }

  /// A figure.
  private struct Kind: Sendable {
    var id, title, label: String
    /// Nil for a logarithmic axis.
    var range: ClosedRange<Double>?
    var lines: @Sendable (Readings) -> [MetricSeries]
  }

  private static let kinds = [
    Kind(
      id: "curvature", title: "Curvature and the limit of stable steps", label: "curvature",
      lines: {
        $0.line("hessian/eigenvalue", as: "largest eigenvalue")
          + $0.line("hessian/preconditioned", as: "the same, preconditioned")
          + $0.line("hessian/limit", as: "limit of stable steps")
          + $0.line("critical-sharpness/sharpness", as: "critical sharpness")
      }),
    Kind(
      id: "noise", title: "Gradient noise scale", label: "examples",
      lines: { $0.line("noise-scale/examples", as: "noise scale") }),
    Kind(
      id: "signal", title: "Signal to noise of the gradients", label: "|G|² / (tr Σ / B)",
      lines: { $0.layers("noise-scale/signal-to-noise/") }),
    Kind(
      id: "rotation", title: "Angle of the updates", label: "radians a step",
      lines: { $0.layers("rotation/", but: "growth/") }),
    Kind(
      id: "cosine", title: "Cosine of updates in a row", label: "cosine", range: -1...1,
      lines: { $0.layers("update-cosine/") }),
    Kind(
      id: "dormant", title: "Dormant units", label: "% of the units", range: 0...100,
      lines: { $0.layers("dormant/", times: 100) }),
    Kind(
      id: "rank", title: "Effective rank of the layers' values", label: "directions",
      lines: { $0.layers("effective-rank/") }),
  ]

  // MARK: - Words

  private static func words(_ readings: Readings) -> [String] {
    [curvature(readings), noise(readings), units(readings)].compactMap { $0 }
  }

  private static func curvature(_ readings: Readings) -> String? {
    let found =
      readings["hessian/preconditioned"] ?? readings["hessian/eigenvalue"]
    guard let curvature = found?.values.last, let limit = readings.last("hessian/limit") else {
      return nil
    }
    let ratio = curvature / limit
    let verdict =
      ratio > 0.9
      ? "the training is at the edge of stability"
      : "a rate up to \(NumberFormat.brief(1 / max(ratio, 1e-300))) times as high would be stable"
    let rate = readings.last("hessian/rate-limit").map {
      "; the learning rate that the last step could have had is \(NumberFormat.brief($0))"
    }
    return "At the last measurement the curvature is \(NumberFormat.brief(curvature)), where steps"
      + " are stable up to \(NumberFormat.brief(limit)): \(verdict)\(rate ?? "")."
  }

  private static func noise(_ readings: Readings) -> String? {
    readings.last("noise-scale/examples").map {
      "The gradients' noise scale is \(NumberFormat.brief($0)) examples at the end: larger batches"
        + " than that make steps little better, smaller ones mostly noise."
    }
  }

  private static func units(_ readings: Readings) -> String? {
    readings.last("dormant/all").map {
      $0 == 0
        ? "No unit is dormant at the end."
        : "\(NumberFormat.brief(100 * $0)) % of the units are dormant at the end."
    }
  }
}
