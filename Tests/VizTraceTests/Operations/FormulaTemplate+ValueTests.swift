import Testing

@testable import VizTrace

@Suite struct FormulaTemplateValueTests {
  @Test(arguments: [
    ("1 − {f}²", 0.75), ("{f} (1 − {f})", 0.25), ("−{f}³ / 2", -0.0625), ("2 {(x)}", 6.0),
    ("1 / (2 {f})", 1.0), ("−{x} / {(y)}²", -0.75), ("{y} · {(x)}^({y} − 1)", 6.0),
    ("[{x} > 0]", 1.0), ("[{y} > {x}]", 0.0), ("2 / √π · 0", 0.0),
    ("σ(0) (1 + {(x)} (1 − σ(0)))", 1.25), ("exp(0) + log(1) + cos(0) − sin(0)", 2.0),
  ])
  func computesWhatIsWritten(_ formula: String, _ value: Double) {
    let numbers: [Substring: Double] = ["x": 3, "y": 2, "f": 0.5]
    #expect(FormulaTemplate(stringLiteral: formula).value { numbers[$0] } == value)
  }

  @Test(arguments: [
    "the sign of {x}", "1 where {x} > 0, else 0", "{z} + 1", "(1", "", "1 +", "{x} ⊙ 2", "tan(1)",
  ])
  func givesNothingForWords(_ formula: String) {
    #expect(FormulaTemplate(stringLiteral: formula).value { ["x": 1][$0] } == nil)
  }
}
