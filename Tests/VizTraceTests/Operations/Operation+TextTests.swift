import Testing

@testable import VizTrace

@Suite struct OperationTextTests {
  @Test(arguments: [
    ("add", ["x", "y"], "x + y"), ("sub", ["2", "−3"], "2 − (−3)"),
    ("mul", ["x", "a + b"], "x × (a + b)"), ("neg", ["x"], "−x"), ("neg", ["−1"], "−(−1)"),
    ("pow", ["x", "2"], "x^2"), ("sigmoid", ["z"], "σ(z)"), ("abs", ["−1"], "|−1|"),
    ("maximum", ["a", "b"], "max(a, b)"), ("frobnicate", ["a"], "frobnicate(a)"),
    ("add", ["a"], "add(a)"), ("sqrt", ["x"], "sqrt(x)"), ("transpose", ["W"], "Wᵀ"),
    ("avg_pool2d", ["x"], "avg pool(x)"), ("dropout", ["h"], "dropout(h)"),
    ("abs", ["a", "b"], "abs(a, b)"), ("add", [], "add()"),
  ])
  func writesFormulas(op: String, arguments: [String], formula: String) {
    #expect(Operation[op].formula(of: arguments) == formula)
  }

  @Test func writesSlopes() {
    func slope(_ op: String, _ position: Int, _ arguments: [String], _ result: String) -> String? {
      Operation[op].slope(at: position, of: arguments, result: result)
    }
    #expect(slope("mul", 0, ["x", "y"], "q") == "y")
    #expect(slope("mul", 1, ["x", "y"], "q") == "x")
    #expect(slope("div", 1, ["a", "b"], "q") == "−a / b²")
    #expect(slope("tanh", 0, ["x"], "h") == "1 − h²")
    #expect(slope("pow", 0, ["x", "3"], "f") == "3 · x²")
    #expect(slope("pow", 1, ["x", "3"], "f") == "f · log(x)")
    #expect(slope("maximum", 1, ["a", "b"], "m") == "1 where b is the larger, else 0")
    #expect(slope("matmul", 0, ["A", "B"], "C") == nil)
    #expect(slope("add", 5, ["a", "b"], "c") == nil)
    #expect(slope("mul", 0, ["x"], "q") == nil)
  }

  @Test func tellsAFactorByALetter() {
    #expect(Operation["add"].factor(at: 1, letters: ["a", "b"]) == "1")
    #expect(Operation["sub"].factor(at: 1, letters: [nil, nil]) == "−1")
    #expect(Operation["matmul"].factor(at: 0, letters: ["x", "W"]) == "Wᵀ")
    #expect(Operation["mul"].factor(at: 0, letters: ["x", nil]) == nil)
    #expect(Operation["mul"].factor(at: 0, letters: ["x"]) == nil)
    #expect(Operation["exp"].factor(at: 0, letters: ["x"]) == nil)
  }

  @Test func writesGradientsOfTensors() {
    func gradient(_ op: String, _ position: Int, _ arguments: [String], _ extents: [Int]) -> String?
    {
      Operation[op].gradient(
        at: position, of: arguments, result: "f", upstream: "g",
        .init(argument: extents, result: [8, 3], firstArgument: [8, 2]))
    }
    #expect(gradient("add", 0, ["a", "b"], [8, 3]) == "g")
    #expect(gradient("add", 1, ["a", "b"], [3]) == "Σ over the 8 rows of g")
    #expect(gradient("sub", 1, ["a", "b"], []) == "Σ over its copies of −g")
    #expect(gradient("mul", 0, ["a", "b"], [8, 3]) == "g ⊙ b")
    #expect(gradient("matmul", 1, ["x", "W"], [2, 3]) == "xᵀ @ g")
    #expect(gradient("tanh", 0, ["z"], [8, 3]) == "g ⊙ (1 − f²)")
    #expect(gradient("square", 0, ["z"], [8, 3]) == "g ⊙ (2 z)")
    #expect(gradient("cross_entropy", 0, ["s", "y"], [8, 2]) == "(softmax(s) − one-hot(y)) / 8")
    #expect(gradient("cross_entropy", 1, ["s", "y"], [8]) == nil)
    #expect(gradient("conv2d", 2, ["x", "w", "b"], [3]) == "Σ over examples and places of g")
    #expect(gradient("conv2d", 0, ["x"], [8, 3]) == nil)
    #expect(gradient("gather", 0, ["a"], [8, 3]) == nil)
  }

  @Test func tellsWhatItComputes() {
    #expect(
      Operation["cross_entropy"].meaning(of: ["s", "y"])
        == "the mean over the examples of −log softmax(s) at the label")
    #expect(Operation["add"].meaning(of: ["a", "b"]) == nil)
  }

  @Test(arguments: [
    ("add", 1.0, 0, "+1"), ("add", -1, 1, "−1"), ("sub", 0.5, 1, "−0.5"), ("sub", -2, 1, "+2"),
    ("sub", 1, 0, "1−x"), ("mul", 2, 0, "×2"), ("mul", -2, 1, "×−2"), ("div", 1, 0, "1/x"),
    ("div", 2, 1, "÷2"), ("pow", 2, 1, "x²"), ("pow", 3, 1, "x³"), ("pow", -1, 1, "x^−1"),
    ("pow", 2, 0, "2^x"), ("maximum", 0, 0, "max(0, x)"), ("minimum", 6, 1, "min(6, x)"),
  ])
  func aNumberStandsOnTheCard(op: String, number: Double, position: Int, symbol: String) {
    #expect(Operation[op].symbol(with: number, at: position) == symbol)
  }

  @Test func otherOpsKeepTheirNumberOnACard() {
    #expect(Operation["matmul"].symbol(with: 2, at: 1) == nil)
  }
}
