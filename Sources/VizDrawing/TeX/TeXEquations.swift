import Foundation

/// Equations that begin alike, under each other, as TeX sets them.
package struct TeXEquations {
  /// One equation: what it is of, and the sides behind one equals sign each.
  package struct Line {
    package var left: String
    package var sides: [String]
    /// What stands at its end in brackets, for others to refer to.
    package var mark: String

    package init(_ left: String, _ sides: [String], mark: String) {
      (self.left, self.sides, self.mark) = (left, sides, mark)
    }
  }

  /// What the file says of itself.
  package var title: String
  /// In TeX's mathematics.
  package var lines: [Line]

  package init(title: String, lines: [Line]) {
    (self.title, self.lines) = (title, lines)
  }

  /// A document that compiles alone, with pdflatex or lualatex, and that stands in another one by
  /// `\input`, if that has `\usepackage{amsmath}`.
  package var document: [UInt8] {
    let rows = lines.map { line in
      // Side by side where they are short.
      let isLong = line.sides.reduce(0) { $0 + $1.count } > 260
      let sides = line.sides.joined(separator: isLong ? " \\\\\n  &= " : " = ")
      let mark = line.mark.isEmpty ? "" : " &&\\quad(\(line.mark))"
      let first = isLong ? sides.replacingFirst(" \\\\\n", with: "\(mark) \\\\\n") : sides + mark
      return "  \(line.left) &\(line.sides.isEmpty ? "" : "= ")\(first)"
    }
    let body = rows.joined(separator: " \\\\[3pt]\n")
    let text = """
      \(TeXText.comment(title))%
      % Written by vizbp. It compiles alone, with pdflatex or lualatex.
      % In another document, say \\usepackage{amsmath} in its preamble, and \\input this file.
      \(Picture.alone)
        \\documentclass{article}
        \(Picture.fonts)
        \\usepackage{amsmath}
        \\pagestyle{empty}
        \\begin{document}
        \\def\\vizbpend{\\end{document}}%
        % On a page as large as they are.
        \\def\\vizbpchain#1{\\setbox0\\hbox{$\\displaystyle#1$}%
          \\hoffset-1in \\voffset-1in
          \\dimen0\\wd0 \\advance\\dimen0 20bp
          \\dimen2\\ht0 \\advance\\dimen2\\dp0 \\advance\\dimen2 20bp
          \\ifdefined\\pdfpagewidth\\pdfpagewidth\\dimen0 \\pdfpageheight\\dimen2
          \\else\\pagewidth\\dimen0 \\pageheight\\dimen2 \\fi
          \\shipout\\vbox{\\kern10bp\\hbox{\\kern10bp\\box0\\kern10bp}\\kern10bp}}%
      \\else\\def\\vizbpend{}\\def\\vizbpchain#1{\\[#1\\]}\\fi
      \(body.contains(TeXText.foreign) ? Self.foreign : "")\\vizbpchain{\\begin{aligned}
      \(body)
      \\end{aligned}}\\vizbpend

      """
    return Array(text.utf8)
  }

  /// A sign that TeX's usual fonts lack.
  private static let foreign = """
    \\def\\vizbpchar#1#2{\\ifdefined\\pdftexversion\\mbox{\\tiny U+#2}\\else
      \\iffontchar\\font#1 \\char#1 \\else\\mbox{\\tiny U+#2}\\fi\\fi}%

    """

  // MARK: - Parts

  /// A name: a letter with its index in italics, a word upright.
  package static func name(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    guard let first = scalars.first else { return "{}" }
    let indices = scalars.dropFirst().map { digits[$0] }
    let letter = first.isASCII && first.properties.isAlphabetic
    if let symbol = letter ? String(first) : TeXSigns.mathematics[first],
      indices.allSatisfy({ $0 != nil })
    {
      return indices.isEmpty ? symbol : "\(symbol)_{\(indices.compactMap { $0 }.joined())}"
    }
    return "\\text{\(TeXText.line(text))}"
  }

  /// A number as it is printed: `−2.5×10⁻⁷`, or `−2.5e−7`.
  package static func number(_ text: String) -> String {
    let plain = text.replacingOccurrences(of: "−", with: "-")
    if let mark = plain.firstIndex(of: "e"), Double(plain) != nil {
      return "\(plain[..<mark]) \\times 10^{\(plain[plain.index(after: mark)...])}"
    }
    var out = ""
    var power = ""
    for scalar in text.unicodeScalars {
      if let raised = raised[scalar] {
        power += raised
        continue
      }
      switch scalar {
      case "−", "-": out += "-"
      case "×": out += "\\times "
      case "∞": out += "\\infty"
      default: out += String(scalar)
      }
    }
    let isWord = out.unicodeScalars.contains { $0.properties.isAlphabetic } && !out.contains("\\")
    return (isWord ? "\\text{\(out)}" : out) + (power.isEmpty ? "" : "^{\(power)}")
  }

  private static let digits: [Unicode.Scalar: String] = Dictionary(
    uniqueKeysWithValues: zip("₀₁₂₃₄₅₆₇₈₉".unicodeScalars, (0...9).map(String.init)))
  private static let raised: [Unicode.Scalar: String] = Dictionary(
    uniqueKeysWithValues: zip(
      "⁰¹²³⁴⁵⁶⁷⁸⁹⁻".unicodeScalars, (0...9).map(String.init) + ["-"]))
}

extension String {
  /// With the first occurrence of a part replaced; itself where it has none.
  fileprivate func replacingFirst(_ part: String, with other: String) -> String {
    guard let range = range(of: part) else { return self }
    return replacingCharacters(in: range, with: other)
  }
}
