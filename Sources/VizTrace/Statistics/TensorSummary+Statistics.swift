extension TensorSummary {
  /// Summarizes elements in one pass.
  ///
  /// NaN and infinite elements are counted and left out of `mean`, `std`, `min`, `max` and
  /// `norm`; without a finite element these are NaN, and `norm` is 0. The deviation follows Welford
  /// (1962); the mean is a compensated sum (Neumaier 1974), so that what cancels is 0 and not
  /// 5e-17. All runs in units of a power of two near the largest element so far, so that squares
  /// neither overflow nor vanish (the scaled norm of BLAS).
  ///
  /// - Complexity: O(*n*).
  public init(of elements: [Double]) {
    self.init(
      count: elements.count, mean: .nan, std: .nan, min: .nan, max: .nan, norm: 0)
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

  /// Below this even the squares of subnormal numbers are far from vanishing.
  private static let lowestExponent: Double.Exponent = -1000
}
