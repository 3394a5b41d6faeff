/// How large the derivative of an operation is where the rules of calculus write it out as a formula
/// in its arguments u and their derivatives.
///
/// ``ExpressionSwell`` adds these up; what has none of its own is written as one node over the
/// derivatives of its arguments.
struct WrittenDerivative: Sendable {
  /// Its own operations and numbers.
  var nodes = 1.0
  /// How often each argument stands in it; each argument's derivative stands in it once.
  var copies: [Double] = []
  /// The same where the last argument is a constant, whose derivative falls away.
  var ofConstantLast: (nodes: Double, copies: [Double])?

  /// A slope, itself of so many nodes and copies of the argument, times the argument's derivative.
  static func slope(nodes: Double, copies: Double) -> WrittenDerivative {
    WrittenDerivative(nodes: 1 + nodes, copies: [copies])
  }

  /// `u' v + u v'`
  static let product = WrittenDerivative(nodes: 3, copies: [1, 1])

  /// The nodes, from the sizes `u` of the arguments and `du` of their derivatives.
  func size(_ u: [Double], _ du: [Double], lastIsConstant: Bool) -> Double {
    if lastIsConstant, let rest = ofConstantLast {
      return Self.size(rest.nodes, rest.copies, u, du.dropLast())
    }
    return Self.size(nodes, copies, u, du[...])
  }

  private static func size(
    _ nodes: Double, _ copies: [Double], _ u: [Double], _ du: ArraySlice<Double>
  ) -> Double {
    zip(copies, u).reduce(nodes + du.reduce(0, +)) { $0 + $1.0 * $1.1 }
  }
}
