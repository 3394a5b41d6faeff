import CSleef

// The same for floats, eight at a time, where the machine has AVX2 and FMA: 0.14 instead of
// 0.44 ns a number for sums, and 0.33 instead of 0.73 ns for counts (AMD EPYC, 65,536 numbers).

extension ElementSums {
  /// Adds the first floats, as many as make whole vectors; answers how many, 0 where the machine
  /// has no vectors. Nothing may have been added before.
  mutating func addByVectors(_ bytes: UnsafeRawBufferPointer) -> Int {
    #if arch(x86_64) && os(Linux)
      let floats = bytes.assumingMemoryBound(to: Float.self)
      let whole = floats.count / 8 * 8
      guard hasVectors, whole > 0, let start = floats.baseAddress else { return 0 }
      let sums = vizbp_sumf(start, whole, centre)
      deviations = sums.deviations
      squaredDeviations = sums.squared_deviations
      squares = sums.squares
      least = Double(sums.least)
      greatest = Double(sums.greatest)
      zeros = sums.zeros
      return whole
    #else
      return 0
    #endif
  }
}

extension ElementStatistics {
  /// Counts the first floats, as many as make whole vectors, in eight tables; answers how many, 0
  /// where they must be counted otherwise.
  ///
  /// - Parameters:
  ///   - bytes: The floats.
  ///   - low: The first edge.
  ///   - high: The last edge.
  ///   - bins: How many bins there are.
  ///   - tables: Each has a place for every bin and one more.
  ///   - count: Counts a float, by its place, of which single precision does not tell the bin.
  static func countByVectors(
    _ bytes: UnsafeRawBufferPointer, from low: Double, to high: Double, bins: Int,
    in tables: UnsafeMutableBufferPointer<Int>, orElse count: (Int) -> Void
  ) -> Int {
    #if arch(x86_64) && os(Linux)
      let floats = bytes.assumingMemoryBound(to: Float.self)
      let whole = floats.count / 8 * 8
      let (least, greatest) = (Float(low), Float(high))
      let scale = Float(Double(bins) / (high - low))
      // Single precision must have the edges as they are, and tell up to 64 bins apart.
      guard hasVectors, whole > 0, bins <= 64, Double(least) == low, Double(greatest) == high,
        (greatest - least).isFinite, scale.isFinite, scale > 0, let start = floats.baseAddress,
        let counts = tables.baseAddress
      else { return 0 }
      let part = 2048
      withUnsafeTemporaryAllocation(of: Int.self, capacity: part) { unsure in
        guard let places = unsure.baseAddress else { return }
        for first in stride(from: 0, to: whole, by: part) {
          let found = vizbp_binf(
            start + first, Swift.min(part, whole - first), least, greatest, scale, counts, bins + 1,
            places)
          for number in 0..<found { count(first + unsure[number]) }
        }
      }
      return whole
    #else
      return 0
    #endif
  }
}
