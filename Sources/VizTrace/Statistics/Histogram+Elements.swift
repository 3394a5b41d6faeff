extension Histogram {
  /// Counts the finite elements in bins of one width from the least of them to the greatest.
  ///
  /// A bin holds what is not below its left and below its right edge, the last one its right edge,
  /// too. Elements that are all equal stand in the middle of one bin.
  ///
  /// - Parameters:
  ///   - elements: The elements; NaN and infinities are left out.
  ///   - bins: How many bins there are.
  /// - Returns: Nil without a finite element, and where the elements lie too close together, or too
  ///   far out, for that many bins.
  /// - Complexity: O(*n*).
  public init?(of elements: [Double], bins: Int = 30) {
    guard 1...Self.mostBins ~= bins else { return nil }
    guard let (low, high) = elements.withUnsafeBufferPointer({ Self.range(of: $0) }) else {
      let finite = elements.filter(\.isFinite)
      guard !finite.isEmpty else { return nil }
      self.init(of: finite, bins: bins)
      return
    }
    if low == high {
      let room = Swift.max(0.5, low.magnitude * 0x1p-20)
      guard (low - room).isFinite, (high + room).isFinite else { return nil }
      self.init(edges: [low - room, high + room], counts: [elements.count])
      return
    }
    let edges = Self.evenEdges(from: low, to: high, bins: bins)
    guard (Double(bins) / (high / 2 - low / 2)).isFinite,
      zip(edges, edges.dropFirst()).allSatisfy({ $0 < $1 })
    else { return nil }
    self.init(edges: edges, counts: Self.counts(of: elements, between: edges))
  }

  private static let mostBins = 1 << 20

  /// The least and the greatest element; nil where one is not finite, or there is none.
  private static func range(
    of elements: UnsafeBufferPointer<Double>
  ) -> (low: Double, high: Double)? {
    let bytes = UnsafeRawBufferPointer(elements)
    var lows = SIMD4<Double>(repeating: .infinity)
    var highs = -lows
    // NaN once there is NaN or an infinity, as 0 times these is.
    var poison = SIMD4<Double>()
    let paired = elements.count & ~3
    for index in stride(from: 0, to: paired, by: 4) {
      let four = bytes.loadUnaligned(fromByteOffset: 8 &* index, as: SIMD4<Double>.self)
      lows.replace(with: four, where: four .< lows)
      highs.replace(with: four, where: four .> highs)
      poison += four * 0
    }
    var (low, high, last) = (lows.min(), highs.max(), poison.sum())
    for element in elements[paired...] {
      low = Swift.min(low, element)
      high = Swift.max(high, element)
      last += element * 0
    }
    return last == 0 && low <= high ? (low, high) : nil
  }

  /// How many elements stand between the edges, which are even, of which the elements are within.
  private static func counts(of elements: [Double], between edges: [Double]) -> [Int] {
    let bins = edges.count - 1
    let (low, high) = (edges[0], edges[bins])
    // Halves, so that the width of the whole range of doubles does not overflow.
    let scale = Double(bins) / (high / 2 - low / 2)
    func bin(of element: Double) -> Int {
      let bin = Swift.min(Int((element / 2 - low / 2) * scale), bins - 1)
      if element < edges[bin] { return Swift.max(bin - 1, 0) }
      return element >= edges[bin + 1] ? Swift.min(bin + 1, bins - 1) : bin
    }
    // Each of four has counts of its own, so that none waits for the count of its neighbour.
    return withUnsafeTemporaryAllocation(of: Int.self, capacity: 4 * (bins + 1)) { counts in
      counts.initialize(repeating: 0)
      let paired = elements.count & ~3
      elements.withUnsafeBytes { bytes in
        // Added to a number below 2^51, this leaves the nearest whole number in the last bits.
        let shift = SIMD4<Double>(repeating: 0x1.8p52)
        let half = SIMD4<Double>(repeating: 0.5)
        let start = SIMD4<Double>(repeating: low / 2)
        let nearEdge = SIMD4<Double>(repeating: 0.25 - 0x1p-31)
        for index in stride(from: 0, to: paired, by: 4) {
          let four = bytes.loadUnaligned(fromByteOffset: 8 &* index, as: SIMD4<Double>.self)
          let position = (four * half - start) * scale
          let shifted = (position - half) + shift
          let fromMiddle = position - (shifted - shift) - half
          if any(fromMiddle * fromMiddle .> nearEdge) {
            // What is so near an edge may have been rounded across it.
            for place in 0..<4 { counts[4 &* bin(of: four[place])] &+= 1 }
          } else {
            let numbers = unsafeBitCast(shifted, to: SIMD4<UInt64>.self) & 0xffff_ffff
            counts[4 &* Int(truncatingIfNeeded: numbers[0])] &+= 1
            counts[4 &* Int(truncatingIfNeeded: numbers[1]) &+ 1] &+= 1
            counts[4 &* Int(truncatingIfNeeded: numbers[2]) &+ 2] &+= 1
            counts[4 &* Int(truncatingIfNeeded: numbers[3]) &+ 3] &+= 1
          }
        }
      }
      for element in elements[paired...] { counts[4 &* bin(of: element)] &+= 1 }
      return (0..<bins).map { bin in counts[4 * bin..<4 * bin + 4].reduce(0, &+) }
    }
  }

  /// The edges of bins of one width; the outermost are exact.
  ///
  /// Logs of such histograms need not state them.
  public static func evenEdges(from low: Double, to high: Double, bins: Int) -> [Double] {
    guard bins > 0 else { return [] }
    return (0...bins).map { evenEdge($0, from: low, to: high, bins: bins) }
  }

  /// One of the edges of ``evenEdges(from:to:bins:)``.
  package static func evenEdge(
    _ index: Int, from low: Double, to high: Double, bins: Int
  ) -> Double {
    if index == 0 { return low }
    if index == bins { return high }
    // Halves, so that the width of the whole range of doubles does not overflow.
    return 2 * (low / 2 + (high / 2 - low / 2) / Double(bins) * Double(index))
  }
}
