import VizTensor

// Products, linear in each argument: the tangents follow the product rule, and each cotangent is
// a product with the other argument, transposed.
extension Primitive {
  static var linear: [Primitive] {
    [
      Primitive(
        "dot", arity: 2, value: { try .dot($0[0], $0[1]) },
        vjp: { g, call, position in try g * call.inputs[1 - position] },
        jvp: { t, call in
          try sum([
            t[0].map { try .dot($0, call.inputs[1]) },
            t[1].map { try .dot(call.inputs[0], $0) },
          ])
        }),
      Primitive(
        "matmul", arity: 2, value: { try .matmul($0[0], $0[1]) },
        vjp: { g, call, position in
          // With vectors as the row or column that @ takes them for: Ā = Ȳ Bᵀ and B̄ = Aᵀ Ȳ.
          let (a, b) = (try call.inputs[0].asLeftMatrix(), try call.inputs[1].asRightMatrix())
          let y = try g.reshaped(to: Shape([a.shape.extents[0], b.shape.extents[1]]))
          let product =
            position == 0
            ? try Tensor.matmul(y, b.transposed()) : try Tensor.matmul(a.transposed(), y)
          return try product.reshaped(to: call.inputs[position].shape)
        },
        jvp: { t, call in
          try sum([
            t[0].map { try .matmul($0, call.inputs[1]) },
            t[1].map { try .matmul(call.inputs[0], $0) },
          ])
        }),
      Primitive(
        "transpose", arity: 1, value: { try $0[0].transposed() },
        vjp: { g, _, _ in try g.transposed() },
        jvp: { t, _ in try t[0]?.transposed() }),
    ]
  }
}
