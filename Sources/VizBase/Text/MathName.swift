/// Sets names and numbers as mathematics does: `w0` as w₀, `sigma_1` as σ₁, `yhat` as ŷ.
package enum MathName {
  package static func text(_ name: String) -> String {
    let digits = name.reversed().prefix { $0.isASCII && $0.isNumber }
    var stem = name.dropLast(digits.count)
    guard !stem.isEmpty else { return name }
    let bare = stem.hasSuffix("_") && !digits.isEmpty ? stem.dropLast() : stem
    let greekStem = greek[String(bare)] ?? accented(bare)
    // A long name that happens to end in a digit (`layer2`, `conv2d_3`) is a word, not a symbol.
    guard let symbol = greekStem ?? (bare.count == 1 ? String(bare) : nil) else { return name }
    stem = symbol[...]
    return stem + String(digits.reversed().map { subscripts[$0] ?? $0 })
  }

  /// Whether a name in print is one letter, with subscripts at most: those stand side by side in
  /// a product.
  package static func isLetter(_ text: String) -> Bool {
    guard let first = text.first, first.isLetter else { return false }
    return text.dropFirst().allSatisfy { ("₀"..."₉").contains($0) }
  }

  /// A number in print, with all of its digits: `−2.5`, `2.5×10⁻⁷`.
  package static func number(_ number: Double) -> String {
    guard number.isFinite else { return number.isNaN ? "NaN" : number < 0 ? "−∞" : "∞" }
    let decimal = DecimalNumber(number)
    // Where Swift writes an exponent.
    let isLong = decimal.leadingExponent < -4 || number.magnitude > 0x1p53
    return isLong ? decimal.asPower : decimal.positional()
  }

  package static func superscript(_ integer: Int) -> String {
    String(String(integer).map { superscripts[$0] ?? $0 })
  }

  private static let superscripts: [Character: Character] = [
    "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷",
    "8": "⁸", "9": "⁹",
  ]

  /// A letter with a hat or a bar, from its name: `yhat`, `xbar`.
  private static func accented(_ stem: Substring) -> String? {
    guard !words.contains(String(stem)) else { return nil }
    for (suffix, mark) in [("hat", "\u{302}"), ("bar", "\u{304}")] {
      if stem.count == 4, stem.hasSuffix(suffix), let letter = stem.first {
        return letter == "y" && suffix == "hat" ? "ŷ" : String(letter) + mark
      }
    }
    return nil
  }

  /// What people write that is no letter with a hat.
  private static let words: Set<String> = ["that", "what", "chat", "That", "What", "Chat"]

  private static let subscripts: [Character: Character] = [
    "0": "₀", "1": "₁", "2": "₂", "3": "₃", "4": "₄", "5": "₅", "6": "₆", "7": "₇", "8": "₈",
    "9": "₉",
  ]

  private static let greek: [String: String] = [
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν",
    "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ",
    "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ",
    "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
  ]
}

extension MathName {
  /// Sets every name that stands in a formula: `w0 x0` as w₀ x₀. A line of words stays as it is.
  package static func inText(_ line: String) -> String {
    guard !isProse(line) else { return line }
    var out = ""
    var word = ""
    func flush() {
      out += text(word)
      word = ""
    }
    for character in line {
      if character.isLetter || character.isNumber || character == "_" {
        word.append(character)
      } else {
        flush()
        out.append(character)
      }
    }
    flush()
    return out
  }

  /// Whether two words of three letters or more stand side by side: no formula has that.
  private static func isProse(_ line: String) -> Bool {
    let pieces = line.split(separator: " ", omittingEmptySubsequences: false)
    return zip(pieces, pieces.dropFirst()).contains { first, second in
      [first, second].allSatisfy { piece in
        let word = piece.hasSuffix(",") || piece.hasSuffix(".") ? piece.dropLast() : piece
        return word.count > 2 && word.allSatisfy { $0.isASCII && $0.isLetter }
          && greek[String(word)] == nil && accented(word) == nil
      }
    }
  }
}
