/// Statistics of many numbers, from one pass over them and one more for their histogram.
///
/// Made to be taken of every value and every gradient of a training step: sums run in double
/// precision over eight numbers at a time, and nothing is allocated but the counts.
public struct ElementStatistics: Sendable, Equatable {
  public let count: Int
  public let mean: Double
  /// The population standard deviation.
  public let std: Double
  public let min, max: Double
  /// The Euclidean norm.
  public let norm: Double
  public let zeros: Int

  /// Nil where there is no number, one is not finite, or squares would leave the range of double
  /// precision: these ask for more care than speed.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public init?<Scalar: TensorScalar>(_ elements: UnsafeBufferPointer<Scalar>) {
    guard let sums = Self.sums(elements), sums.areInRange else { return nil }
    let n = Double(elements.count)
    var variance = sums.squaredDeviations - sums.deviations * (sums.deviations / n)
    let mean = sums.centre + sums.deviations / n
    // Where the centre lies far off, the two terms nearly cancel: once more, about the mean.
    if sums.least == sums.greatest {
      variance = 0
    } else if variance < 1e-5 * sums.squaredDeviations {
      let centred = ElementSums(of: elements, around: mean)
      variance = centred.squaredDeviations - centred.deviations * (centred.deviations / n)
    }
    count = elements.count
    self.mean = sums.least == sums.greatest ? sums.least : mean
    std = (Swift.max(variance, 0) / n).squareRoot()
    min = sums.least
    max = sums.greatest
    norm = sums.squares.squareRoot()
    zeros = sums.zeros
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  private static func sums<Scalar: TensorScalar>(
    _ elements: UnsafeBufferPointer<Scalar>
  ) -> ElementSums? {
    guard let first = elements.first?.asDouble, first.isFinite else { return nil }
    if Scalar.self == Float.self, let sums = ElementSums.wide(UnsafeRawBufferPointer(elements)) {
      return sums
    }
    return ElementSums(of: elements, around: first)
  }

  /// How many of the numbers lie in each bin: from its edge up to, but not on, the next one; the
  /// last bin is closed. Numbers outside all bins, and NaN, are left out.
  ///
  /// `edges` ascend by even steps, up to rounding; fewer than two of them make no bin.
  public static func histogram<Scalar: TensorScalar>(
    _ elements: UnsafeBufferPointer<Scalar>, edges: [Double]
  ) -> [Int] {
    guard let low = edges.first, let high = edges.last, edges.count > 1, low <= high else {
      return []
    }
    let bins = edges.count - 1
    let scale = Double(bins) / (high - low)
    guard scale.isFinite, scale > 0 else {
      // All are one number, or too near to each other, or too far apart, for a width.
      return carefulHistogram(elements, edges: edges)
    }
    return edges.withUnsafeBufferPointer { edges in
      // Several tables, so that neighbours in one bin do not wait for each other.
      withUnsafeTemporaryAllocation(of: Int.self, capacity: 8 * (bins + 1)) { tables in
        tables.initialize(repeating: 0)
        func add(_ element: Scalar, to table: Int) {
          let x = element.asDouble
          // False for NaN, too.
          guard x >= low, x <= high else { return }
          let place = (x - low) * scale
          var bin = Swift.min(Int(place), bins)
          // Rounding may carry a number over an edge that it nearly touches.
          let rest = place - Double(bin)
          if rest < 1e-9 || rest > 1 - 1e-9, bin < bins {
            if x >= edges[bin + 1] { bin += 1 } else if x < edges[bin] { bin -= 1 }
          }
          tables[table + bin] += 1
        }
        let stride = bins + 1
        var i = 0
        if Scalar.self == Float.self {
          i = countByVectors(
            UnsafeRawBufferPointer(elements), from: low, to: high, bins: bins, in: tables
          ) { add(elements[$0], to: 0) }
        }
        while i + 4 <= elements.count {
          add(elements[i], to: 0)
          add(elements[i + 1], to: stride)
          add(elements[i + 2], to: 2 * stride)
          add(elements[i + 3], to: 3 * stride)
          i += 4
        }
        while i < elements.count {
          add(elements[i], to: 0)
          i += 1
        }
        var counts = (0..<bins).map { bin in
          (0..<8).reduce(0) { $0 + tables[$1 * stride + bin] }
        }
        // What stands on the last edge belongs to the last, closed bin.
        counts[bins - 1] += (0..<8).reduce(0) { $0 + tables[$1 * stride + bins] }
        return counts
      }
    }
  }

  private static func carefulHistogram<Scalar: TensorScalar>(
    _ elements: UnsafeBufferPointer<Scalar>, edges: [Double]
  ) -> [Int] {
    var counts = [Int](repeating: 0, count: edges.count - 1)
    for element in elements {
      let x = element.asDouble
      guard let low = edges.first, let high = edges.last, x >= low, x <= high else { continue }
      let bin = (edges.firstIndex { x < $0 } ?? edges.count) - 1
      counts[Swift.min(Swift.max(bin, 0), counts.count - 1)] += 1
    }
    return counts
  }
}

