import VizBase

/// A formula with gaps in braces, which what it is written for fills.
///
///     FormulaTemplate("−{x} / {(y)}²").filled { ["x": "a", "y": "b + 1"][$0] }  // −a / (b + 1)²
///
/// A gap `{(x)}` is put into parentheses where it is a sum or has a sign, `{((x))}` unless it is a
/// name.
struct FormulaTemplate: Sendable, Hashable, ExpressibleByStringInterpolation {
  let text: String

  init(stringLiteral text: String) { self.text = text }

  /// The names of the gaps, in order.
  var gaps: [Substring] {
    text.split(separator: "{", omittingEmptySubsequences: false).dropFirst().map { part in
      part.prefix { $0 != "}" }.drop { $0 == "(" }.prefix { $0 != ")" }
    }
  }

  /// The formula, where there is something to fill every gap.
  func filled(_ filling: (Substring) -> String?) -> String? {
    var pieces = text.split(separator: "{", omittingEmptySubsequences: false)[...]
    var filled = String(pieces.removeFirst())
    for (gap, piece) in zip(gaps, pieces) {
      guard let word = filling(gap), let end = piece.firstIndex(of: "}") else { return nil }
      let isEnclosed =
        if piece.hasPrefix("((") {
          word.first?.isLetter != true || word.contains(" ")
        } else {
          piece.hasPrefix("(") && (word.hasPrefix("−") || word.contains(" "))
        }
      filled += isEnclosed ? "(\(word))" : word
      filled += piece[piece.index(after: end)...]
    }
    return Self.withPowersComputed(filled)
  }

  /// The formula with the powers whose exponent is a difference of two numbers: `2 · x^(2 − 1)` is
  /// `2 · x`, and `3 · x^(3 − 1)` is `3 · x²`.
  private static func withPowersComputed(_ formula: String) -> String {
    guard formula.contains("^(") else { return formula }
    return formula.replacing(#/\^\((−?[0-9.]+) − ([0-9.]+)\)/#) { match in
      let numbers = [match.1, match.2].compactMap { Double($0.replacing("−", with: "-")) }
      guard numbers.count == 2 else { return String(match.0) }
      let exponent = numbers[0] - numbers[1]
      if exponent == 1 { return "" }
      if let whole = Int(exactly: exponent) { return MathName.superscript(whole) }
      let text = NumberFormat.plain(exponent)
      return text.hasPrefix("−") ? "^(\(text))" : "^\(text)"
    }
  }
}
