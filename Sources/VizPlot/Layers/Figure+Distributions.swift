import VizBase
import VizDrawing
import VizTrace

extension Figure {
  /// How values, or gradients, are spread over the steps of training: a ridge for each step, the
  /// latest in front.
  ///
  /// - Parameters:
  ///   - distributions: In any order; of many, 24 at even distances are drawn.
  ///   - title: Of the figure.
  ///   - values: What the values are.
  ///   - steps: What the steps are.
  ///   - size: Of the figure.
  /// - Throws: ``PlotError`` where no histogram holds anything.
  public static func ridgeline(
    _ distributions: [ValueDistribution], title: String, values: String = "value",
    steps: String = "step", size: FigureSize = .standard
  ) throws(PlotError) -> Figure {
    let (all, range) = try usable(distributions)
    let most = 24
    let chosen =
      all.count <= most
      ? all
      : (0..<most).map { all[Int((Double($0 * (all.count - 1)) / Double(most - 1)).rounded())] }
    let bins = 120
    let x = (0..<bins).map {
      range.lowerBound + (Double($0) + 0.5) / Double(bins) * (range.upperBound - range.lowerBound)
    }
    let shares = chosen.map { smoothed($0.shares(bins, over: range)) }
    // One bin that holds all would leave nothing of the other ridges.
    let spreadOut = zip(chosen, shares).filter { !$0.0.isPoint }.compactMap { $0.1.max() }
    let highest = spreadOut.max() ?? shares.compactMap { $0.max() }.max() ?? 1
    // The latest stand lowest and in front; above the first is room for its peak.
    let unit = 3 / max(highest, .leastNormalMagnitude)
    let ridges = zip(chosen, shares).enumerated().map { index, pair in
      let age = chosen.count > 1 ? Double(index) / Double(chosen.count - 1) : 1
      return RidgeMark.Ridge(
        base: Double(chosen.count - 1 - index), x: x, heights: pair.1.map { min($0 * unit, 3) },
        tone: Tone.category(0).faint(0.35 + 0.65 * age))
    }
    let room = Int((min(shares[0].max() ?? highest, highest) * unit).rounded(.up))
    let stride = (chosen.count + 11) / 12
    let names = chosen.indices.reversed().map { index in
      index.isMultiple(of: stride) ? NumberFormat.grouped(chosen[index].step) : ""
    }
    return Figure(
      title: title, subtitle: spread(all),
      caption: "Each ridge is the distribution at one step, the latest in front."
        + pointNote(chosen, "that ridge is cut off.")
        + (chosen.count < all.count
          ? " \(chosen.count) of \(NumberFormat.grouped(Double(all.count))) steps." : ""),
      summary: [title + ".", spread(all).map { $0 + "." }].compactMap { $0 }
        .joined(separator: " "),
      size: size,
      panels: [
        Panel(
          x: Axis(values, isTight: true),
          y: Axis(
            steps, scale: .band(names + [String](repeating: "", count: room)), hasGrid: false),
          marks: [.ridges(RidgeMark(ridges))])
      ])
  }

