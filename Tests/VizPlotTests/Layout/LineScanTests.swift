import Testing
import VizTestSupport

@testable import VizPlot

@Suite struct LineScanTests {
  private func scan(
    _ x: [Double], _ y: [Double], isLogX: Bool = false, isLogY: Bool = false
  ) -> LineScan {
    LineScan(x: x, y: y, isLogX: isLogX, isLogY: isLogY)
  }

  /// The quick way and the plain one find the same.
  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func extremesAreThoseOfThePlacedPoints(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let count = Int.random(in: 0...60, using: &random)
    var x = (0..<count).map { Double($0) * 0.5 - 3 }
    if seed % 3 == 0, count > 0 { x[Int.random(in: 0..<count, using: &random)] += 0.25 }
    let odd: [Double] = [.nan, .infinity, -.infinity, 0, -1]
    let y = x.map { _ in
      Int.random(in: 0..<12, using: &random) == 0
        ? odd.randomElement(using: &random) ?? 0 : Double.random(in: -5...5, using: &random)
    }
    for (isLogX, isLogY) in [(false, false), (false, true), (true, false)] {
      let scan = scan(x, y, isLogX: isLogX, isLogY: isLogY)
      let placed = x.indices.filter {
        y[$0].isFinite && (!isLogX || x[$0] > 0) && (!isLogY || y[$0] > 0)
      }
      #expect(scan.firstPlaced == placed.first && scan.lastPlaced == placed.last)
      #expect(scan.y.low == placed.map { y[$0] }.min() ?? .infinity)
      #expect(scan.y.high == placed.map { y[$0] }.max() ?? -.infinity)
      #expect(scan.x.low == placed.map { x[$0] }.min() ?? .infinity)
      #expect(scan.x.high == placed.map { x[$0] }.max() ?? -.infinity)
      #expect(
        scan.y.lowPositive == placed.map { y[$0] }.filter { $0 > 0 }.min() ?? .infinity)
      #expect(
        scan.x.lowPositive == placed.map { x[$0] }.filter { $0 > 0 }.min() ?? .infinity)
      #expect(scan.missing.values.reduce(0, +) == count - placed.count)
      let isEven = x.indices.allSatisfy { x[$0] == Double($0) * 0.5 - 3 }
      #expect(scan.step == (isEven && count > 1 && !isLogX ? 0.5 : nil))
    }
  }

  @Test func gapsSayWhyAndWhere() {
    let scan = scan(
      (0..<8).map(Double.init), [1, .nan, .nan, .infinity, 2, -.infinity, -1, 3], isLogY: true)
    #expect(
      scan.gaps == [
        LineScan.Gap(cause: .nan, first: 1, last: 2),
        LineScan.Gap(cause: .above, first: 3, last: 3),
        LineScan.Gap(cause: .below, first: 5, last: 5),
        LineScan.Gap(cause: .notPositive, first: 6, last: 6),
      ])
    #expect(scan.missing == [.nan: 2, .above: 1, .below: 1, .notPositive: 1])
  }

  @Test func stepsThatGoBackAreNotSorted() {
    #expect(scan([0, 1, 2], [1, 1, 1]).isSorted)
    #expect(!scan([0, 2, 1], [1, 1, 1]).isSorted)
    #expect(scan([0, .nan, 1], [1, 1, 1]).isSorted)
  }

  @Test func manyGapsTakeLittleRoom() {
    let count = 100_000
    let values = (0..<count).map { $0 % 2 == 0 ? 1.0 : .nan }
    let scan = scan((0..<count).map(Double.init), values)
    #expect(scan.missing[.nan] == count / 2)
    #expect(scan.gaps.count <= 4096)
    #expect(scan.gaps.last?.last == count - 1)
  }
}
