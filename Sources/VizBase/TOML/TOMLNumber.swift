/// A number as TOML writes it: decimal, `0x`, `0o`, `0b`, or a float, with underscores between
/// digits.
struct TOMLNumber {
  /// The number in decimal digits, as JSON writes it.
  let text: String

  /// Nil for what is no number of TOML.
  init?(_ word: String) {
    if let whole = Self.prefixed(word) {
      text = whole
      return
    }
    // A point has digits on both sides, and only the first of them may be 0 before others.
    let form =
      #/
      (?<sign> [+\-]?) (?<whole> 0 | [1-9] (?: _?[0-9] )*)
      (?<fraction> \.[0-9] (?: _?[0-9] )* )?
      (?<power> [eE] [+\-]? [0-9] (?: _?[0-9] )* )?
    /#
    guard let parts = word.wholeMatch(of: form)
    else { return nil }
    let digits = String((parts.sign == "+" ? word.dropFirst() : word[...]).filter { $0 != "_" })
    // Whoever takes a whole number says its range; a float that is too large is infinite.
    let isWhole = parts.fraction == nil && parts.power == nil
    text = isWhole ? digits : Double(digits)?.asWritten ?? digits
  }

  private static func prefixed(_ word: String) -> String? {
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where word.hasPrefix(prefix) {
      let digits = word.dropFirst(2)
      guard digits.first != "_", digits.last != "_", !digits.contains("__"), digits.first != "+",
        digits.first != "-", let value = UInt64(digits.filter { $0 != "_" }, radix: radix)
      else { return nil }
      return String(value)
    }
    return nil
  }
}
