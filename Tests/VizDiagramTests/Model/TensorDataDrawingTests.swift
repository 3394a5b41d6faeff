import Testing
import VizTrace

@testable import VizDiagram

@Suite struct TensorDataDrawingTests {
  @Test func theMagnitudeIsTheNorm() {
    #expect(TensorData.scalar(-3).magnitude == 3)
    #expect(TensorData.elements([3, -4], shape: [2]).magnitude == 5)
    #expect(TensorData.elements([], shape: [0]).magnitude == 0)
    #expect(TensorData.elements([1, .nan], shape: [2]).magnitude.isNaN)
    #expect(TensorData.elements([1, -.infinity], shape: [2]).magnitude == .infinity)
    var summary = TensorSummary(of: [3, -4, .infinity])
    #expect(TensorData.summary(summary).magnitude == .infinity)
    summary.nan = 1
    #expect(TensorData.summary(summary).magnitude.isNaN)
  }

  @Test func histogramsCountTheFiniteElements() throws {
    let data = TensorData.elements([0, 1, 1, 2, .nan, .infinity], shape: [6])
    let histogram = try #require(data.histogram(bins: 2))
    #expect(histogram.counts == [1, 3] && histogram.edges == [0, 1, 2])
  }

  @Test(arguments: [
    [1.0, 1, 1], [-1e308, 1e308], [0], [Double.leastNonzeroMagnitude, Double.leastNormalMagnitude],
    [1e300, 1e300.nextUp], [1e17, 1e17],
    [-Double.greatestFiniteMagnitude, Double.greatestFiniteMagnitude], [1e300],
  ])
  func histogramsOfAnyRangeCountEverything(values: [Double]) {
    guard
      let histogram = TensorData.elements(values, shape: [values.count]).histogram(bins: 24)
    else { return }
    #expect(histogram.counts.reduce(0, +) == values.count)
    #expect(histogram.edges.allSatisfy { $0.isFinite })
    // Numbers that are all equal stand in the middle of one bin.
    #expect(histogram.edges.count == (Set(values).count == 1 ? 2 : 25))
  }

  @Test func nothingFiniteHasNoHistogram() {
    #expect(TensorData.elements([.nan, .infinity], shape: [2]).histogram(bins: 4) == nil)
    #expect(TensorData.elements([], shape: [0]).histogram(bins: 4) == nil)
  }
}
