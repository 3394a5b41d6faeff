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
      guard case .primitive(let primitive) = nodes[index].origin else { continue }
      derivatives[index] = primitive.written.size(
        inputs.map { sizes[$0] }, inputs.map { derivatives[$0] },
        lastIsConstant: inputs.last.map { nodes[$0].leafKind == .constant } ?? false)
    }
    tape = isReached.count { $0 }
    expression = sizes[output.index]
    derivative = derivatives[output.index]
  }
}
