import VizBase
import VizTensor

extension Primitive {
  /// An operation that is made of others, and needs no rules of its own: its value, both its
  /// derivatives and its cost are those of the tape on which its definition is recorded.
  ///
  /// Each cotangent records the definition anew, so that one of k inputs costs about k + 1 times
  /// its value on the way back. What a training calls at every step has rules of its own.
  ///
  /// - Parameters:
  ///   - choices: As of ``Primitive/choices``; no cotangent goes to these.
  ///   - isPacked: Whether the definition gives several outputs, joined by ``packed(_:)``.
  ///   - definition: Throws `ShapeError` where the inputs do not fit; operation and shapes are
  ///     filled in.
  static func composite(
    _ name: String, arity: ClosedRange<Int>?, attributes: [String: Attribute?] = [:],
    choices: @escaping @Sendable (_ inputs: [Shape]) -> Set<Int> = { _ in [] },
    isPacked: Bool = false, functions: [String] = [], look: OperationLook? = nil,
    definition: @escaping Definition
  ) -> Primitive {
    Primitive(
      name, arity: arity, attributes: attributes, choices: choices, isPacked: isPacked,
      kernel: nil, cost: cost(of: name, choices, definition), look: look, functions: functions,
      definition: definition,
      value: { try Composition(of: name, $0, by: definition).value },
      vjp: { g, call, position in
        let shapes = call.inputs.map(\.shape)
        if choices(shapes).contains(position) { return .zeros(shapes[position]) }
        return try Composition(of: name, call.inputs, by: definition).cotangent(g, to: position)
      },
      jvp: { t, call in
        try Composition(of: name, call.inputs, by: definition).tangent(t)
      })
  }

  /// Of the tape at inputs of these shapes: ones, and zeros for what chooses.
  private static func cost(
    of name: String, _ choices: @escaping @Sendable (_ inputs: [Shape]) -> Set<Int>,
    _ definition: @escaping Definition
  ) -> CostRule {
    let recorded: @Sendable (CallShapes) throws -> Composition<Scalar> = { call in
      let choices = choices(call.inputs)
      let inputs = call.inputs.enumerated().map { position, shape in
        Tensor<Scalar>(repeating: choices.contains(position) ? 0 : 1, shape: shape)
      }
      return try Composition(of: name, inputs, by: definition)
    }
    return CostRule(
      value: { call in (try? recorded(call).cost) ?? CostRule.unknown.value(call) },
      cotangent: { call, position in
        guard let tape = try? recorded(call), let walk = try? tape.cotangentCost(to: position)
        else { return CostRule.unknown.cotangent(call, position) }
        return tape.cost + walk
      })
  }

  /// Several outputs as one vector: their elements, one output after the other.
  static func packed(_ outputs: [Variable<Scalar>]) throws -> Variable<Scalar> {
    try VizAutodiff.concat(outputs.map { try VizAutodiff.reshape($0, to: [$0.shape.elementCount]) })
  }

  /// Inputs that do not fit a composite; what it is and their shapes are filled in.
  static func misfit(_ reason: String) -> ShapeError { ShapeError(op: "", reason: reason) }
}
