import Foundation

/// The magnitude of a product of many derivatives, which is held where a number of double
/// precision would be 0 or infinite.
struct PathMagnitude: Comparable {
  /// From 1 up to 2; or 0, infinite or NaN.
  private var significand: Double
  private var exponent: Int

  static let zero = PathMagnitude(0)

  init(_ number: Double) {
    significand = number.magnitude
    exponent = 0
    normalise()
  }

  /// By a monotone rounding: of two magnitudes the greater times a number is not the less.
  static func * (a: PathMagnitude, factor: Double) -> PathMagnitude {
    // Both parts are taken apart, so that the product of the significands is normal.
    var product = PathMagnitude(factor)
    product.significand *= a.significand
    product.exponent += a.exponent
    product.normalise()
    return product
  }

  private mutating func normalise() {
    guard significand.isFinite, significand > 0 else {
      exponent = 0
      return
    }
    if significand >= 1, significand < 2 { return }
    exponent += Int(significand.exponent)
    significand = significand.significand
  }

  /// NaN is the greatest: what is not finite is what a reader must see first.
  private var rank: (Int, Int, Double) {
    if significand.isNaN { return (3, 0, 0) }
    if significand.isInfinite { return (2, 0, 0) }
    return significand == 0 ? (0, 0, 0) : (1, exponent, significand)
  }

  static func < (a: PathMagnitude, b: PathMagnitude) -> Bool { a.rank < b.rank }

  static func == (a: PathMagnitude, b: PathMagnitude) -> Bool { a.rank == b.rank }

  /// Its logarithm to the base 10.
  var decades: Double { log10(significand) + Double(exponent) * log10(2) }
}