  /// The same as a heatmap: steps along x, values along y, the share of values as colour, nothing where
  /// no value lies, with lines for the median and the middle 90 %. Where the values of some steps
  /// spread far wider than those of others, the axis is logarithmic beyond the narrowest.
  ///
  /// - Parameters:
  ///   - distributions: In any order.
  ///   - title: Of the figure.
  ///   - values: What the values are.
  ///   - steps: What the steps are.
  ///   - tone: The colour of most values.
  ///   - size: Of the figure.
  /// - Throws: ``PlotError`` where no histogram holds anything.
  public static func distributionHeatmap(
    _ distributions: [ValueDistribution], title: String, values: String = "value",
    steps: String = "step", tone: Tone.Base = .value, size: FigureSize = .standard
  ) throws(PlotError) -> Figure {
    let (all, range) = try usable(distributions)
    let rows = 96
    let axis = valueScale(all, range)
    let edges = edges(rows, over: range, axis)
    let columns = min(max(all.count, 2), 400)
    let (first, last) = (all[0].step, all[all.count - 1].step)
    var field = [Double](repeating: 0, count: rows * columns)
    var index = 0
    var highest = 0.0
    let areAllPoints = all.allSatisfy(\.isPoint)
    for column in 0..<columns {
      // Steps need not be at even distances: a column shows the latest one before its middle.
      let middle = first + (Double(column) + 0.5) / Double(columns) * (last - first)
      while index + 1 < all.count, all[index + 1].step <= middle { index += 1 }
      let chosen =
        all.count <= columns && isEven(all) ? all[min(column, all.count - 1)] : all[index]
      for (row, share) in chosen.shares(between: edges).enumerated() {
        field[row * columns + column] = share
        // One cell that holds all would leave nothing of the other colours.
        if areAllPoints || !chosen.isPoint { highest = max(highest, share) }
      }
    }
    // The cells cover the steps and the values; their places lie in their middles. On an axis that is
    // not linear they are as high as each other all the same.
    func middles(_ low: Double, _ high: Double, of count: Int) -> ClosedRange<Double> {
      let half = (high - low) / Double(count) / 2
      return low + half...max(high - half, low + half)
    }
    let shown = ScalarField(
      columns: columns, rows: rows, values: field.map { 100 * $0 },
      xRange: middles(first, max(last, first.nextUp), of: columns),
      yRange: middles(range.lowerBound, range.upperBound, of: rows))
    let scale = ColorScale(.amount(tone, most: 100 * highest), label: "% of the values")
    func line(_ share: Double, _ dash: [Double], _ label: String?) -> Mark {
      .line(
        LineMark(
          x: all.map(\.step), y: all.map { $0.quantile(share) ?? .nan },
          tone: .ink, width: 1.4, dash: dash, label: label))
    }
    return Figure(
      title: title, subtitle: spread(all),
      caption: "Solid line: median. Dashed: the middle 90 % of the values."
        + pointNote(all, "its colour is the scale's last."),
      summary: [title + ".", spread(all).map { $0 + "." }].compactMap { $0 }
        .joined(separator: " "),
      size: size,
      panels: [
        Panel(
          x: Axis(steps, hasGrid: false, isTight: true),
          y: Axis(values, scale: axis, hasGrid: false, isTight: true),
          marks: [
            .raster(RasterMark(shown, scale: scale)), line(0.5, [], nil), line(0.05, [4, 3], nil),
            line(0.95, [4, 3], nil),
          ], colorScale: scale)
      ], labelling: .none)
  }

  /// Of few elements a line each, in order of their size; of more a heatmap, as
  /// ``distributionHeatmap(_:title:values:steps:tone:size:)`` draws it.
  ///
  /// - Parameters:
  ///   - distributions: In any order.
  ///   - title: Of the figure.
  ///   - values: What the values are.
  ///   - steps: What the steps are.
  ///   - tone: The colour of lines, and of most values.
  ///   - size: Of the figure.
  /// - Throws: ``PlotError`` where no histogram holds anything.
  public static func spread(
    _ distributions: [ValueDistribution], title: String, values: String = "value",
    steps: String = "step", tone: Tone.Base = .value, size: FigureSize = .standard
  ) throws(PlotError) -> Figure {
    let (all, range) = try usable(distributions)
    let count = all.map(\.count).max() ?? 0
    guard count <= mostLines else {
      return try distributionHeatmap(
        distributions, title: title, values: values, steps: steps, tone: tone, size: size)
    }
    let words =
      count == 1
      ? all.first.flatMap { first in
        first.element(0).flatMap { from in
          all.last?.element(0).map {
            "From \(NumberFormat.brief(from)) to \(NumberFormat.brief($0))"
          }
        }
      } : Self.spread(all)
    return Figure(
      title: title, subtitle: words,
      caption: count == 1
        ? nil
        : "A line for each of the \(count) elements, in order of their size; those between the"
          + " least and the greatest as far as histograms tell.",
      summary: [title + ".", words.map { $0 + "." }].compactMap { $0 }.joined(separator: " "),
      size: size,
      panels: [
        Panel(
          x: Axis(steps, hasGrid: false, isTight: true),
          y: Axis(values, scale: valueScale(all, range)),
          marks: (0..<count).map { place in
            .line(
              LineMark(
                x: all.map(\.step), y: all.map { $0.element(place) ?? .nan }, tone: Tone(tone),
                width: 1.4))
          })
      ], labelling: .none)
  }

