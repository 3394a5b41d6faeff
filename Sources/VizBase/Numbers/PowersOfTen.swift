/// Powers of ten, in one table for all who read and write numbers.
package enum PowersOfTen {
  /// Those that a double holds exactly.
  package static let exact: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// Those that an `Int` holds.
  package static let integers: [UInt] = exact.prefix(19).map { UInt($0) }

  /// The double nearest to `mantissa × 10^exponent` where both factors are exact, so that the one
  /// rounding is the right one (Clinger 1990); nil where they are not.
  @inlinable
  package static func product(_ mantissa: UInt64, _ exponent: Int) -> Double? {
    guard mantissa <= 1 << 53, exponent.magnitude < exact.count else { return nil }
    let power = exact[Int(exponent.magnitude)]
    return exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
  }
}
