import CVizKernels

// One way to measure for whoever measures: what is recorded while a training runs, what a graph file
// says, what a picture draws. One pass takes sums and extremes, in double precision and in lanes that
// do not depend on the machine. Where their differences cancel, a second pass goes about the mean;
// where that, too, would err, or a number is not finite, the careful way is taken.
extension Statistics {
  /// Measures numbers of single precision, without a histogram.
  ///
  /// - Complexity: O(*n*); allocates nothing where all numbers are finite.
  public init(of elements: UnsafeBufferPointer<Float>) {
    self.init()
    take(elements)
  }

  /// Makes statistics of nothing those of numbers of single precision.
  @inline(__always)
  mutating func take(_ elements: UnsafeBufferPointer<Float>) {
    guard let start = elements.baseAddress, !elements.isEmpty else { return }
    let count = elements.count
    let moments = viz_moments_f(start, count)
    let spread = Spread(
      count, moments, about: { viz_deviations_f(start, count, $0) },
      sum: { Self.compensatedSum(elements) })
    if let spread {
      set(count, moments, spread)
    } else {
      take(carefully: elements.map(Double.init))
    }
  }

  /// Measures numbers of double precision, without a histogram.
  ///
  /// - Complexity: O(*n*); allocates nothing where all numbers are finite.
  public init(of elements: UnsafeBufferPointer<Double>) {
    self.init()
    take(elements)
  }

  /// Makes statistics of nothing those of numbers of double precision.
  @inline(__always)
  mutating func take(_ elements: UnsafeBufferPointer<Double>) {
    guard let start = elements.baseAddress, !elements.isEmpty else { return }
    let count = elements.count
    let moments = viz_moments_d(start, count)
    let spread = Spread(
      count, moments, about: { viz_deviations_d(start, count, $0) },
      sum: { Self.compensatedSum(elements) })
    if let spread {
      set(count, moments, spread)
    } else {
      take(carefully: Array(elements))
    }
  }

  /// Measures numbers, without a histogram.
  ///
  /// NaN and infinite elements are counted and left out of `mean`, `std`, `min`, `max` and `norm`;
  /// without a finite element these are NaN, and `norm` is 0.
  ///
  /// - Complexity: O(*n*).
  public init(of elements: [Double]) {
    self = elements.withUnsafeBufferPointer { Self(of: $0) }
  }

  @inline(__always)
  private mutating func set(_ count: Int, _ moments: viz_moments, _ spread: Spread) {
    self.count = count
    (mean, std) = (spread.mean, spread.deviation)
    (min, max) = (moments.least, moments.greatest)
    norm = moments.squares.squareRoot()
    zeros = moments.zeros
  }

  /// What follows from the moments.
  private struct Spread {
    var mean, deviation: Double

    /// Nil where a number is not finite, or squares would leave the range of double precision: these
    /// ask for more care than speed.
    @inline(__always)
    init?(
      _ count: Int, _ moments: viz_moments, about: (_ centre: Double) -> viz_deviations,
      sum compensatedSum: () -> Double
    ) {
      let (least, greatest) = (moments.least, moments.greatest)
      guard moments.squares.isFinite, moments.squares > 1e-280 || (least == 0 && greatest == 0)
      else { return nil }
      let n = Double(count)
      var sum = moments.sum
      // What cancels is 0, and not 5e-17.
      if sum * sum < 1e-20 * (n * moments.squares) { sum = compensatedSum() }
      mean = least == greatest ? least : sum / n
      var variance = moments.squares - sum * (sum / n)
      if least == greatest {
        variance = 0
      } else if variance < 1e-5 * moments.squares {
        // The two terms nearly cancel: once more, about the mean.
        let deviations = about(mean)
        variance = deviations.squares - deviations.sum * (deviations.sum / n)
      }
      deviation = (Swift.max(variance, 0) / n).squareRoot()
    }
  }

  /// Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", ZAMM 54(1),
  /// 1974.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  private static func compensatedSum<Scalar: BinaryFloatingPoint>(
    _ elements: UnsafeBufferPointer<Scalar>
  ) -> Double {
    var (sum, lost) = (0.0, 0.0)
    for element in elements {
      let x = Double(element)
      let total = sum + x
      lost += abs(sum) >= abs(x) ? (sum - total) + x : (x - total) + sum
      sum = total
    }
    return sum + lost
  }
}

extension Statistics {
  /// Below this even the squares of subnormal numbers are far from vanishing.
  private static let lowestExponent: Double.Exponent = -1000

  /// The same where numbers may be NaN, infinite, or of any size.
  ///
  /// The deviation follows Welford (1962), the mean is a compensated sum, and all runs in units of a
  /// power of two near the largest element so far, so that squares neither overflow nor vanish (the
  /// scaled norm of BLAS).
  private mutating func take(carefully elements: [Double]) {
    count = elements.count
    var finite = 0.0
    var smallest = Double.infinity
    var largest = -Double.infinity
    var exponent = Self.lowestExponent
    var unit = Double(sign: .plus, exponent: -exponent, significand: 1)
    var sum = 0.0
    var lost = 0.0
    var mean = 0.0
    var squaredDeviations = 0.0
    var squares = 0.0
    for element in elements {
      guard element.isFinite else {
        if element.isNaN { nan += 1 } else { inf += 1 }
        continue
      }
      if element == 0 { zeros += 1 }
      finite += 1
      smallest = Swift.min(smallest, element)
      largest = Swift.max(largest, element)
      if element != 0, element.exponent > exponent {
        let shrink = Double(
          sign: .plus, exponent: Int(exponent) - Int(element.exponent), significand: 1)
        sum *= shrink
        lost *= shrink
        mean *= shrink
        squaredDeviations *= shrink * shrink
        squares *= shrink * shrink
        exponent = element.exponent
        unit = Double(sign: .plus, exponent: -exponent, significand: 1)
      }
      let scaled = element * unit
      let total = sum + scaled
      lost += abs(sum) >= abs(scaled) ? (sum - total) + scaled : (scaled - total) + sum
      sum = total
      let deviation = scaled - mean
      mean += deviation / finite
      squaredDeviations += deviation * (scaled - mean)
      squares += scaled * scaled
    }
    guard finite > 0 else { return }
    let scale = Double(sign: .plus, exponent: exponent, significand: 1)
    self.mean = (sum + lost) / finite * scale
    std = (squaredDeviations / finite).squareRoot() * scale
    min = smallest
    max = largest
    norm = squares.squareRoot() * scale
  }
}
