import Testing

@testable import VizAutodiff

@Suite struct ExpressionTypesettingTests {
  @Test(arguments: [
    ("1 / (1 + exp(-(w0*x0 + w1*x1 + w2)))", "1 / (1 + exp(−(w₀x₀ + w₁x₁ + w₂)))"),
    ("(x + y) * z", "(x + y) z"), ("2 * (x*y + max(z, w))", "2(xy + max(z, w))"),
    ("x1*x2 + sin(x1)", "x₁x₂ + sin(x₁)"), ("sum((W @ x)^2)", "sum((W x)²)"),
    ("q = x + y; f = q * z", "q = x + y; f = qz"), ("x^2", "x²"), ("x^-1", "x⁻¹"),
    ("x^(a+b)", "x^(a + b)"), ("(x^2)^3", "(x²)³"), ("2^3^2", "2^3²"), ("(-x)^2", "(−x)²"),
    ("-x^2", "−x²"), ("-(x*y)", "−(xy)"), ("a - (b - c)", "a − (b − c)"),
    ("(a - b) - c", "a − b − c"),
    ("a - -b", "a − (−b)"), ("a / (b*c)", "a / (bc)"), ("a / b * c", "a / b · c"),
    ("loss * x", "loss · x"), ("x * 2", "x · 2"), ("2 * x * y", "2xy"), ("2 * sin(x)", "2 sin(x)"),
    ("z * (x + y)", "z · (x + y)"), ("(a + b) * (c + d)", "(a + b)(c + d)"),
    ("sigma * w_0 + alpha12", "σw₀ + α₁₂"), ("W2 @ h + b2", "W₂ h + b₂"), ("A @ B @ x", "A B x"),
    ("A @ x * y", "A x · y"), ("a * (b * c)", "a · (bc)"), ("[1, -2.5]", "[1, −2.5]"),
    ("[[x, 1], [2, y]]", "[[x, 1], [2, y]]"), ("1e-7 * x", "10⁻⁷x"), ("2.5e-7", "2.5×10⁻⁷"),
    ("[]", "[]"), ("((x))", "x"), ("0.5 * x^2", "0.5x²"),
    ("-log(softmax(z)[1])", "−log(softmax(z)[1])"),
    ("(x+y)[1:-1:2, :, k]", "(x + y)[1:−1:2, :, k]"),
    ("sum(A, axis=0, keepdims=true)", "sum(A, axis=0, keepdims=true)"), ("w0[...]^2", "w₀[…]²"),
    ("conv2d(x, w, padding=[1, 2])", "conv2d(x, w, padding=[1, 2])"),
    ("clip(x, min=-2.5)", "clip(x, min=−2.5)"), ("x * y^2 * z", "xy²z"),
  ])
  func setsAsABookDoes(_ text: String, _ expected: String) throws {
    #expect(try MathExpression(text).typeset() == expected)
  }

  @Test(arguments: [
    ("w * x + b", "w ⊙ x + b"), ("W @ x", "W x"), ("x * x * x", "x ⊙ x ⊙ x"), ("a * x", "ax"),
    ("a * a * b", "a·a·b"), ("a * b * b", "a·b·b"), ("a * b", "ab"), ("2 * a * a", "2·a·a"),
    ("h = tanh(W @ x); h * w", "h = tanh(W x); h ⊙ w"), ("sum(w * x) * a", "sum(w ⊙ x) · a"),
    ("sum(w) * sum(x)", "sum(w) · sum(x)"), ("exp(w) * x", "exp(w) ⊙ x"),
    ("sum(x, axis=0) * x", "sum(x, axis=0) ⊙ x"), ("(w + x) * x", "(w + x) ⊙ x"),
  ])
  func saysWhichProductItIs(_ text: String, _ expected: String) throws {
    let ranks = ["w": 1, "x": 1, "W": 2, "a": 0, "b": 0]
    #expect(try MathExpression(text).typeset(ranks) == expected)
  }
}
