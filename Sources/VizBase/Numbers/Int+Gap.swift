extension Int {
  /// How far two numbers are apart.
  ///
  /// Numbers from outside may be the least and the greatest there are, whose difference overflows.
  package func gap(to other: Int) -> UInt {
    self < other
      ? UInt(bitPattern: other) &- UInt(bitPattern: self)
      : UInt(bitPattern: self) &- UInt(bitPattern: other)
  }
}
