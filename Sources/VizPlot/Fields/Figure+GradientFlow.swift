import VizText
import VizTrace

extension Figure {
  /// The mean and the largest |gradient| of each layer on a logarithmic axis, from the first layer
  /// at the top to the last: gradients that vanish or explode on their way back show at a glance.
  ///
  /// - Parameters:
  ///   - layers: In the order of the forward pass.
  ///   - title: Of the figure; nil says what the gradients do.
  ///   - size: Of the figure; by default high enough for the layers.
  /// - Throws: ``PlotError`` where there are no layers.
  public static func gradientFlow(
    _ layers: [LayerGradient], title: String? = nil, size: FigureSize? = nil
  ) throws(PlotError) -> Figure {
    guard !layers.isEmpty else { throw PlotError(.data, "there are no layers to draw") }
    let count = layers.count
    // The first layer is the highest: places count from the bottom.
    let places = (0..<count).map { Double(count - 1 - $0) }
    func placed(_ value: (LayerGradient) -> Double) -> (x: [Double], y: [Double]) {
      let pairs = zip(layers.map(value), places).filter { $0.0 > 0 && $0.0.isFinite }
      return (pairs.map(\.0), pairs.map(\.1))
    }
    var marks: [Mark] = []
    for (layer, place) in zip(layers, places)
    where layer.mean > 0 && layer.max > 0 && layer.max.isFinite {
      marks.append(
        .line(
          LineMark(
            x: [layer.mean, layer.max], y: [place, place], tone: Tone.gradient.faint(0.4), width: 3)
        ))
    }
    let (means, maxima) = (placed(\.mean), placed(\.max))
    marks.append(
      .line(LineMark(x: means.x, y: means.y, tone: .gradient, width: 1.6)))
    marks.append(
      .dots(DotMark(x: means.x, y: means.y, tone: .gradient, size: 8, label: "mean |gradient|")))
    marks.append(
      .dots(
        DotMark(
          x: maxima.x, y: maxima.y, tone: .gradient, shape: .diamond, size: 8,
          label: "max |gradient|")))
    let all = (means.x + maxima.x).sorted()
    // In the middle of the axis.
    let edge = ((all.first ?? 1) * (all.last ?? 1)).squareRoot()
    for (layer, place) in zip(layers, places) {
      let word: String? =
        layer.max == 0
        ? "0: blocked"
        : layer.mean.isNaN || layer.max.isNaN ? "NaN" : layer.max.isInfinite ? "∞" : nil
      if let word {
        marks.append(.text(TextMark(word, x: edge, y: place, tone: .alarm, place: .center)))
      }
    }
    let names = layers.reversed().map { $0.name.escaped(limit: 28) }
    return Figure(
      title: title ?? flowMessage(layers), subtitle: title == nil ? nil : flowMessage(layers),
      caption: "First layer above, last below; the way back runs upwards.",
      summary: flowMessage(layers) + ".",
      size: size ?? .pixels(760, min(max(150 + 26 * Double(count), 260), 4000)),
      panels: [
        Panel(
          x: Axis("|gradient|", scale: .log), y: Axis(scale: .band(names)), marks: marks)
      ], labelling: .legend)
  }

  private static func flowMessage(_ layers: [LayerGradient]) -> String {
    let blocked = layers.filter { $0.max == 0 }.count
    if layers.contains(where: { !$0.mean.isFinite || !$0.max.isFinite }) {
      return "Gradients are not finite in some layers"
    }
    if blocked > 0 {
      return blocked == 1 ? "One layer gets no gradient" : "\(blocked) layers get no gradient"
    }
    guard let first = layers.first?.mean, let last = layers.last?.mean, layers.count > 1 else {
      return "Gradient flow"
    }
    let factor = last / first
    if factor >= 10 {
      return "Gradients shrink \(NumberFormat.brief(factor))-fold from the last layer to the first"
    }
    if factor <= 0.1 {
      return
        "Gradients grow \(NumberFormat.brief(1 / factor))-fold from the last layer to the first"
    }
    return "Gradients keep their size through all \(layers.count) layers"
  }

