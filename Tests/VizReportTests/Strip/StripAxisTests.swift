import Testing
import VizPlot

@testable import VizReport

@Suite struct StripAxisTests {
  @Test(arguments: [0, -3, 1e15, 1e17, -1e300, .greatestFiniteMagnitude, -.greatestFiniteMagnitude])
  func aSingleStepHasRoomAroundIt(_ step: Double) throws {
    let axis = try #require(StripAxis([step, .nan, .infinity]))
    #expect(axis.range.contains(step))
    #expect(axis.range.lowerBound < axis.range.upperBound)
    #expect(axis.range.lowerBound.isFinite && axis.range.upperBound.isFinite)
  }

  @Test func ofWholeStepsThereAreNoParts() throws {
    #expect(try #require(StripAxis([0, 2])).ticks.labels == ["0", "1", "2"])
    #expect(try #require(StripAxis([0, 0.5])).ticks.labels.contains("0.1"))
  }

  @Test func severalStepsAreTheirRange() {
    #expect(StripAxis([7, 2, 5])?.range == 2...7)
    #expect(StripAxis([Double.nan]) == nil)
  }
}
