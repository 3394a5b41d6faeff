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
    let texts = try Figure.gradientFlow([
      LayerGradient(name: "a", gradients: [0, 0]), LayerGradient(name: "b", gradients: [1, .nan]),
      LayerGradient(name: "c", gradients: [-3, 1]),
    ]).picture().texts
    #expect(texts.contains("0: blocked") && texts.contains("NaN"))
    #expect(throws: PlotError.self) { try Figure.gradientFlow([]) }
  }

  @Test func gradientsAreSummedUpByMagnitude() {
    #expect(
      LayerGradient(name: "", gradients: [-3, 1]) == LayerGradient(name: "", mean: 2, max: 3))
    #expect(LayerGradient(name: "", gradients: []).mean.isNaN)
  }

  @Test func unitsAreDeadOrSaturated() {
    let relu = UnitHealth(
      name: "relu", activations: [[0, 0, 0], [0, 1, 5]], floor: 0, ceiling: .infinity)
    #expect(relu.dead == 0.5 && abs(relu.saturated - 4.0 / 6) < 1e-12)
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
