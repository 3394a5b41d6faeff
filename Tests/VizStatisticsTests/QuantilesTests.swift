import Testing

@testable import VizStatistics

@Suite struct QuantilesTests {
  @Test func medianIsThatOfFiniteNumbers() {
    #expect([3.0, 1, 2].median == 2)
    #expect([1, .nan, 2, .infinity].median == 1.5)
    #expect([Double.nan].median == nil)
    #expect([5.0].median == 5)
    #expect([4.0, 1, 9, 2, 3].suffix(2).median == 2.5)
  }

  @Test func sharesLieBetweenNeighbours() {
    let all = Quantiles([50, 20, .nan, 30, 10, 40])
    #expect(all.sorted == [10, 20, 30, 40, 50])
    #expect([0, 0.25, 0.5, 0.75, 1].map { all[$0] } == [10, 20, 30, 40, 50])
    #expect(all[0.125] == 15)
    #expect(Quantiles([])[0.5] == nil)
  }

  @Test func theLargestNumbersHaveAMiddle() {
    let most = Double.greatestFiniteMagnitude
    #expect([most, most].median == most && [-most, most].median == 0)
  }
}
