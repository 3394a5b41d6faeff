import Testing

@testable import VizDiagram

@Suite struct MathNameTests {
  @Test(arguments: [
    ("w0", "w₀"), ("x12", "x₁₂"), ("sigma_1", "σ₁"), ("sigma", "σ"), ("Omega", "Ω"), ("yhat", "ŷ"),
    ("xbar", "x\u{304}"), ("W", "W"), ("layer2", "layer2"), ("conv2d_3", "conv2d_3"), ("", ""),
    ("42", "42"), ("_", "_"), ("_1", "_1"), ("x_", "x_"), ("ŵ1", "ŵ₁"), ("权重", "权重"), ("x٣", "x٣"),
    ("hat", "hat"), ("yhat2", "ŷ₂"), ("loss", "loss"), ("x_1_2", "x_1_2"),
  ])
  func namesAreSetAsMathematics(name: String, text: String) {
    #expect(MathName.text(name) == text)
  }

  @Test func namesInALineAreSet() {
    #expect(MathName.inText("f = w0*x0 + sigma(z_1)") == "f = w₀*x₀ + σ(z₁)")
    #expect(MathName.inText("") == "")
  }
}
