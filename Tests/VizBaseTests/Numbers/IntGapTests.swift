import Testing

@testable import VizBase

@Suite struct IntGapTests {
  @Test(arguments: [
    (0, 0, 0), (3, 5, 2), (5, 3, 2), (-2, 2, 4), (Int.min, 0, UInt(1) << 63),
    (Int.min, Int.max, UInt.max), (Int.max, Int.min, UInt.max),
  ])
  func isTheDistance(a: Int, b: Int, gap: UInt) {
    #expect(a.gap(to: b) == gap)
  }
}
