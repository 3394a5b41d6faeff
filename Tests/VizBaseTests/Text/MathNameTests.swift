import Testing

@testable import VizBase

@Suite struct MathNameTests {
  @Test(arguments: [
    ("w0", "w₀"), ("w_12", "w₁₂"), ("sigma", "σ"), ("sigma_1", "σ₁"), ("yhat", "ŷ"),
    ("xbar", "x\u{304}"), ("W", "W"), ("x", "x"),
    // Words that end in a digit stay words.
    ("layer2", "layer2"), ("conv2d_3", "conv2d_3"), ("12", "12"), ("_", "_"), ("", ""),
  ])
  func namesAreSetAsMathematicsDoes(_ name: String, _ expected: String) {
    #expect(MathName.text(name) == expected)
  }

  @Test func everyNameInALineIsSet() {
    #expect(MathName.inText("w0 x0 + exp(theta_1)") == "w₀ x₀ + exp(θ₁)")
    #expect(MathName.inText("yhat = sigmoid(w0 x0)") == "ŷ = sigmoid(w₀ x₀)")
    #expect(MathName.inText("the layer that learns mu") == "the layer that learns mu")
    #expect(MathName.inText("that") == "that" && MathName.text("chat") == "chat")
    #expect(MathName.inText("σ₀ stays, layer2 too") == "σ₀ stays, layer2 too")
  }

  @Test func lettersStandSideBySide() {
    #expect(MathName.isLetter("w₀"))
    #expect(MathName.isLetter("ŷ"))
    #expect(!MathName.isLetter("loss"))
    #expect(!MathName.isLetter("2"))
  }

  @Test func numbersHaveATrueMinusAndPowersOfTen() {
    #expect(MathName.number(-2.5) == "−2.5")
    #expect(MathName.number(3) == "3")
    #expect(MathName.number(1e21) == "10²¹")
    #expect(MathName.number(2.5e-7) == "2.5×10⁻⁷")
    #expect(MathName.number(-.infinity) == "−∞")
    #expect(MathName.number(.nan) == "NaN")
  }
}
