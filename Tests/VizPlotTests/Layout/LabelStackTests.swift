import Testing
import VizTestSupport

@testable import VizPlot

@Suite struct LabelStackTests {
  @Test func labelsThatDoNotTouchStayWhereTheyBelong() {
    #expect(LabelStack.middles([10, 30, 60], height: 12, from: 0, to: 100) == [10, 30, 60])
  }

  @Test func labelsOfOneHeightSpreadToBothSides() {
    #expect(LabelStack.middles([50, 50, 50], height: 10, from: 0, to: 100) == [40, 50, 60])
  }

  @Test func labelsStayWithinTheirRoom() {
    #expect(LabelStack.middles([0, 0, 0], height: 10, from: 0, to: 100) == [0, 10, 20])
    #expect(LabelStack.middles([100, 100], height: 10, from: 0, to: 100) == [90, 100])
  }

  @Test func tooManyHaveNoPlace() {
    #expect(LabelStack.middles([1, 2, 3], height: 10, from: 0, to: 19) == nil)
    #expect(LabelStack.middles([1, 2, 3], height: 10, from: 0, to: 20) == [0, 10, 20])
  }

  @Test(arguments: 1...50 as ClosedRange<UInt64>)
  func noTwoOverlapAndNoneMovesWithoutNeed(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let wanted = (0..<Int.random(in: 1...12, using: &random)).map { _ in
      Double.random(in: 0...400, using: &random)
    }.sorted()
    let middles = try #require(LabelStack.middles(wanted, height: 14, from: 0, to: 400))
    #expect(middles.count == wanted.count)
    for (a, b) in zip(middles, middles.dropFirst()) { #expect(b - a >= 14 - 1e-9) }
    #expect(middles.allSatisfy { $0 >= -1e-9 && $0 <= 400 + 1e-9 })
    if zip(wanted, wanted.dropFirst()).allSatisfy({ $1 - $0 >= 14 }) { #expect(middles == wanted) }
  }
}
