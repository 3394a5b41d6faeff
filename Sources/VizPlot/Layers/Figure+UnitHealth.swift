import VizBase

extension Figure {
  /// Which part of each layer is saturated and which is dead: where no gradient comes through.
  ///
  /// - Parameters:
  ///   - layers: In the order of the forward pass.
  ///   - title: Of the figure; nil says which layer is worst.
  ///   - size: Of the figure.
  /// - Throws: ``PlotError`` where there are no layers.
  public static func unitHealth(
    _ layers: [UnitHealth], title: String? = nil, size: FigureSize = .standard
  ) throws(PlotError) -> Figure {
    guard !layers.isEmpty else { throw PlotError(.data, "there are no layers to draw") }
    let shares = { (value: (UnitHealth) -> Double) in
      layers.map { value($0).clampedToUnit * 100 }
    }
    let centers = layers.indices.map(Double.init)
    let marks: [Mark] = [
      .bars(
        BarMark(
          starts: centers.map { $0 - 0.38 }, ends: centers.map { $0 - 0.02 },
          heights: shares(\.saturated), tone: .category(1), label: "saturated activations")),
      .bars(
        BarMark(
          starts: centers.map { $0 + 0.02 }, ends: centers.map { $0 + 0.38 },
          heights: shares(\.dead),
          tone: .category(7), label: "dead units")),
    ]
    let worst = layers.max { $0.saturated < $1.saturated }
    let dead = layers.map(\.dead).max() ?? 0
    var message = "No activation is saturated"
    if let worst, worst.saturated > 0 {
      message =
        "\(worst.name.escaped()) is the most saturated layer, with \(percent(worst.saturated))"
    }
    if dead > 0 { message += "; up to \(percent(dead)) of a layer's units are dead" }
    return Figure(
      title: title ?? message, subtitle: title == nil ? nil : message,
      caption: "Saturated: where the function is flat. Dead: the same for every sample.",
      summary: message + ".", size: size,
      panels: [
        Panel(
          x: Axis(scale: .band(layers.map { $0.name.escaped(limit: 20) }), hasGrid: false),
          y: Axis("% of the layer", scale: .linear(0, 100)), marks: marks)
      ], labelling: .legend)
  }

  private static func percent(_ share: Double) -> String {
    NumberFormat.brief(100 * share.clampedToUnit) + " %"
  }
}
