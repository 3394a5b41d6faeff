import VizAutodiff
import VizTrace

extension WorkedExample {
  /// The examples of the lectures that live on scalars, vectors and small matrices.
  public static let lectures: [WorkedExample] = [
    WorkedExample(
      "add-mul", "A sum and a product", "q = x + y; f = q * z",
      ["x": "-2", "y": "5", "z": "-4"],
      lesson: """
        The smallest example of backpropagation. The sum hands its gradient on to both inputs; \
        the product gives each input the gradient times the other input.
        """),
    WorkedExample(
      "sigmoid-neuron", "The sigmoid neuron, in fine grain",
      "1 / (1 + exp(-(w0*x0 + w1*x1 + w2)))",
      ["w0": "2", "x0": "-1", "w1": "-3", "x1": "-2", "w2": "-3"], granularity: .fine,
      lesson: """
        Each primitive needs only its own local derivative. The bracket marks the four gates that \
        together are the sigmoid, whose derivative is (1 − σ)σ.
        """),
    WorkedExample(
      "sigmoid-neuron-coarse", "The same neuron, with one sigmoid gate",
      "1 / (1 + exp(-(w0*x0 + w1*x1 + w2)))",
      ["w0": "2", "x0": "-1", "w1": "-3", "x1": "-2", "w2": "-3"], granularity: .coarse,
      lesson: """
        The same function has several graphs. With the sigmoid as one gate the graph is shorter, \
        and every gradient is the same.
        """),
    WorkedExample(
      "gate-patterns", "Patterns in backward flow", "2 * (x*y + max(z, w))",
      ["x": "3", "y": "-4", "z": "2", "w": "-1"],
      lesson: """
        Add distributes the gradient, max routes it to the larger input and leaves the other with \
        exactly 0 (dotted), and mul switches: each input gets the other's value.
        """),
    WorkedExample(
      "max-subgradient", "Max and its subgradient", "max(x, y)", ["x": "4", "y": "2"],
      lesson: """
        The larger input takes the whole gradient. On a tie the first one does: a choice of \
        subgradient, since the derivative does not exist there.
        """),
    WorkedExample(
      "product-plus-sine", "A value used twice, in reverse mode", "x1*x2 + sin(x1)",
      ["x1": "2", "x2": "5"],
      lesson: """
        x₁ fans out, so its gradient is the sum of what both paths bring back. One backward pass \
        gives the gradient with respect to every input.
        """),
    WorkedExample(
      "product-plus-sine-chain", "The chain rule, wire by wire", "x1*x2 + sin(x1)",
      ["x1": "2", "x2": "5"], view: .chain,
      lesson: """
        Every wire shows its step of the chain rule: upstream × local = contribution. A shaded \
        upstream factor was already computed for the wire above.
        """),
    WorkedExample(
      "product-plus-sine-forward", "The same function, in forward mode", "x1*x2 + sin(x1)",
      ["x1": "2", "x2": "5"], view: .forward, seed: "x1",
      lesson: """
        Tangents flow with the values: x₁ moves with speed 1, and the output's tangent is the \
        derivative with respect to x₁ alone. Each further input takes a pass of its own.
        """),
    WorkedExample(
      "logistic-cascade", "The logistic loss as a cascade", "-log(1 / (1 + exp(-dot(w, x))))",
      ["w": "[0.5, -1, 2]", "x": "[1, 2, -0.5]"],
      lesson: """
        The negative log-likelihood of one example. Down the cascade the gradients multiply to \
        σ − 1, which then meets the vectors at the dot product.
        """),
    WorkedExample(
      "vectorised-norm", "The squared norm of Wx, with matrices", "q = W @ x; f = sum(q^2)",
      ["W": "[[0.1, 0.5], [-0.3, 0.8]]", "x": "[0.2, 0.4]"],
      lesson: """
        A gradient has the shape of its value. The gradient of W is the outer product of the \
        gradient of q with x; that of x is the transpose of W times the gradient of q.
        """),
    WorkedExample(
      "mlp-scalar-chain", "A chain of three neurons: what is already computed",
      """
      z1 = w1*x + b1; a1 = sigmoid(z1); a2 = sigmoid(w2*a1); yhat = sigmoid(w3*a2); \
      L = (y - yhat)^2 / 2
      """,
      ["w1": "0.6", "b1": "-0.2", "w2": "1.5", "w3": "-0.8", "x": "1.2", "y": "1"], view: .chain,
      lesson: """
        The derivatives for w₃, w₂, w₁ and b₁ share their first factors. Backpropagation computes \
        each shared factor once and uses it again: the shaded factors were already computed.
        """),
    WorkedExample(
      "mlp-two-layers", "A two-layer network",
      """
      a = tanh(W1 @ x + b1); h = tanh(W2 @ a + b2); J = sum((h - y)^2) / 2
      """,
      [
        "W1": "[[0.2, -0.4, 0.1], [0.5, 0.3, -0.6]]", "b1": "[0.1, -0.2]", "W2": "[[0.7, -0.3]]",
        "b2": "[0.05]", "x": "[1, -2, 0.5]", "y": "[0.3]",
      ],
      lesson: """
        Value and gradient of every parameter in one picture. The gradient of a weight matrix is \
        the layer's error times its input; the error goes back through the transposed weights.
        """),
    WorkedExample(
      "xor-threshold-network", "Threshold units that compute XOR",
      "h1 = step(x1 + x2 - 0.5); h2 = step(x1 + x2 - 1.5); y = step(h1 - h2 - 0.5)",
      ["x1": "1", "x2": "0"],
      lesson: """
        McCulloch and Pitts' units in two layers: h₁ is OR, h₂ is AND, and y is OR but not AND. \
        The step's derivative is 0 everywhere, so no gradient reaches the inputs: such a network \
        computes, but cannot learn by gradient descent.
        """),
    WorkedExample(
      "xor-perceptron", "One perceptron cannot compute XOR", "y = step(w1*x1 + w2*x2 + b)",
      ["w1": "1", "x1": "1", "w2": "1", "x2": "1", "b": "-0.5"],
      lesson: """
        One threshold unit draws one line, and no line separates XOR. XOR asks for b ≤ 0, \
        w₁ + b > 0, w₂ + b > 0 and w₁ + w₂ + b ≤ 0; the two in the middle add up to \
        w₁ + w₂ + b > −b ≥ 0. With these weights the unit is right on three of the four inputs \
        and wrong on the one that is drawn.
        """),
  ]

  /// The four inputs of a Boolean function of x1 and x2, the output, and what XOR would be; nil
  /// for other examples.
  ///
  /// Throws what ``graph(replacing:)`` throws.
  public func truthTable() throws -> [(x1: Double, x2: Double, y: Double, xor: Double)]? {
    guard id.hasPrefix("xor-") else { return nil }
    return try [(0.0, 0.0), (0, 1), (1, 0), (1, 1)].map { x1, x2 in
      let graph = try graph(replacing: ["x1": x1, "x2": x2])
      let output = graph.nodes.first { graph.outputs.contains($0.id) }
      return (x1, x2, output?.value?.scalar ?? .nan, x1 == x2 ? 0 : 1)
    }
  }
}
