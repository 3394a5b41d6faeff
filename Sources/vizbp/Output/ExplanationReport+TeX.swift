import VizBP
import VizDrawing

extension ExplanationReport {
  /// The chain rule line by line as LaTeX: what another line has computed stands over that line's
  /// number.
  var tex: [UInt8] {
    let lines = explanation.chainRule.lines.enumerated().flatMap { index, line in
      let skipped = TeXEquations.Line("\\vdots", [], mark: "")
      return (line.skipped > 0 ? [skipped] : []) + [worked(line, index)]
    }
    return TeXEquations(title: headline, lines: lines).document
  }

  private func worked(_ line: ChainRule.Line, _ index: Int) -> TeXEquations.Line {
    var (symbols, numbers) = ([String](), [String]())
    if let seed = line.seed {
      numbers.append(tex(seed))
      if !line.terms.isEmpty || line.others.count > 0 { symbols.append(tex(seed)) }
    }
    for term in line.terms {
      symbols.append(
        "\(slope(of: term.consumer)) \\cdot "
          + "\\frac{\\partial \(tex(term.consumer))}{\\partial \(tex(line.element))}")
      let upstream = factor(tex: term.upstream)
      let known = term.line.map { "\\underbrace{\(upstream)}_{(\($0 + 1))}" } ?? upstream
      numbers.append("\(known) \\cdot \(factor(tex: term.local))")
    }
    if line.others.count > 0 {
      symbols.append("(\\text{\(line.others.count) more})")
      numbers.append(factor(tex: line.others.sum))
    }
    var sides = symbols.isEmpty ? [] : [symbols.joined(separator: " + ")]
    sides.append(numbers.joined(separator: " + "))
    let value = tex(line.value)
    if sides.last != value { sides.append(value) }
    return TeXEquations.Line(slope(of: line.element), sides, mark: String(index + 1))
  }

  private func slope(of element: GradientExplanation.Element) -> String {
    let ends = outputNames.map(TeXEquations.name).joined(separator: " + ")
    let top = outputNames.count == 1 ? ends : "(\(ends))"
    return "\\frac{\\partial \(top)}{\\partial \(tex(element))}"
  }

  private func tex(_ element: GradientExplanation.Element) -> String {
    let name = TeXEquations.name(printedName(element.node))
    guard !element.index.isEmpty else { return name }
    let index = element.index.map(String.init).joined(separator: ",")
    // An index beside an index would be one number.
    return name.contains("_{") ? "\(name)[\(index)]" : "\(name)_{\(index)}"
  }

  private func tex(_ number: Double) -> String { TeXEquations.number(printed(number)) }

  private func factor(tex number: Double) -> String {
    let text = tex(number)
    return text.hasPrefix("-") ? "(\(text))" : text
  }
}
