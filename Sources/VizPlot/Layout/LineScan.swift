/// What one pass over the points of a line finds out.
struct LineScan: Sendable, Hashable {
  /// Points in a row that have no place.
  struct Gap: Sendable, Hashable {
    enum Cause: Sendable, Hashable { case nan, above, below, notPositive }
    var cause: Cause
    var first: Int
    var last: Int
  }

  private(set) var x = Extent()
  private(set) var y = Extent()
  /// Whether no x is less than the one before.
  private(set) var isSorted = true
  private(set) var gaps: [Gap] = []
  /// How many points have no place.
  private(set) var missing: [Gap.Cause: Int] = [:]
  private(set) var firstPlaced: Int?
  private(set) var lastPlaced: Int?

  /// More gaps than this cannot be told apart on a figure; neighbours are then joined.
  private static let mostGaps = 4096

  init(x: [Double], y: [Double], isLogX: Bool, isLogY: Bool) {
    let count = min(x.count, y.count)
    x.withUnsafeBufferPointer { x in
      y.withUnsafeBufferPointer { y in
        var index = 0
        while index < count {
          index = scan(
            x, y, from: index, to: count, leastX: isLogX ? 0 : -.infinity,
            leastY: isLogY ? 0 : -.infinity)
          if index < count {
            note(x[index], y[index], at: index)
            index += 1
          }
        }
      }
    }
  }

  /// Takes points up to the first that has no place, and answers its index.
  private mutating func scan(
    _ x: UnsafeBufferPointer<Double>, _ y: UnsafeBufferPointer<Double>, from start: Int,
    to end: Int, leastX: Double, leastY: Double
  ) -> Int {
    var (xLow, xHigh, yLow, yHigh) = (self.x.low, self.x.high, self.y.low, self.y.high)
    var (xPositive, yPositive) = (self.x.lowPositive, self.y.lowPositive)
    var isSorted = isSorted
    var last = lastPlaced.map { x[$0] } ?? -.infinity
    var index = start
    while index < end {
      let (a, b) = (x[index], y[index])
      // False for NaN as well.
      guard a > leastX, b > leastY, a < .infinity, b < .infinity else { break }
      if a < last { isSorted = false }
      last = a
      if a < xLow { xLow = a }
      if a > xHigh { xHigh = a }
      if b < yLow { yLow = b }
      if b > yHigh { yHigh = b }
      if a > 0, a < xPositive { xPositive = a }
      if b > 0, b < yPositive { yPositive = b }
      index += 1
    }
    if index > start {
      firstPlaced = firstPlaced ?? start
      lastPlaced = index - 1
    }
    (self.x.low, self.x.high, self.x.lowPositive) = (xLow, xHigh, xPositive)
    (self.y.low, self.y.high, self.y.lowPositive) = (yLow, yHigh, yPositive)
    self.isSorted = isSorted
    return index
  }

  private mutating func note(_ x: Double, _ y: Double, at index: Int) {
    let cause: Gap.Cause =
      if y.isNaN || !x.isFinite { .nan } else if y == .infinity { .above } else if y == -.infinity {
        .below
      } else { .notPositive }
    missing[cause, default: 0] += 1
    if let last = gaps.indices.last,
      gaps[last].cause == cause && gaps[last].last == index - 1 || gaps.count == Self.mostGaps
    {
      gaps[last].last = index
    } else {
      gaps.append(Gap(cause: cause, first: index, last: index))
    }
  }
}
