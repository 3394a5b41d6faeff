import Testing

@testable import VizDrawing

@Suite struct TeXTextTests {
  @Test(arguments: [
    ("\\input{/etc/passwd}", "\\textbackslash{}input\\{/etc/passwd\\}"),
    ("100% #1 $x$ a_b ~^&", "100\\% \\#1 \\$x\\$ a\\_b \\textasciitilde{}\\textasciicircum{}\\&"),
    ("a<b>c|d\"e`", "a\\textless{}b\\textgreater{}c\\textbar{}d{\\char34}e{\\char96}"),
    ("x--y ``q'' ?`", "x-{}-y {\\char96}{\\char96}q'{}' ?{\\char96}"),
    ("[a]", "{[}a{]}"),
    ("^^5cinput", "\\textasciicircum{}\\textasciicircum{}5cinput"),
    ("−0.39", "$-$0.39"),
    ("w₁₀x²⁻¹", "w\\textsubscript{10}x\\textsuperscript{2$-$1}"),
    ("∂σ(x)·Wᵀ", "$\\partial\\sigma$(x)$\\cdot$W\\textsuperscript{T}"),
    ("σx → ∂ x", "$\\sigma$x $\\rightarrow$ $\\partial$ x"),
    ("x̂ ŷ é ß", "\\^{x} \\^{y} \\'{e} \\ss{}"),
    ("漢", "\\vizbpchar{28450}{6F22}"),
    (" × 0.2 ", "\\ $\\times$ 0.2\\ "),
    ("a\nb\u{202e}c", "a b\\vizbpchar{65533}{FFFD}c"),
  ])
  func setsALine(text: String, tex: String) {
    #expect(TeXText.line(text) == tex)
  }

  /// What stands between the braces of a node opens and closes as many as it should, and names no
  /// command that a label brought along.
  @Test(arguments: Samples.hostile)
  func nothingIsObeyed(label: String) {
    let tex = TeXText.line(label + "\\evil{}%$" + label)
    var depth = 0
    var isInMath = false
    var rest = Substring(tex)
    while let sign = rest.popFirst() {
      switch sign {
      case "\\":
        let name = rest.prefix { $0.isLetter && $0.isASCII }
        if name.isEmpty { rest = rest.dropFirst() } else { rest = rest.dropFirst(name.count) }
        #expect(name.isEmpty || Self.commands.contains(String(name)), "\(name)")
      case "{": depth += 1
      case "}": depth -= 1
      case "$": isInMath.toggle()
      case "%", "#", "&", "_", "~", "^": #expect(isInMath && sign == "^" || sign == "~")
      default: #expect(sign.isASCII)
      }
      #expect(depth >= 0)
    }
    #expect(depth == 0 && !isInMath)
  }

  private static let commands: Set<String> = Set(
    TeXSigns.mathematics.values.flatMap {
      $0.split(separator: "\\").map { String($0.prefix { $0.isLetter }) }
    }
      + [
        "textbackslash", "textasciicircum", "textasciitilde", "textless", "textgreater", "textbar",
        "char", "vizbpchar", "textsuperscript", "textsubscript", "dots", "ss", "S", "P",
        "copyright", "pounds", "u", "r", "v", "c", "H", "i",
      ])

  @Test func aCommentEndsWithItsLine() {
    #expect(TeXText.comment("a\n\\evil\r\u{85}b") == "% a \\evil  b\n")
  }
}
