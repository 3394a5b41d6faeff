import Testing
import VizDrawing
import VizTrace

@testable import VizPlot

@Suite struct TrainingFiguresTests {
  private let histogram = Histogram(edges: [0, 1, 2, 4], counts: [1, 2, 1])

  @Test func sharesOfAHistogram() {
    let one = ValueDistribution(step: 0, histogram: histogram)
    #expect(one.shares(4, over: 0...4) == [0.25, 0.5, 0.125, 0.125])
    #expect(one.shares(2, over: 0...2) == [0.25, 0.5])
    #expect(one.quantile(0.5) == 1.5)
    #expect(one.quantile(1) == 4)
    let point = ValueDistribution(step: 0, histogram: Histogram(edges: [3, 3], counts: [7]))
    #expect(point.shares(4, over: 0...4) == [0, 0, 0, 1])
    #expect(ValueDistribution(step: 0, histogram: Histogram(edges: [], counts: [])).extent == nil)
  }

  @Test func sharesBetweenEdges() {
    let one = ValueDistribution(step: 0, histogram: histogram)
    #expect(one.shares(between: [0, 1, 2, 3, 4]) == one.shares(4, over: 0...4))
    #expect(one.shares(between: [0, 1, 4]) == [0.25, 0.75])
    #expect(one.shares(between: []).isEmpty)
    let point = ValueDistribution(step: 0, histogram: Histogram(edges: [3, 3], counts: [7]))
    #expect(point.shares(between: [0, 1, 3]) == [0, 1] && point.shares(between: [4, 5]) == [0])
    // The least and the greatest are known, and the others as far as bins tell.
    #expect((-1..<5).map(one.element) == [nil, 0, 1.25, 1.75, 4, nil])
    #expect(point.element(6) == 3 && point.count == 7)
  }

  @Test func whereNoValueLiesThereIsNothing() throws {
    let wide = ValueDistribution(
      step: 0, histogram: Histogram(edges: [-1, -0.5, 0.5, 1], counts: [50, 0, 50]))
    let narrow = ValueDistribution(
      step: 1, histogram: Histogram(edges: [-0.01, 0.01], counts: [100]))
    let figure = try Figure.distributionHeatmap([wide, narrow], title: "")
    guard case .raster(let raster)? = figure.panels[0].marks.first else {
      Issue.record("no raster")
      return
    }
    let colors = [0, 1e-9, 50].map { raster.scale.color($0, in: .light) }
    #expect(colors[0].alpha == 0 && colors[1].alpha > 0.05 && colors[2].alpha > colors[1].alpha)
    // A hundred times as wide: the narrow one would be a line.
    guard case .symlog(let threshold) = figure.panels[0].y.scale.kind else {
      Issue.record("a linear axis")
      return
    }
    #expect(threshold < 0.011)
    let column = stride(from: 1, to: raster.field.values.count, by: raster.field.columns)
    #expect(column.count { raster.field.values[$0] > 0 } > 10)
    let even = try Figure.distributionHeatmap([wide], title: "")
    #expect(even.panels[0].y.scale.kind == .linear)
  }

  @Test func fewElementsAreLines() throws {
    let few = (0..<3).map { step in
      ValueDistribution(
        step: Double(step), histogram: Histogram(edges: [0, 1, Double(2 + step)], counts: [1, 2]))
    }
    let figure = try Figure.spread(few, title: "b")
    let lines = figure.panels[0].marks.compactMap { mark -> [Double]? in
      if case .line(let line) = mark { line.y } else { nil }
    }
    #expect(lines.count == 3 && lines[0] == [0, 0, 0] && lines[2] == [2, 3, 4])
    let many = few.map {
      ValueDistribution(step: $0.step, histogram: Histogram(edges: [0, 1], counts: [17]))
    }
    guard case .raster? = try Figure.spread(many, title: "W").panels[0].marks.first else {
      Issue.record("no raster")
      return
    }
  }

  @Test func distributionsWithoutValuesAreRefused() throws {
    let empty = ValueDistribution(
      step: 0, histogram: Histogram(edges: [.nan, 1, 2], counts: [3, 0]))
    for draw in [
      { try Figure.ridgeline($0, title: "") }, { try Figure.distributionHeatmap($0, title: "") },
    ] as [([ValueDistribution]) throws -> Figure] {
      #expect(throws: PlotError.self) { try draw([empty]) }
      let one = ValueDistribution(step: 5, histogram: histogram)
      _ = try draw([one]).picture().png()
      let uneven = [1, 2, 1000, .infinity].map { ValueDistribution(step: $0, histogram: histogram) }
      _ = try draw(uneven).picture().png()
    }
  }

