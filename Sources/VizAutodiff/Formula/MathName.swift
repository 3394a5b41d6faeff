/// Names as a book sets them: `w0` and `w_0` with a subscript, `sigma` as the Greek letter.
enum MathName {
  /// The name in print.
  static func typeset(_ name: String) -> String {
    var stem = name[...]
    var digits = ""
    while let last = stem.last, ("0"..."9").contains(last) {
      digits = String(last) + digits
      stem.removeLast()
    }
    guard !stem.isEmpty, stem != "_" else { return name }
    if !digits.isEmpty, stem.last == "_" { stem.removeLast() }
    return (greek[String(stem)] ?? String(stem)) + digits.map(subscripted)
  }

  /// Whether the name in print is one letter, with subscripts at most: those stand side by side
  /// in a product.
  static func isLetter(_ typeset: String) -> Bool {
    guard let first = typeset.first, first.isLetter else { return false }
    return typeset.dropFirst().allSatisfy { ("₀"..."₉").contains($0) }
  }

  /// The number in print: `−2.5`, `2.5×10⁻⁷`.
  static func typeset(_ number: Double) -> String {
    if number.isNaN { return "NaN" }
    let sign = number < 0 ? "−" : ""
    if number.isInfinite { return sign + "∞" }
    let parts = "\(number.magnitude)".split(separator: "e")
    var mantissa = parts.first.map(String.init) ?? ""
    if mantissa.hasSuffix(".0") { mantissa.removeLast(2) }
    guard parts.count == 2, let exponent = Int(parts[1]) else { return sign + mantissa }
    let power = "10" + superscript(exponent)
    return sign + (mantissa == "1" ? power : "\(mantissa)×\(power)")
  }

  static func superscript(_ integer: Int) -> String {
    String(integer).map { $0 == "-" ? "⁻" : superscripted($0) }.joined()
  }

  private static func superscripted(_ digit: Character) -> String {
    digit.wholeNumberValue.map { String(Array("⁰¹²³⁴⁵⁶⁷⁸⁹")[$0]) } ?? String(digit)
  }

  private static func subscripted(_ digit: Character) -> Character {
    digit.wholeNumberValue.map { Array("₀₁₂₃₄₅₆₇₈₉")[$0] } ?? digit
  }

  private static let greek: [String: String] = [
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν",
    "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ",
    "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ",
    "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
  ]
}
