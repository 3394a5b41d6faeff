/// Text as TeX sets it: words stay words, mathematics becomes TeX's own, and nothing in it is obeyed.
///
/// The result is the same for pdfTeX and LuaTeX, and in any encoding of fonts.
package enum TeXText {
  /// The macro for signs that TeX's usual fonts lack: `\vizbpchar{20013}{4E2D}`.
  static let foreign = "\\vizbpchar"

  /// How a part of a text is set.
  private enum Mode: Equatable { case words, mathematics, above, below }

  /// One line of text, as it stands between the braces of a node.
  package static func line(_ string: String) -> String {
    var out = ""
    var mode = Mode.words
    func enter(_ next: Mode) {
      guard next != mode else { return }
      switch mode {
      case .words: break
      case .mathematics: out += "$"
      case .above, .below: out += "}"
      }
      switch next {
      case .words: break
      case .mathematics: out += "$"
      case .above: out += "\\textsuperscript{"
      case .below: out += "\\textsubscript{"
      }
      mode = next
    }
    let scalars = Array(SingleLine.clean(string).unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      if accents[scalar] != nil, index > 0, isLetter(scalars[index - 1]) { continue }
      if isLetter(scalar), let accent = scalars[safely: index + 1].flatMap({ accents[$0] }) {
        enter(.words)
        out += "\\\(accent){\(scalar)}"
      } else if let raised = superscripts[scalar] {
        enter(.above)
        out += raised
      } else if let lowered = subscripts[scalar] {
        enter(.below)
        out += lowered
      } else if let sign = TeXSigns.mathematics[scalar] {
        enter(.mathematics)
        // A command's name ends where a letter does not follow.
        if out.last.map({ $0.isLetter && $0.isASCII }) ?? false,
          sign.first.map({ $0.isLetter && $0.isASCII }) ?? false
        {
          out += " "
        }
        out += sign
      } else {
        enter(.words)
        let isOuter = index == 0 || index == scalars.count - 1 || scalars[index - 1] == " "
        out += scalar == " " ? (isOuter ? "\\ " : " ") : word(scalar, after: out)
      }
    }
    enter(.words)
    return out
  }

  /// A comment to the end of its line.
  package static func comment(_ string: String) -> String { "% \(SingleLine.clean(string))\n" }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII && scalar.properties.isAlphabetic
  }

  private static func word(_ scalar: Unicode.Scalar, after out: String) -> String {
    if let escaped = escapes[scalar] { return escaped }
    if let letter = TeXSigns.letters[scalar] { return letter }
    guard scalar.isASCII else {
      return scalar.properties.isDefaultIgnorableCodePoint
        ? "" : "\(foreign){\(scalar.value)}{\(hexadecimal(scalar.value))}"
    }
    // Two of these in a row would become one other sign.
    let isLigature = "-'`,?!".unicodeScalars.contains(scalar) && out.unicodeScalars.last == scalar
    return (isLigature ? "{}" : "") + String(scalar)
  }

  private static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// What TeX would obey, or what some of its fonts have another sign for.
  private static let escapes: [Unicode.Scalar: String] = [
    "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#",
    "_": "\\_", "%": "\\%", "^": "\\textasciicircum{}", "~": "\\textasciitilde{}",
    "<": "\\textless{}", ">": "\\textgreater{}", "|": "\\textbar{}", "\"": "{\\char34}",
    "`": "{\\char96}", "[": "{[}", "]": "{]}",
  ]

  /// Marks that stand on the letter before them.
  private static let accents: [Unicode.Scalar: String] = [
    "\u{300}": "`", "\u{301}": "'", "\u{302}": "^", "\u{303}": "~", "\u{304}": "=", "\u{306}": "u",
    "\u{307}": ".", "\u{308}": "\"", "\u{30a}": "r", "\u{30b}": "H", "\u{30c}": "v",
    "\u{327}": "c",
  ]

  private static let superscripts = pairs(
    "⁰0¹1²2³3⁴4⁵5⁶6⁷7⁸8⁹9⁺+⁼=⁽(⁾)ᵃaᵇbᶜcᵈdᵉeᶠfᵍgʰhⁱiʲjᵏkˡlᵐmⁿnᵒoᵖpʳrˢsᵗtᵘuᵛvʷwˣxʸyᶻz"
      + "ᴬAᴮBᴰDᴱEᴳGᴴHᴵIᴶJᴷKᴸLᴹMᴺNᴼOᴾPᴿRᵀTᵁUⱽVᵂW", ["⁻": "$-$"])
  private static let subscripts = pairs(
    "₀0₁1₂2₃3₄4₅5₆6₇7₈8₉9₊+₌=₍(₎)ₐaₑeₕhᵢiⱼjₖkₗlₘmₙnₒoₚpᵣrₛsₜtᵤuᵥvₓx", ["₋": "$-$"])

  private static func pairs(
    _ text: String, _ others: [Unicode.Scalar: String]
  ) -> [Unicode.Scalar: String] {
    let scalars = Array(text.unicodeScalars)
    var table = others
    for index in stride(from: 0, to: scalars.count - 1, by: 2) {
      table[scalars[index]] = String(scalars[index + 1])
    }
    return table
  }
}

extension Array {
  fileprivate subscript(safely index: Int) -> Element? {
    indices.contains(index) ? self[index] : nil
  }
}
