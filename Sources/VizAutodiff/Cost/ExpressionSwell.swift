import VizTensor

/// How large the derivative is as a formula, beside the tape that computes it.
///
/// Differentiating a formula by the rules of calculus repeats its subexpressions: written out in
/// full, without sharing, the derivative of a nested function grows exponentially with its depth.
/// The tape computes each of them once.
///
/// Baydin et al., "Automatic Differentiation in Machine Learning: a Survey", Journal of Machine
/// Learning Research 18, 2018, section 2.2.
public struct ExpressionSwell: Sendable, Equatable {
  /// The nodes of the tape that the output depends on.
  public let tape: Int
  /// The nodes of the formula as a tree, in which shared values are repeated.
  public let expression: Double
  /// The nodes of the derivative with respect to one input as a tree, nothing simplified. Beyond
  /// 2^53 it is rounded, and at last infinite.
  public let derivative: Double

  /// The sizes of the expression that computed `output`.
  public init<Scalar>(of output: Variable<Scalar>) {
    let nodes = output.tape.nodes
    var sizes = [Double](repeating: 1, count: output.index + 1)
    var derivatives = sizes
    var isReached = [Bool](repeating: false, count: output.index + 1)
    isReached[output.index] = true
    for index in isReached.indices.reversed() where isReached[index] {
      for input in nodes[index].inputs { isReached[input] = true }
    }
    for index in isReached.indices where isReached[index] && !nodes[index].inputs.isEmpty {
      let inputs = nodes[index].inputs
      sizes[index] = inputs.reduce(1) { $0 + sizes[$1] }
      derivatives[index] = Self.derivative(
        nodes[index].op, inputs.map { sizes[$0] }, inputs.map { derivatives[$0] },
        exponentIsConstant: inputs.last.map { nodes[$0].leafKind == .constant } ?? false)
    }
    tape = isReached.count { $0 }
    expression = sizes[output.index]
    derivative = derivatives[output.index]
  }

  /// The nodes of a derivative by the rules of calculus, from the sizes `u` of the arguments and
  /// `du` of their derivatives.
  private static func derivative(
    _ op: String, _ u: [Double], _ du: [Double], exponentIsConstant: Bool
  ) -> Double {
    let moving = du.reduce(0, +)
    switch (op, u.count) {
    // a' b + a b'
    case ("mul", 2), ("dot", 2), ("matmul", 2): return 3 + moving + u[0] + u[1]
    // (a' b - a b') / b^2
    case ("div", 2): return 6 + moving + u[0] + 2 * u[1]
    // p x^(p - 1) x'
    case ("pow", 2) where exponentIsConstant: return 5 + du[0] + u[0] + 2 * u[1]
    // p x^(p - 1) x' + x^p log(x) p'
    case ("pow", 2): return 10 + moving + 3 * u[0] + 3 * u[1]
    case (_, 1):
      guard let slope = slopes[op] else { return 1 + moving }
      return 1 + slope.nodes + slope.copies * u[0] + moving
    default: return 1 + moving
    }
  }

  /// The slope as a formula: its own nodes, and how often the argument stands in it.
  private static let slopes: [String: (nodes: Double, copies: Double)] = [
    "exp": (1, 1), "log": (2, 1), "sin": (1, 1), "cos": (2, 1),
    // 1 + tan(u)^2
    "tan": (5, 1),
    // 1 / (2 sqrt(u))
    "sqrt": (5, 1),
    "abs": (1, 1),
    // 1 - tanh(u)^2
    "tanh": (5, 1),
    // sigmoid(u) (1 - sigmoid(u))
    "sigmoid": (5, 2),
    "relu": (1, 1), "softplus": (1, 1),
  ]
}
