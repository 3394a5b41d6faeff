/// Places labels above each other, each as near to where it belongs as the others allow.
enum LabelStack {
  /// The middles of labels of one height, pushed apart so that none overlaps another: the places
  /// whose squared distances from the wanted ones are least (isotonic regression by pooling of
  /// neighbours).
  ///
  /// - Parameters:
  ///   - wanted: Where the middle of each label belongs, in rising order.
  ///   - height: How far apart two middles are at least.
  ///   - low: The least middle.
  ///   - high: The greatest middle.
  /// - Returns: nil when there is no room for all.
  static func middles(
    _ wanted: [Double], height: Double, from low: Double, to high: Double
  ) -> [Double]? {
    let room = high - low - height * Double(wanted.count - 1)
    guard room >= 0 else { return nil }
    // With the distance taken out, labels may not overtake each other: a rising sequence is wanted.
    var pools: [(sum: Double, count: Double)] = []
    for (index, middle) in wanted.enumerated() {
      var pool = (sum: middle - Double(index) * height, count: 1.0)
      while let last = pools.last, last.sum / last.count > pool.sum / pool.count {
        pool = (pool.sum + last.sum, pool.count + last.count)
        pools.removeLast()
      }
      pools.append(pool)
    }
    let flat = pools.flatMap { pool in
      [Double](repeating: pool.sum / pool.count, count: Int(pool.count))
    }
    return flat.enumerated().map { index, middle in
      min(max(middle, low), low + room) + Double(index) * height
    }
  }
}