/// What one pass adds up.
struct ElementSums {
  /// The numbers' deviations are taken from this one.
  let centre: Double
  var deviations = 0.0
  var squaredDeviations = 0.0
  var squares = 0.0
  var least = Double.infinity
  var greatest = -Double.infinity
  var zeros = 0

  init(around centre: Double) { self.centre = centre }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  init<Scalar: TensorScalar>(of elements: UnsafeBufferPointer<Scalar>, around centre: Double) {
    self.centre = centre
    if Scalar.self == Float.self {
      addFloats(UnsafeRawBufferPointer(elements))
    } else if Scalar.self == Double.self {
      addDoubles(UnsafeRawBufferPointer(elements))
    } else {
      for element in elements { add(element.asDouble) }
    }
  }

  /// Whether no number was NaN or infinite, and no square too large or vanishing.
  var areInRange: Bool {
    squares.isFinite && squaredDeviations.isFinite
      && (squares > 1e-280 || (least == 0 && greatest == 0))
  }

  mutating func add(_ x: Double) {
    let deviation = x - centre
    deviations += deviation
    squaredDeviations += deviation * deviation
    squares += x * x
    least = x < least ? x : least
    greatest = x > greatest ? x : greatest
    if x == 0 { zeros += 1 }
  }

  mutating func addFloats(_ bytes: UnsafeRawBufferPointer) {
    let taken = addByVectors(bytes) * MemoryLayout<Float>.size
    if taken > 0 { return addSingly(bytes, from: taken) }
    let stride = MemoryLayout<SIMD8<Float>>.size
    let whole = bytes.count / stride * stride
    var lanes = Lanes<SIMD8<Float>>(around: centre)
    var zeros = SIMD8<Int32>.zero
    for offset in Swift.stride(from: 0, to: whole, by: stride) {
      let x = bytes.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
      lanes.add(SIMD8<Double>(x))
      lanes.least.replace(with: x, where: x .< lanes.least)
      lanes.greatest.replace(with: x, where: x .> lanes.greatest)
      zeros.replace(with: zeros &+ 1, where: x .== 0)
    }
    take(lanes)
    least = Double(lanes.least.min())
    greatest = Double(lanes.greatest.max())
    self.zeros = (0..<8).reduce(0) { $0 + Int(zeros[$1]) }
    addSingly(bytes, from: whole)
  }

  private mutating func addSingly(_ bytes: UnsafeRawBufferPointer, from start: Int) {
    for offset in Swift.stride(from: start, to: bytes.count, by: MemoryLayout<Float>.size) {
      add(Double(bytes.loadUnaligned(fromByteOffset: offset, as: Float.self)))
    }
  }

  mutating func addDoubles(_ bytes: UnsafeRawBufferPointer) {
    let stride = MemoryLayout<SIMD8<Double>>.size
    let whole = bytes.count / stride * stride
    var lanes = Lanes<SIMD8<Double>>(around: centre)
    var zeros = SIMD8<Int64>.zero
    for offset in Swift.stride(from: 0, to: whole, by: stride) {
      let x = bytes.loadUnaligned(fromByteOffset: offset, as: SIMD8<Double>.self)
      lanes.add(x)
      lanes.least.replace(with: x, where: x .< lanes.least)
      lanes.greatest.replace(with: x, where: x .> lanes.greatest)
      zeros.replace(with: zeros &+ 1, where: x .== 0)
    }
    take(lanes)
    least = lanes.least.min()
    greatest = lanes.greatest.max()
    self.zeros = (0..<8).reduce(0) { $0 + Int(zeros[$1]) }
    for offset in Swift.stride(from: whole, to: bytes.count, by: MemoryLayout<Double>.size) {
      add(bytes.loadUnaligned(fromByteOffset: offset, as: Double.self))
    }
  }

  private mutating func take<Extremes>(_ lanes: Lanes<Extremes>) {
    deviations = lanes.deviations.sum()
    squaredDeviations = lanes.squaredDeviations.sum()
    squares = lanes.squares.sum()
  }

  /// The same sums eight times over.
  private struct Lanes<Extremes: SIMD> where Extremes.Scalar: BinaryFloatingPoint {
    let centre: SIMD8<Double>
    var deviations = SIMD8<Double>.zero
    var squaredDeviations = SIMD8<Double>.zero
    var squares = SIMD8<Double>.zero
    var least = Extremes(repeating: .infinity)
    var greatest = Extremes(repeating: -.infinity)

    init(around centre: Double) { self.centre = SIMD8(repeating: centre) }

    @inline(__always)
    mutating func add(_ x: SIMD8<Double>) {
      let deviation = x - centre
      deviations += deviation
      squaredDeviations += deviation * deviation
      squares += x * x
    }
  }
}
