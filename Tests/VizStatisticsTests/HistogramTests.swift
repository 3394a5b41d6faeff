import Testing
import VizTestSupport

@testable import VizStatistics

@Suite struct HistogramTests {
  /// By the definition: each element is looked for from the left.
  private func counts(_ elements: [Double], _ edges: [Double]) -> [Int] {
    var counts = [Int](repeating: 0, count: edges.count - 1)
    for element in elements where element.isFinite {
      let bin = edges.lastIndex { $0 <= element } ?? 0
      counts[min(bin, counts.count - 1)] += 1
    }
    return counts
  }

  @Test func countsEachElementWhereItsEdgesAre() throws {
    var random = SeededRandom(seed: 12)
    for round in 0..<300 {
      let scale = [1, 1e-300, 1e300, 0.1, 1e308][round % 5]
      // Whole numbers lie on edges.
      let elements = (0..<200 + round % 4).map { _ in
        round.isMultiple(of: 2)
          ? Double.random(in: -1...1, using: &random) * scale
          : Double(Int.random(in: -15...15, using: &random))
      }
      let bins = Int.random(in: 1...40, using: &random)
      let histogram = try #require(Histogram(of: elements + [.nan, .infinity], bins: bins))
      #expect(zip(histogram.edges, histogram.edges.dropFirst()).allSatisfy { $0 < $1 })
      #expect(histogram.edges.first == elements.min() && histogram.edges.last == elements.max())
      #expect(histogram.counts == counts(elements, histogram.edges))
      #expect(histogram.counts.reduce(0, +) == elements.count)
    }
  }

  /// NumPy: `np.histogram([0, 0.5, 1, 1.5, 2, 2, 4], bins=4)`.
  @Test func agreesWithNumPy() {
    #expect(
      Histogram(of: [0, 0.5, 1, 1.5, 2, 2, 4], bins: 4)
        == Histogram(edges: [0, 1, 2, 3, 4], counts: [2, 2, 2, 1]))
  }

  @Test func hasALookAtTheEdges() {
    #expect(Histogram(of: []) == nil)
    #expect(Histogram(of: [.nan, .infinity]) == nil)
    #expect(Histogram(of: [1, 2], bins: 0) == nil)
    #expect(Histogram(of: [3, 3], bins: 9) == Histogram(edges: [2.5, 3.5], counts: [2]))
    let far = Histogram(of: [1e300, 1e300])
    #expect(far?.counts == [2] && far?.edges.count == 2)
    // Beside 1e17 a half is nothing.
    #expect(Histogram(of: [1e17, 1e17, 1e17])?.counts == [3])
    #expect(Histogram(of: [.greatestFiniteMagnitude]) == nil)
    #expect(Histogram(of: [0, .leastNonzeroMagnitude]) == nil)
    let widest = Histogram(
      of: [-.greatestFiniteMagnitude, .greatestFiniteMagnitude, 0, -0.0], bins: 2)
    #expect(widest?.counts == [1, 3])
  }
}
