import CVizKernels

extension Histogram {
  /// How many bins the histogram of a recorded tensor has.
  public static let usualBins = 30

  /// Counts the finite elements in bins of one width from the least of them to the greatest.
  ///
  /// Elements that are all equal stand in the middle of one bin.
  ///
  /// - Parameters:
  ///   - elements: The elements; NaN and infinities are left out.
  ///   - bins: How many bins there are.
  /// - Returns: Nil without a finite element, and where the elements lie too close together, or too
  ///   far out, for that many bins.
  /// - Complexity: O(*n*).
  public init?(of elements: [Double], bins: Int = usualBins) {
    let found = elements.withUnsafeBufferPointer { buffer in
      Self(of: buffer, as: Statistics(of: buffer), bins: bins)
    }
    guard let found else { return nil }
    self = found
  }

  /// The same for elements whose statistics are known.
  init?(of elements: UnsafeBufferPointer<Double>, as statistics: Statistics, bins: Int) {
    let (low, high) = (statistics.min, statistics.max)
    guard 1...Self.mostBins ~= bins, low <= high else { return nil }
    let finite = statistics.count - statistics.nan - statistics.inf
    if low == high {
      self.init(around: low, count: finite)
      return
    }
    guard viz_can_bin(low, high, Int32(bins)) != 0 else { return nil }
    if finite < elements.count {
      self = elements.filter(\.isFinite).withUnsafeBufferPointer {
        Self(of: $0, from: low, to: high, bins: bins)
      }
    } else {
      self.init(of: elements, from: low, to: high, bins: bins)
    }
  }

  /// One bin around a number, which all are.
  fileprivate init?(around number: Double, count: Int) {
    let room = Self.room(around: number)
    let (low, high) = (number - room, number + room)
    guard low.isFinite, high.isFinite, low < high else { return nil }
    self.init(EvenBins(from: number, to: number, count: 1))
    bins.fill { $0[0] = UInt32(clamping: count) }
  }

  /// Counts numbers that all lie between two others, in bins whose edges ascend.
  private init(
    of elements: UnsafeBufferPointer<Double>, from low: Double, to high: Double, bins: Int
  ) {
    guard bins > EvenBins.most else {
      self.init(EvenBins(from: low, to: high, count: bins))
      self.bins.fill {
        viz_histogram_d(elements.baseAddress, elements.count, low, high, Int32(bins), $0)
      }
      return
    }
    let edges = Self.evenEdges(from: low, to: high, bins: bins)
    // Halves, so that the width of the whole range of doubles does not overflow.
    let scale = Double(bins) / (high / 2 - low / 2)
    var counts = [Int](repeating: 0, count: bins)
    for element in elements {
      // In range: from 0 to the number of bins.
      var bin = Swift.min(Int((element / 2 - low / 2) * scale), bins - 1)
      // What is near an edge may have been rounded across it.
      while bin > 0, element < edges[bin] { bin -= 1 }
      while bin < bins - 1, element >= edges[bin + 1] { bin += 1 }
      counts[bin] += 1
    }
    self.init(edges: edges, counts: counts)
  }

  private static let mostBins = 1 << 20

  /// The edges around a number that all elements are.
  package static func edges(around number: Double) -> [Double] {
    let room = room(around: number)
    return [number - room, number + room]
  }

  private static func room(around number: Double) -> Double {
    Swift.max(0.5, number.magnitude * 0x1p-20)
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
    viz_even_edge(Int32(clamping: index), low, high, Int32(clamping: bins))
  }
}

extension Statistics {
  /// Measures numbers of single precision, and counts them in a histogram of
  /// ``Histogram/usualBins`` bins.
  ///
  /// - Complexity: O(*n*), two passes; allocates nothing where all numbers are finite.
  public init(measuring elements: UnsafeBufferPointer<Float>) {
    self = .unmeasured
    measure(elements)
  }

  /// The same for numbers of double precision.
  public init(measuring elements: UnsafeBufferPointer<Double>) {
    self = .unmeasured
    measure(elements)
  }

  /// Statistics of nothing, with room for a histogram, which are measured where they lie in memory: of
  /// a small network's tensors a copy takes as long as their sums.
  package static var unmeasured: Statistics {
    var nothing = Statistics()
    nothing.histogram = Histogram(EvenBins(from: 0, to: 0, count: 0))
    return nothing
  }

  /// Makes ``unmeasured`` statistics those of numbers of single precision.
  package mutating func measure(_ elements: UnsafeBufferPointer<Float>) {
    take(elements)
    let (low, high, bins) = (min, max, Int32(Histogram.usualBins))
    let finite = count - nan - inf
    guard low < high, viz_can_bin(low, high, bins) != 0 else {
      histogram = low == high ? Histogram(around: low, count: finite) : nil
      return
    }
    histogram?.bins.span(from: low, to: high, count: Histogram.usualBins)
    if finite < count {
      elements.filter(\.isFinite).withUnsafeBufferPointer { numbers in
        histogram?.bins.fill {
          viz_histogram_f(numbers.baseAddress, numbers.count, low, high, bins, $0)
        }
      }
    } else {
      histogram?.bins.fill {
        viz_histogram_f(elements.baseAddress, elements.count, low, high, bins, $0)
      }
    }
  }

  /// The same for numbers of double precision.
  package mutating func measure(_ elements: UnsafeBufferPointer<Double>) {
    take(elements)
    histogram = Histogram(of: elements, as: self, bins: Histogram.usualBins)
  }
}
