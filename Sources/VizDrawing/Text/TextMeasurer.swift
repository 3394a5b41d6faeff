/// Measures text as it will be drawn.
///
/// The fonts are those that vizbp carries, unhinted and with tabular figures, so that a text is
/// as wide on every machine and in every kind of file. Where a text has characters that they
/// lack (Chinese, Arabic, emoji), the machine's own fonts fill in. Safe to call from any thread.
public enum TextMeasurer {
  /// Reads the fonts, so that the first measurement need not.
  package static func prepare() { TextEngine.withLock { _ in } }

  /// The extent of one line of text.
  ///
  /// Line breaks and tabs count as spaces; control characters as the replacement character that
  /// is drawn in their place.
  public static func measure(_ string: String, font: Font) -> TextExtent {
    guard font.size.isFinite, font.size > 0 else {
      return TextExtent(width: 0, ascent: 0, descent: 0)
    }
    let clean = SingleLine.clean(string)
    let line = TextEngine.withLock { $0.measure(clean, cut: font.cut) }
    return TextExtent(
      width: line.width * font.size, ascent: line.ascent * font.size,
      descent: line.descent * font.size)
  }

  /// Where a text that is too wide is cut: where names differ, what is at their end is kept, too.
  public enum Cut: Sendable {
    /// The beginning is kept.
    case end
    /// Beginning and end are kept.
    case middle
  }

  /// The string, or as much of it as fits into `width` with an ellipsis where it is cut.
  public static func fitted(
    _ string: String, font: Font, width: Double, cutting cut: Cut
  ) -> String {
    let head = fitted(string, font: font, width: width)
    // What is enormous is not worth an end.
    guard cut == .middle, head != string, head.count > 3, string.count <= 1_000 else { return head }
    let characters = Array(string)
    // Less of the beginning than of the end, where names differ.
    for kept in stride(from: min(head.count + 1, characters.count - 1), through: 2, by: -1) {
      let first = max(kept / 4, 1)
      let text =
        String(characters[..<first]) + "…"
        + String(characters[(characters.count - kept + first)...])
      if measure(text, font: font).width <= width { return text }
    }
    return head
  }

  /// The string, or as many of its first characters as fit into `width` before an ellipsis.
  ///
  /// Cuts between characters as people see them (grapheme clusters). A width that holds not
  /// even the ellipsis gets an empty string. The time grows with what fits, not with the
  /// string.
  public static func fitted(_ string: String, font: Font, width: Double) -> String {
    func fits(_ candidate: String) -> Bool { measure(candidate, font: font).width <= width }
    // Gallop to a count of characters that is too many, then search below it: an enormous
    // string is never measured whole.
    var fitting = string.startIndex
    var step = 32
    while true {
      let next = string.index(fitting, offsetBy: step, limitedBy: string.endIndex)
      if let next, next < string.endIndex {
        guard fits(String(string[..<next])) else { break }
        fitting = next
        step *= 2
      } else if fits(string) {
        return string
      } else {
        break
      }
    }
    let room = string.index(fitting, offsetBy: step, limitedBy: string.endIndex) ?? string.endIndex
    // With the ellipsis less fits than without, so the search starts from nothing.
    let ends = Array(string[..<room].indices)
    var low = 0
    var high = ends.count
    while low < high {
      let middle = (low + high) / 2
      if fits(string[..<ends[middle]] + "…") { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return "" }
    var kept = string[..<ends[low - 1]]
    while kept.last == " " { kept.removeLast() }
    return kept + "…"
  }
}
