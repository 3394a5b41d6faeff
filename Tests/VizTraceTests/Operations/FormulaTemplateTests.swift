import Testing

@testable import VizTrace

@Suite struct FormulaTemplateTests {
  private func filled(_ template: FormulaTemplate, _ x: String) -> String? {
    template.filled { $0 == "x" ? x : nil }
  }

  @Test func fillsItsGaps() {
    #expect(filled("1 / {x}", "a") == "1 / a")
    #expect(filled("{x}", "a") == "a")
    #expect(filled("{x} ⊙ {x}ᵀ", "a") == "a ⊙ aᵀ")
    #expect(filled("0", "a") == "0")
    #expect(filled("", "a") == "")
  }

  @Test func aSumOrASignGetsParentheses() {
    #expect(filled("{(x)}²", "a") == "a²")
    #expect(filled("{(x)}²", "3") == "3²")
    #expect(filled("{(x)}²", "−3") == "(−3)²")
    #expect(filled("{(x)}²", "a + b") == "(a + b)²")
    #expect(filled("{x}²", "a + b") == "a + b²")
  }

  @Test func allButANameGetsParentheses() {
    #expect(filled("−{((x))}", "w₀") == "−w₀")
    #expect(filled("−{((x))}", "3") == "−(3)")
    #expect(filled("−{((x))}", "a + b") == "−(a + b)")
    #expect(filled("−{((x))}", "") == "−()")
  }

  @Test func aGapThatNothingFillsLeavesNoFormula() {
    #expect(filled("{x} + {y}", "a") == nil)
    #expect(filled("{x", "a") == nil)
  }

  @Test(arguments: [
    ("2", "2 · a"), ("3", "3 · a²"), ("0.5", "0.5 · a^(−0.5)"), ("−1", "−1 · a⁻²"),
    ("n", "n · a^(n − 1)"),
  ])
  func aPowerWhoseExponentIsKnownIsComputed(_ exponent: String, _ formula: String) {
    let template: FormulaTemplate = "{y} · {(x)}^({y} − 1)"
    #expect(template.filled { ["x": "a", "y": exponent][$0] } == formula)
  }

  @Test func tellsItsGaps() {
    let template: FormulaTemplate = "{x} + {(y)}^{((f))} {+c}"
    #expect(template.gaps == ["x", "y", "f", "+c"])
    #expect(FormulaTemplate("1").gaps.isEmpty)
  }
}
