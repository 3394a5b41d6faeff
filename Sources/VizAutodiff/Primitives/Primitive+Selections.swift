import VizTensor

// Operations that whole numbers steer; the numbers are an input, along which nothing moves.
extension Primitive {
  static var selections: [PrimitiveEntry<Scalar>] { [PrimitiveEntry(gather)] }

  /// The entries along the first axis of x that the indices number: an embedding, where x is the
  /// table. Inputs: x `[n, …]` and whole numbers from 0 to n - 1; what an entry gives several
  /// times adds up in its gradient.
  private static var gather: Primitive {
    Primitive(
      "gather", arity: 2...2, choices: { _ in [1] }, kernel: nil, cost: .selection,
      value: { try $0[0].gathering($0[1]) },
      vjp: { g, call, position in
        position == 0
          ? try g.scattering(to: call.inputs[1], of: call.inputs[0])
          : .zeros(call.inputs[1].shape)
      },
      jvp: { t, call in try t[0].map { try $0.gathering(call.inputs[1]) } })
  }
}
