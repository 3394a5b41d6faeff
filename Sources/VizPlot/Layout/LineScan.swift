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

  /// The distance of neighbours along x, where all have the same.
  private(set) var step: Double?

  init(x: [Double], y: [Double], isLogX: Bool, isLogY: Bool) {
    let count = min(x.count, y.count)
    x.withUnsafeBufferPointer { x in
      y.withUnsafeBufferPointer { y in
        if count > 1, x[1] > x[0], (x[1] - x[0]).isFinite, !isLogX { step = x[1] - x[0] }
        var index = 0
        while index < count {
          if step != nil {
            index = scanEven(x, y, from: index, to: count, leastY: isLogY ? 0 : -.infinity)
          }
          // After what is not as the rest, the quick way may go on.
          let end = step == nil ? count : min(count, index + Self.lanes)
          while index < end {
            index = scan(
              x, y, from: index, to: end, leastX: isLogX ? 0 : -.infinity,
              leastY: isLogY ? 0 : -.infinity)
            if index < end {
              note(x[index], y[index], at: index)
              if let known = step, x[index] != x[0] + Double(index) * known { step = nil }
              index += 1
            }
          }
        }
      }
    }
  }

  private static let lanes = 8

  /// Takes points in groups while all of a group have places, and x goes on in even steps.
  private mutating func scanEven(
    _ x: UnsafeBufferPointer<Double>, _ y: UnsafeBufferPointer<Double>, from start: Int,
    to end: Int, leastY: Double
  ) -> Int {
    typealias Group = SIMD8<Double>
    guard let step, end - start >= Self.lanes, let xs = x.baseAddress, let ys = y.baseAddress else {
      return start
    }
    let first = x[0]
    var low = Group(repeating: .infinity)
    var high = Group(repeating: -.infinity)
    var positive = low
    let numbers = Group(0, 1, 2, 3, 4, 5, 6, 7)
    let least = Group(repeating: leastY)
    let infinity = Group(repeating: .infinity)
    var index = start
    while index + Self.lanes <= end {
      let a = UnsafeRawPointer(xs + index).loadUnaligned(as: Group.self)
      let b = UnsafeRawPointer(ys + index).loadUnaligned(as: Group.self)
      let expected = first + (Double(index) + numbers) * step
      guard all((a .== expected) .& (b .> least) .& (b .< infinity)) else { break }
      low.replace(with: b, where: b .< low)
      high.replace(with: b, where: b .> high)
      positive.replace(with: b, where: (b .> 0) .& (b .< positive))
      index += Self.lanes
    }
    guard index > start else { return start }
    self.x.add(x[start])
    self.x.add(x[index - 1])
    // The least positive number is between the ends only where they lie on both sides of zero.
    if x[start] <= 0, x[index - 1] > 0 {
      for offset in start..<index where x[offset] > 0 {
        self.x.add(x[offset])
        break
      }
    }
    self.y.add(Extent(low: low.min(), high: high.max(), lowPositive: positive.min()))
    firstPlaced = firstPlaced ?? start
    lastPlaced = index - 1
    return index
  }

  /// Takes points up to the first that has no place, and answers its index.
  private mutating func scan(
    _ x: UnsafeBufferPointer<Double>, _ y: UnsafeBufferPointer<Double>, from start: Int,
    to end: Int, leastX: Double, leastY: Double
  ) -> Int {
    var (xLow, xHigh, yLow, yHigh) = (self.x.low, self.x.high, self.y.low, self.y.high)
    var (xPositive, yPositive) = (self.x.lowPositive, self.y.lowPositive)
    var isSorted = isSorted
    var isEven = step != nil
    let (origin, step) = (x[0], step ?? 0)
    var last = lastPlaced.map { x[$0] } ?? -.infinity
    var index = start
    while index < end {
      let (a, b) = (x[index], y[index])
      // False for NaN as well.
      guard a > leastX, b > leastY, a < .infinity, b < .infinity else { break }
      if a < last { isSorted = false }
      last = a
      if isEven, a != origin + Double(index) * step { isEven = false }
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
    if !isEven { self.step = nil }
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
