#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Double {
  /// The decimal logarithm of a positive number.
  init(log10Of x: Double) { self = log10(x) }

  /// e to the power of a number.
  init(expOf x: Double) { self = exp(x) }
}
