/// Smoothing of noisy curves.
public enum Smoothing {
  /// The exponential moving average, debiased as TensorBoard does it.
  ///
  /// Each value moves the average by `1 − weight`, and the average is divided by what it has moved
  /// so far, `1 − weight^n`, so that the curve begins at its first value and not near zero
  /// (Diederik Kingma and Jimmy Ba, "Adam", 2015, section 3). A value that is no finite number is
  /// a gap: it stays as it is and moves nothing. Where all values are equal, so are the results.
  ///
  /// - Parameters:
  ///   - values: The values in order.
  ///   - weight: What the past weighs: 0 changes nothing; what is not in 0…1 counts as the nearer
  ///     of those, and NaN as 0. With 1 the first value stays for ever.
  /// - Returns: As many values as there were.
  public static func exponential(_ values: [Double], weight: Double) -> [Double] {
    let weight = weight > 0 ? min(weight, 1) : 0
    guard weight > 0, let first = values.first(where: \.isFinite) else { return values }
    // Equal values stay exactly equal; rounding would make a flat curve tremble.
    if values.allSatisfy({ $0 == first }) { return values }
    var average = 0.0
    var remaining = 1.0
    return values.map { value in
      guard value.isFinite else { return value }
      if weight == 1 { return first }
      average = average * weight + (1 - weight) * value
      remaining *= weight
      return average / (1 - remaining)
    }
  }

  /// The same of the logarithms, for a logarithmic axis: one huge value would otherwise hide all
  /// that follow it.
  ///
  /// A value without a finite logarithm stays as it is, and the average begins anew after it.
  static func exponentialOfLogarithms(_ values: [Double], weight: Double) -> [Double] {
    var results = values
    var start = 0
    while let first = values[start...].firstIndex(where: \.hasLogarithm) {
      let end = values[first...].firstIndex { !$0.hasLogarithm } ?? values.endIndex
      let logarithms = values[first..<end].map(\.decimalLogarithm)
      for (index, logarithm) in zip(first..., exponential(logarithms, weight: weight)) {
        results[index] = 10.0.power(logarithm)
      }
      start = end
    }
    return results
  }
}

extension Double {
  /// Whether it has a place on a logarithmic axis.
  var hasLogarithm: Bool { self > 0 && isFinite }
}