  /// The size of updates beside that of the weights they change, by step.
  ///
  /// A rule stands at 10⁻³, about where the ratio of healthy training lies (Andrej Karpathy,
  /// "CS231n", 2015).
  ///
  /// - Parameters:
  ///   - ratios: |update| / |weights| of each layer.
  ///   - title: Of the figure.
  ///   - size: Of the figure.
  ///   - smoothing: The weight of the past in the exponential average; nil for raw lines.
  /// - Throws: ``PlotError`` where there are no series.
  public static func updateRatios(
    _ ratios: [MetricSeries], title: String = "Size of updates beside the weights",
    size: FigureSize = .standard, smoothing: Double? = nil
  ) throws(PlotError) -> Figure {
    var figure = try layerLines(
      ratios, title: title, label: "|update| / |weights|", size: size, smoothing: smoothing)
    let words = ["Dotted: 10⁻³, about where the ratio of healthy training lies.", figure.caption]
    figure.caption = words.compactMap { $0 }.joined(separator: " ")
    figure.panels[0].marks.insert(
      .rule(RuleMark(.horizontal, at: 1e-3, tone: .ink, dash: [1.5, 3])), at: 0)
    return figure
  }

  /// A quantity of several layers by step.
  ///
  /// - Parameters:
  ///   - layers: The quantity of each layer.
  ///   - title: Of the figure.
  ///   - label: What the quantity is, with its unit.
  ///   - size: Of the figure.
  ///   - range: Of a linear axis; nil for a logarithmic one.
  ///   - smoothing: The weight of the past in the exponential average; nil for raw lines.
  /// - Throws: ``PlotError`` where there are no series.
  public static func layerLines(
    _ layers: [MetricSeries], title: String, label: String, size: FigureSize = .standard,
    range: ClosedRange<Double>? = nil, smoothing: Double? = nil
  ) throws(PlotError) -> Figure {
    guard !layers.isEmpty else { throw PlotError(.data, "there are no layers to draw") }
    let lines = layers.enumerated().map { index, series in
      let series = smoothing.map { series.smoothed($0) } ?? series
      return Mark.line(
        LineMark(
          x: series.steps, y: series.values, tone: .category(index), dash: dash(index),
          label: series.name.escaped(limit: 40), marksGaps: true))
    }
    let names = layers.prefix(12).map { $0.name.escaped(limit: 40) }.joined(separator: ", ")
    let scale = range.map { Scale.linear($0.lowerBound, $0.upperBound) } ?? .log
    return Figure(
      title: title,
      caption: smoothing.map {
        "Lines: exponential average, weight \(NumberFormat.plain($0)), debiased."
      }, summary: "\(title), for \(names).", size: size,
      panels: [
        Panel(x: Axis("step", hasGrid: false), y: Axis(label, scale: scale), marks: lines)
      ])
  }

  /// Dashes tell lines apart where colours begin again, and for those who see no colours.
  private static func dash(_ index: Int) -> [Double] {
    let dashes: [[Double]] = [[], [7, 3], [2, 2.5], [9, 3, 2, 3]]
    return dashes[(index / 2) % dashes.count]
  }
}

extension MetricSeries {
  /// More points than these do not show in a smooth line.
  private static let mostPoints = 400

  fileprivate func smoothed(_ weight: Double) -> MetricSeries {
    let smooth = Smoothing.exponential(values, weight: weight)
    let stride = max(1, (smooth.count + Self.mostPoints - 1) / Self.mostPoints)
    // What is not finite has to show, and so does the end.
    let places = smooth.indices.filter {
      $0.isMultiple(of: stride) || !smooth[$0].isFinite || $0 == smooth.count - 1
    }
    return MetricSeries(
      name: name, run: run, steps: places.map { steps[$0] }, values: places.map { smooth[$0] })
  }
}
