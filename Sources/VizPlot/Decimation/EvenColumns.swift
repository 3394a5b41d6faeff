/// Evenly spaced points in columns: the ends of each column are computed, not searched.
struct EvenColumns {
  let y: UnsafeBufferPointer<Double>
  let start: Double
  let step: Double
  let columns: Int
  let range: ClosedRange<Double>

  func indices() -> [Int] {
    var result: [Int] = []
    result.reserveCapacity(4 * columns + 8)
    let first = index(of: range.lowerBound)
    if first > 0 { result.append(first - 1) }
    var begin = first
    for column in 1...columns {
      let share = Double(column) / Double(columns)
      let end =
        column == columns
        ? max(begin, index(after: range.upperBound))
        : max(begin, index(of: range.lowerBound + share * (range.upperBound - range.lowerBound)))
      append(begin..<end, to: &result)
      begin = end
    }
    if begin < y.count {
      result.append(begin)
    }
    return result
  }

  /// The first point at or after x.
  private func index(of x: Double) -> Int {
    let exact = ((x - start) / step).rounded(.up)
    return Int(max(0, min(exact, Double(y.count))))
  }

  private func index(after x: Double) -> Int {
    let exact = ((x - start) / step).rounded(.down) + 1
    return Int(max(0, min(exact, Double(y.count))))
  }

  private func append(_ indices: Range<Int>, to result: inout [Int]) {
    guard !indices.isEmpty else { return }
    guard let bounds = bounds(of: indices) else {
      appendWithGaps(indices, to: &result)
      return
    }
    var extent = ColumnExtent(indices.lowerBound)
    extent.last = indices.upperBound - 1
    extent.low = index(of: bounds.low, in: indices)
    extent.high = index(of: bounds.high, in: indices)
    extent.append(to: &result)
  }

  private typealias Lanes = SIMD8<Double>

  @inline(__always)
  private func lanes(at index: Int, _ base: UnsafeRawPointer) -> Lanes {
    base.loadUnaligned(fromByteOffset: index * MemoryLayout<Double>.stride, as: Lanes.self)
  }

  /// The least and the greatest value; nil where one is not finite.
  private func bounds(of indices: Range<Int>) -> (low: Double, high: Double)? {
    guard let address = y.baseAddress else { return nil }
    let base = UnsafeRawPointer(address)
    var low = Lanes(repeating: .infinity)
    var high = Lanes(repeating: -.infinity)
    // 0 × finite = 0, and NaN of anything else.
    var alarm = Lanes(repeating: 0)
    var index = indices.lowerBound
    while index + Lanes.scalarCount <= indices.upperBound {
      let lanes = lanes(at: index, base)
      low.replace(with: lanes, where: lanes .< low)
      high.replace(with: lanes, where: lanes .> high)
      alarm += lanes * 0
      index += Lanes.scalarCount
    }
    var sum = alarm.sum()
    var (least, greatest) = (low.min(), high.max())
    while index < indices.upperBound {
      let value = y[index]
      if value < least { least = value }
      if value > greatest { greatest = value }
      sum += value * 0
      index += 1
    }
    return sum == 0 ? (least, greatest) : nil
  }

  /// The first index with a value that is known to be there.
  private func index(of value: Double, in indices: Range<Int>) -> Int {
    var index = indices.lowerBound
    if let address = y.baseAddress {
      let base = UnsafeRawPointer(address)
      let wanted = Lanes(repeating: value)
      while index + Lanes.scalarCount <= indices.upperBound, !any(lanes(at: index, base) .== wanted)
      {
        index += Lanes.scalarCount
      }
    }
    while index < indices.upperBound - 1, y[index] != value { index += 1 }
    return index
  }

  /// A column with gaps: each run of points between them as a column of its own.
  private func appendWithGaps(_ indices: Range<Int>, to result: inout [Int]) {
    var index = indices.lowerBound
    while index < indices.upperBound {
      let begin = index
      let isGap = !y[index].isFinite
      while index < indices.upperBound, y[index].isFinite != isGap { index += 1 }
      if isGap {
        result.append(begin)
      } else {
        append(begin..<index, to: &result)
      }
    }
  }
}
