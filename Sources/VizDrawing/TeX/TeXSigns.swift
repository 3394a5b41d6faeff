/// What TeX calls the signs that pictures have.
enum TeXSigns {
  /// In mathematics.
  static let mathematics: [Unicode.Scalar: String] = [
    "−": "-", "×": "\\times", "·": "\\cdot", "⋅": "\\cdot", "⊙": "\\odot", "⊗": "\\otimes",
    "⊕": "\\oplus", "⊖": "\\ominus", "÷": "\\div", "±": "\\pm", "∓": "\\mp", "∗": "\\ast",
    "∘": "\\circ", "∂": "\\partial", "∇": "\\nabla", "∞": "\\infty", "√": "\\surd",
    "∑": "\\textstyle\\sum", "∏": "\\textstyle\\prod", "∫": "\\textstyle\\int", "≈": "\\approx",
    "≠": "\\neq", "≤": "\\leq", "≥": "\\geq", "≪": "\\ll", "≫": "\\gg", "≡": "\\equiv",
    "∝": "\\propto", "∼": "\\sim", "→": "\\rightarrow", "←": "\\leftarrow", "↑": "\\uparrow",
    "↓": "\\downarrow", "↔": "\\leftrightarrow", "⇒": "\\Rightarrow", "⇐": "\\Leftarrow",
    "⇔": "\\Leftrightarrow", "↦": "\\mapsto", "∈": "\\in", "∉": "\\notin", "∅": "\\emptyset",
    "∪": "\\cup", "∩": "\\cap", "⊂": "\\subset", "⊆": "\\subseteq", "∀": "\\forall",
    "∃": "\\exists", "¬": "\\neg", "∧": "\\wedge", "∨": "\\vee", "‖": "\\Vert", "∥": "\\parallel",
    "⟨": "\\langle", "⟩": "\\rangle", "⌊": "\\lfloor", "⌋": "\\rfloor", "⌈": "\\lceil",
    "⌉": "\\rceil", "⋯": "\\cdots", "⊤": "\\top", "⊥": "\\perp", "′": "'", "″": "''",
    "°": "{}^{\\circ}", "ℓ": "\\ell", "ℒ": "\\mathcal{L}", "•": "\\bullet", "●": "\\bullet",
    "⋆": "\\star",
    "½": "\\frac12", "¼": "\\frac14", "¾": "\\frac34", "△": "\\triangle",
    "α": "\\alpha", "β": "\\beta", "γ": "\\gamma", "δ": "\\delta", "ε": "\\varepsilon",
    "ϵ": "\\epsilon", "ζ": "\\zeta", "η": "\\eta", "θ": "\\theta", "ϑ": "\\vartheta",
    "ι": "\\iota", "κ": "\\kappa", "λ": "\\lambda", "μ": "\\mu", "µ": "\\mu", "ν": "\\nu",
    "ξ": "\\xi", "ο": "o", "π": "\\pi", "ρ": "\\rho", "ϱ": "\\varrho", "σ": "\\sigma",
    "ς": "\\varsigma", "τ": "\\tau", "υ": "\\upsilon", "φ": "\\varphi", "ϕ": "\\phi",
    "χ": "\\chi", "ψ": "\\psi", "ω": "\\omega", "Γ": "\\Gamma", "Δ": "\\Delta", "Θ": "\\Theta",
    "Λ": "\\Lambda", "Ξ": "\\Xi", "Π": "\\Pi", "Σ": "\\Sigma", "Υ": "\\Upsilon", "Φ": "\\Phi",
    "Ψ": "\\Psi", "Ω": "\\Omega", "Α": "\\mathrm{A}", "Β": "\\mathrm{B}", "Ε": "\\mathrm{E}",
    "Ζ": "\\mathrm{Z}", "Η": "\\mathrm{H}", "Ι": "\\mathrm{I}", "Κ": "\\mathrm{K}",
    "Μ": "\\mathrm{M}", "Ν": "\\mathrm{N}", "Ο": "\\mathrm{O}", "Ρ": "\\mathrm{P}",
    "Τ": "\\mathrm{T}", "Χ": "\\mathrm{X}",
  ]

  /// In words.
  static let letters: [Unicode.Scalar: String] = {
    var letters = others
    for (accent, pairs) in accented {
      let scalars = Array(pairs.unicodeScalars)
      for index in stride(from: 0, to: scalars.count - 1, by: 2) {
        let base = scalars[index + 1] == "i" ? "\\i" : String(scalars[index + 1])
        letters[scalars[index]] = "\\\(accent){\(base)}"
      }
    }
    return letters
  }()

  private static let others: [Unicode.Scalar: String] = [
    "–": "--", "—": "---", "‐": "-", "‑": "-", "…": "\\dots{}", "‘": "`", "’": "'", "“": "``",
    "”": "''", "\u{a0}": "~", "\u{2009}": "\\,", "\u{202f}": "\\,", "\u{2007}": "~", "ß": "\\ss{}",
    "æ": "\\ae{}", "Æ": "\\AE{}", "œ": "\\oe{}", "Œ": "\\OE{}", "ø": "\\o{}", "Ø": "\\O{}",
    "ł": "\\l{}", "Ł": "\\L{}", "ı": "\\i{}", "¡": "!`", "¿": "?`", "§": "\\S{}", "¶": "\\P{}",
    "©": "\\copyright{}", "£": "\\pounds{}",
  ]

  /// By the accent's command: letters, each before the one that it stands on.
  private static let accented: [(String, String)] = [
    ("`", "ÀAàaÈEèeÌIìiÒOòoÙUùu"), ("'", "ÁAáaÉEéeÍIíiÓOóoÚUúuÝYýyĆCćcŃNńnŚSśsŹZźz"),
    ("^", "ÂAâaÊEêeÎIîiÔOôoÛUûuĈCĉcĜGĝgŜSŝsŴWŵwŶYŷy"), ("~", "ÃAãaÑNñnÕOõoĨIĩiŨUũu"),
    ("\"", "ÄAäaËEëeÏIïiÖOöoÜUüuŸYÿy"), ("r", "ÅAåaŮUůu"), ("c", "ÇCçcŞSşs"),
    ("=", "ĀAāaĒEēeĪIīiŌOōoŪUūu"), ("u", "ĂAăaĔEĕeĞGğgŬUŭu"), (".", "ĖEėeİIŻZżzĊCċc"),
    ("v", "ČCčcĎDďdĚEěeŇNňnŘRřrŠSšsŤTťtŽZžz"), ("H", "ŐOőoŰUűu"),
  ]
}
