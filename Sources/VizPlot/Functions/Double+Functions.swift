#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Double {
  /// The decimal logarithm of a positive number.
  var decimalLogarithm: Double { log10(self) }

  /// The natural logarithm of a positive number.
  var naturalLogarithm: Double { log(self) }

  /// This number to the power of another.
  func power(_ exponent: Double) -> Double { pow(self, exponent) }

  /// The number whose hyperbolic sine this is: linear near zero, logarithmic far from it.
  ///
  /// What is too large for its square is taken for the largest that is not: finite stays finite.
  var boundedInverseHyperbolicSine: Double {
    isInfinite
      ? asinh(sign == .minus ? -Self.greatestFiniteMagnitude : .greatestFiniteMagnitude)
      : asinh(self)
  }

  /// What ``boundedInverseHyperbolicSine`` takes back.
  var hyperbolicSine: Double { sinh(self) }

  /// 10 to the power of this number.
  var powerOfTen: Double { pow(10, self) }

  /// The number moved into 0…1; NaN becomes 0.
  var clampedToUnit: Double { self > 0 ? min(self, 1) : 0 }
}
