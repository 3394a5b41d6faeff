extension Double {
  /// The shortest decimal that reads back as the number, as files have it: whole numbers without a
  /// fraction, `NaN`, `Infinity` and `-Infinity`.
  package var asWritten: String {
    // A double has the sign of -0, which an integer has not.
    if let integer = Int(exactly: self), integer.magnitude < 1 << 53, integer != 0 || sign == .plus
    {
      return String(integer)
    }
    if isFinite { return description }
    return isNaN ? "NaN" : self < 0 ? "-Infinity" : "Infinity"
  }
}