  @Test func gradientFlowSaysWhatHappens() throws {
    func title(_ means: [Double]) throws -> String {
      try Figure.gradientFlow(
        means.enumerated().map { LayerGradient(name: "l\($0)", mean: $1, max: 2 * $1) }
      ).title
    }
    #expect(
      try title([1e-4, 1e-2]) == "Gradients shrink 100-fold from the last layer to the first")
    #expect(try title([1, 0.01]) == "Gradients grow 100-fold from the last layer to the first")
    #expect(try title([1, 0.5, 2]) == "Gradients keep their size through all 3 layers")
    #expect(try title([0, 1]) == "One layer gets no gradient")
    #expect(try title([.nan, 1]) == "Gradients are not finite in some layers")
    #expect(try title([.nan, .infinity]) == "Gradients are not finite in any layer")
    // The ends alike, and something else between them.
    #expect(
      try title([1, 1e-3, 2]) == "Gradients are smallest in l1 and 2000 times as large in l2")
    let texts = try Figure.gradientFlow([
      LayerGradient(name: "a", gradients: [0, 0]), LayerGradient(name: "b", gradients: [1, .nan]),
      LayerGradient(name: "c", gradients: [-3, 1]),
    ]).picture().texts
    #expect(texts.contains("0: blocked") && texts.contains("NaN"))
    #expect(throws: PlotError.self) { try Figure.gradientFlow([]) }
  }

  @Test func biasesSayNothingOfTheFlow() throws {
    let layers = [("d1/w", 1.0), ("d1/b", 1e-5), ("d2/w", 2), ("d2/b", 1e5), ("n/scale", 0)].map {
      LayerGradient(name: $0.0, mean: $0.1, max: $0.1)
    }
    let figure = try Figure.gradientFlow(layers)
    #expect(figure.title == "Gradients keep their size through all 2 layers")
    let lines = figure.panels[0].marks.compactMap { mark -> [Double]? in
      if case .line(let line) = mark, line.y.first != line.y.last { line.x } else { nil }
    }
    #expect(lines == [[1, 2]])
    // Where there are no others, they are what there is to tell of.
    let biases = try Figure.gradientFlow(layers.filter { !$0.isWeight && $0.mean > 0 })
    #expect(biases.title.hasPrefix("Gradients shrink"))
  }

  @Test func equalValuesAreDrawnWhereTheyLie() throws {
    let alike = Statistics(
      count: 8, mean: 0, std: 0, min: 0, max: 0, norm: 0, zeros: 8,
      histogram: Histogram(edges: [-0.5, 0.5], counts: [8]))
    let point = try #require(ValueDistribution(step: 0, summary: alike))
    #expect(point.quantile(0.05) == 0 && point.quantile(0.95) == 0)
    #expect(point.shares(4, over: -1...1) == [0, 0, 1, 0])
    let spread = ValueDistribution(
      step: 1, histogram: Histogram(edges: [-0.2, 0, 0.2], counts: [4, 4]))
    for figure in [
      try Figure.distributionHeatmap([point, spread], title: ""),
      try Figure.ridgeline([point, spread], title: ""),
    ] {
      #expect(figure.subtitle?.hasPrefix("The middle 90 % go from 0 to 0 at first") == true)
      #expect(figure.caption?.contains("Where all values are equal") == true)
      _ = try figure.picture().png()
    }
    let still = try Figure.distributionHeatmap([point], title: "")
    guard case .raster(let raster)? = still.panels[0].marks.first else {
      Issue.record("no raster")
      return
    }
    #expect(raster.field.values.filter { $0 == 100 }.count == raster.field.columns)
  }

  @Test func smoothedLinesBreakAtZeros() throws {
    let values = [1e9, 1e8] + [Double](repeating: 0, count: 1000) + [1e-3, 1e-3]
    let series = MetricSeries(name: "norm", values: values)
    let figure = try Figure.layerLines([series], title: "", label: "", smoothing: 0.9)
    guard case .line(let line)? = figure.panels[0].marks.first else {
      Issue.record("no line")
      return
    }
    #expect(line.y.filter { $0 > 0 }.count == 4)
    #expect(line.y.suffix(2).allSatisfy { abs($0 / 1e-3 - 1) < 1e-9 })
    #expect(figure.caption?.contains("average of the logarithms, weight 0.9") == true)
    let linear = try Figure.layerLines(
      [series], title: "", label: "", range: 0...1, smoothing: 0.9)
    #expect(linear.caption?.contains("logarithms") == false)
  }

  @Test func gradientsAreSummedUpByMagnitude() {
    #expect(
      LayerGradient(name: "", gradients: [-3, 1]) == LayerGradient(name: "", mean: 2, max: 3))
    #expect(LayerGradient(name: "", gradients: []).mean.isNaN)
  }

  @Test func unitsAreDeadOrSaturated() {
    let relu = UnitHealth(
      name: "relu", activations: [[0, 0, 0], [0, 1, 5]], floor: 0, ceiling: .infinity)
    // A zero of ReLU is ordinary.
    #expect(relu.dead == 0.5 && relu.saturated == 0)
    let tanh = UnitHealth(
      name: "tanh", activations: [[-0.999, 0.5, 0.98, 0]], floor: -1, ceiling: 1)
    #expect(tanh.saturated == 0.5 && tanh.dead == 0)
    #expect(UnitHealth(name: "", activations: [], floor: 0, ceiling: 1).saturated == 0)
  }

  @Test func filtersGetTheNormOfTheirWeights() {
    let weights: [Double] = [3, 4, 0, 0, 6, 8]
    let direction = FilterDirection.normalized([1, 0, 5, 5, 0, -2], like: weights, filters: 3)
    #expect(direction == [5, 0, 0, 0, 0, -10])
    #expect(
      FilterDirection.normalized([1], like: [2, 2], filters: 1) == [Double(8).squareRoot(), 0])
    #expect(FilterDirection.normalized([], like: [], filters: 0).isEmpty)
    #expect(
      FilterDirection.normalized([1, 1], like: [2, 2], filters: 2, ignoresSingles: true) == [0, 0])
  }
}
