import Testing
import VizTrace

@testable import VizDiagram

@Suite struct TensorDataDrawingTests {
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
