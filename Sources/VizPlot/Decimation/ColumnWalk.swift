/// One walk over points at any x, column by column.
struct ColumnWalk {
  private let x: UnsafeBufferPointer<Double>
  private let y: UnsafeBufferPointer<Double>
  private let count: Int
  private let low: Double
  private let high: Double
  private let scale: Double
  private let lastColumn: Double

  init(
    x: UnsafeBufferPointer<Double>, y: UnsafeBufferPointer<Double>, count: Int, columns: Int,
    over range: ClosedRange<Double>
  ) {
    self.x = x
    self.y = y
    self.count = count
    low = range.lowerBound
    high = range.upperBound
    scale = Double(columns) / (range.upperBound - range.lowerBound)
    lastColumn = Double(columns - 1)
  }

  /// The column of a place in the range; outside it one on either side, and NaN of a gap.
  @inline(__always)
  private func column(_ index: Int) -> Double {
    let x = x[index]
    // Infinite minus itself is NaN: one test for both kinds of gap in both coordinates.
    guard (x - x) + (y[index] - y[index]) == 0 else { return .nan }
    if x < low { return -1 }
    if x > high { return lastColumn + 1 }
    return min(((x - low) * scale).rounded(.down), lastColumn)
  }

  mutating func indices() -> [Int] {
    var result: [Int] = []
    var index = 0
    while index < count {
      let column = column(index)
      guard !column.isNaN else {
        result.append(index)
        index += 1
        while index < count, self.column(index).isNaN { index += 1 }
        continue
      }
      let isOutside = column < 0 || column > lastColumn
      var extent = ColumnExtent(index)
      var (least, greatest) = (y[index], y[index])
      var previous = x[index]
      index += 1
      while index < count, self.column(index) == column {
        // A line that turns back within a column may not be cut short there.
        if x[index] < previous { break }
        previous = x[index]
        let value = y[index]
        if value < least { (least, extent.low) = (value, index) }
        if value > greatest { (greatest, extent.high) = (value, index) }
        extent.last = index
        index += 1
      }
      // Outside only the points that lead into the range and out of it count.
      if isOutside { (extent.low, extent.high) = (extent.first, extent.first) }
      extent.append(to: &result)
    }
    return result
  }
}
