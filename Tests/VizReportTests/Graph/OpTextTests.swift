import Testing

@testable import VizReport

@Suite struct OpTextTests {
  @Test(arguments: [
    ("add", ["x", "y"], "x + y"), ("sub", ["2", "−3"], "2 − (−3)"),
    ("mul", ["x", "a + b"], "x × (a + b)"), ("neg", ["x"], "−x"), ("neg", ["−1"], "−(−1)"),
    ("pow", ["x", "2"], "x^2"), ("sigmoid", ["z"], "σ(z)"), ("abs", ["−1"], "|−1|"),
    ("maximum", ["a", "b"], "max(a, b)"), ("frobnicate", ["a"], "frobnicate(a)"),
    ("add", ["a"], "add(a)"),
  ])
  func writesFormulas(op: String, arguments: [String], formula: String) {
    #expect(OpText.formula(op, arguments) == formula)
  }

  @Test func writesLocalDerivatives() {
    #expect(OpText.local("mul", slot: 0, ["x", "y"], result: "q") == "y")
    #expect(OpText.local("div", slot: 1, ["a", "b"], result: "q") == "−a / b²")
    #expect(OpText.local("tanh", slot: 0, ["x"], result: "h") == "1 − h²")
    #expect(OpText.local("pow", slot: 0, ["x", "3"], result: "f") == "3 · x^(3 − 1)")
    #expect(OpText.local("matmul", slot: 0, ["A", "B"], result: "C") == nil)
    #expect(OpText.local("add", slot: 5, ["a", "b"], result: "c") == nil)
  }
}
