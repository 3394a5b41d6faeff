import VizBase
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
    // The first layer is the highest: heights count from the bottom.
    let heights = (0..<count).map { Double(count - 1 - $0) }
    func placed(_ value: (LayerGradient) -> Double) -> (x: [Double], y: [Double]) {
      let pairs = zip(layers.map(value), heights).filter { $0.0 > 0 && $0.0.isFinite }
      return (pairs.map(\.0), pairs.map(\.1))
    }
    var marks: [Mark] = []
    for (layer, height) in zip(layers, heights)
    where layer.mean > 0 && layer.max > 0 && layer.max.isFinite {
      marks.append(
        .line(
          LineMark(
            x: [layer.mean, layer.max], y: [height, height], tone: Tone.gradient.faint(0.4),
            width: 3)
        ))
    }
    let (means, maxima) = (placed(\.mean), placed(\.max))
    // A line to and fro between weights and biases would hide what becomes of either.
    let areWeights = layers.contains(where: \.isWeight)
    let line = placed { $0.isWeight || !areWeights ? $0.mean : .nan }
    marks.append(.line(LineMark(x: line.x, y: line.y, tone: .gradient, width: 1.6)))
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
    for (layer, height) in zip(layers, heights) {
      let word: String? =
        layer.max == 0
        ? "0: blocked"
        : layer.mean.isNaN || layer.max.isNaN ? "NaN" : layer.max.isInfinite ? "∞" : nil
      if let word {
        marks.append(.text(TextMark(word, x: edge, y: height, tone: .alarm, location: .center)))
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
    let broken = layers.filter { !$0.mean.isFinite || !$0.max.isFinite }.count
    if broken > 0 {
      return "Gradients are not finite in \(broken == layers.count ? "any layer" : "some layers")"
    }
    let weights = weights(layers)
    let blocked = weights.filter { $0.max == 0 }.count
    if blocked > 0 {
      return blocked == 1 ? "One layer gets no gradient" : "\(blocked) layers get no gradient"
    }
    guard let first = weights.first?.mean, let last = weights.last?.mean, weights.count > 1,
      let least = weights.min(by: { $0.mean < $1.mean }),
      let most = weights.max(by: { $0.mean < $1.mean })
    else { return "Gradient flow" }
    let (factor, spread) = (last / first, most.mean / least.mean)
    if spread <= 10 { return "Gradients keep their size through all \(weights.count) layers" }
    // The ends tell of the way back only where no layer between lies far outside of them.
    if factor >= 10, spread <= 10 * factor {
      return "Gradients shrink \(NumberFormat.brief(factor))-fold from the last layer to the first"
    }
    if factor <= 0.1, spread <= 10 / factor {
      return
        "Gradients grow \(NumberFormat.brief(1 / factor))-fold from the last layer to the first"
    }
    return "Gradients are smallest in \(least.name.escaped(limit: 28)) and"
      + " \(NumberFormat.brief(spread)) times as large in \(most.name.escaped(limit: 28))"
  }

  /// The layers whose names are not those of biases and the like, whose gradients are of another
  /// size; all of them where no others are left.
  private static func weights(_ layers: [LayerGradient]) -> [LayerGradient] {
    let weights = layers.filter(\.isWeight)
    return weights.isEmpty ? layers : weights
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
      let series = smoothing.map { series.smoothed($0, isLog: range == nil) } ?? series
      return Mark.line(
        LineMark(
          x: series.steps, y: series.values, tone: .category(index), dash: dash(index),
          label: series.name.escaped(limit: 40), marksGaps: true))
    }
    let names = layers.prefix(12).map { $0.name.escaped(limit: 40) }.joined(separator: ", ")
    let scale = range.map { Scale.linear($0.lowerBound, $0.upperBound) } ?? .log
    let what = range == nil ? " of the logarithms" : ""
    return Figure(
      title: title,
      caption: smoothing.map {
        "Lines: exponential average\(what), weight \(NumberFormat.plain($0)), debiased."
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

  fileprivate func smoothed(_ weight: Double, isLog: Bool) -> MetricSeries {
    let smooth =
      isLog
      ? Smoothing.exponentialOfLogarithms(values, weight: weight)
      : Smoothing.exponential(values, weight: weight)
    let stride = max(1, (smooth.count + Self.mostPoints - 1) / Self.mostPoints)
    func isGap(_ index: Int) -> Bool {
      isLog ? !smooth[index].hasLogarithm : !smooth[index].isFinite
    }
    // What has no place on the axis has to show, and so do the ends of the line beside it.
    let last = smooth.count - 1
    let indices = smooth.indices.filter { index in
      index.isMultiple(of: stride) || index == last
        || (max(index - 1, 0)...min(index + 1, last)).contains(where: isGap)
    }
    return MetricSeries(
      name: name, run: run, steps: indices.map { steps[$0] }, values: indices.map { smooth[$0] })
  }
}
