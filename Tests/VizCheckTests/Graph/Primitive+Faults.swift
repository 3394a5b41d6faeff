import VizAutodiff
import VizTensor

extension Primitive where Scalar == Double {
  /// The same operation with another rule: `change` has what the right one sends to an argument, and the
  /// argument's index.
  func sending(
    _ change: @escaping @Sendable (Tensor<Double>, Int) throws -> Tensor<Double>
  ) throws -> Primitive {
    guard let vjp else { throw AutodiffError.missingRule(op: name, mode: .reverse) }
    return Primitive(
      name, arity: arity, attributes: attributes, choices: choices, value: value,
      vjp: { g, call, position in try change(vjp(g, call, position), position) }, jvp: jvp)
  }
}