  /// So many lines can be told apart.
  private static let mostLines = 16

  /// Linear; or where in some steps the values reach ten times as far as in others, logarithmic beyond
  /// what those reach.
  private static func valueScale(
    _ all: [ValueDistribution], _ range: ClosedRange<Double>
  ) -> Scale {
    let reaches = all.compactMap { one -> Double? in
      guard let low = one.quantile(0.05), let high = one.quantile(0.95) else { return nil }
      return max(abs(low), abs(high))
    }.filter { $0 > 0 && $0.isFinite }.sorted()
    // A step or two at zero, as of biases at first, are not what most are like.
    guard !reaches.isEmpty else { return .linear }
    let least = reaches[reaches.count / 10]
    return max(abs(range.lowerBound), abs(range.upperBound)) > 10 * least ? .symlog(least) : .linear
  }

  /// The edges of cells that are equally high on an axis.
  private static func edges(
    _ count: Int, over range: ClosedRange<Double>, _ scale: Scale
  ) -> [Double] {
    let (low, high) = (range.lowerBound, range.upperBound)
    var edges: [Double]
    if case .symlog(let threshold) = scale.kind {
      let (a, b) = (
        (low / threshold).boundedInverseHyperbolicSine,
        (high / threshold).boundedInverseHyperbolicSine
      )
      edges = (0...count).map {
        threshold * (a + (b - a) * Double($0) / Double(count)).hyperbolicSine
      }
    } else {
      edges = (0...count).map { low + (high - low) * Double($0) / Double(count) }
    }
    (edges[0], edges[count]) = (low, high)
    return edges
  }

  /// The distributions that hold something, by step, and the range of their values.
  private static func usable(
    _ distributions: [ValueDistribution]
  ) throws(PlotError) -> ([ValueDistribution], ClosedRange<Double>) {
    let all = distributions.filter { $0.extent != nil && $0.step.isFinite }
      .sorted { $0.step < $1.step }
    guard !all.isEmpty else {
      throw PlotError(.data, "there is no histogram with finite values to draw")
    }
    // Single far values would squeeze all others into a line.
    let lows = all.compactMap { $0.quantile(0.002) }
    let highs = all.compactMap { $0.quantile(0.998) }
    return (all, Ticks.range(lows.min() ?? 0, highs.max() ?? 1))
  }

  /// What is to be said where all values of some steps are alike, and of others not.
  private static func pointNote(_ all: [ValueDistribution], _ what: String) -> String {
    let points = all.filter(\.isPoint).count
    guard points > 0, points < all.count else { return "" }
    return " Where all values are equal, one bin holds 100 %: \(what)"
  }

  private static func isEven(_ all: [ValueDistribution]) -> Bool {
    let gaps = zip(all.dropFirst(), all).map { $0.step - $1.step }
    guard let low = gaps.min(), let high = gaps.max() else { return true }
    return high <= low * 1.01
  }

  /// What happened in words: the middle 90 % at both ends of training.
  private static func spread(_ all: [ValueDistribution]) -> String? {
    func words(_ one: ValueDistribution) -> String? {
      guard let low = one.quantile(0.05), let high = one.quantile(0.95) else { return nil }
      return "\(NumberFormat.brief(low)) to \(NumberFormat.brief(high))"
    }
    guard all.count > 1, let first = words(all[0]), let last = words(all[all.count - 1]) else {
      return nil
    }
    return "The middle 90 % go from \(first) at first to \(last) at last"
  }

  /// Bins of few values tremble; a kernel of three bins calms them.
  private static func smoothed(_ shares: [Double]) -> [Double] {
    shares.indices.map { index in
      let before = index > 0 ? shares[index - 1] : 0
      let after = index + 1 < shares.count ? shares[index + 1] : 0
      return 0.25 * before + 0.5 * shares[index] + 0.25 * after
    }
  }
}
