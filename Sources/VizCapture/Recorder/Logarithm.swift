#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The power of ten that a step is.
func log10OfStep(_ step: Int) -> Double { log10(Double(step)) }
