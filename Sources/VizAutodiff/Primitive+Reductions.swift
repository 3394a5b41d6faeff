import VizTensor

// Reductions of all elements to one scalar, and softmax along the last axis.
//
// At kinks: max and min give the whole gradient to the first extreme element; norm at 0 has
// gradient 0.
extension Primitive {
  static var reductions: [Primitive] {
    [
      Primitive(
        "sum", arity: 1, value: { $0[0].sum() },
        vjp: { g, call, _ in try g.broadcast(to: call.inputs[0].shape) },
        jvp: { t, _ in t[0]?.sum() }),
      Primitive(
        "mean", arity: 1, value: { $0[0].mean() },
        vjp: { g, call, _ in
          try (g / Tensor(Scalar(call.inputs[0].shape.count))).broadcast(to: call.inputs[0].shape)
        },
        jvp: { t, _ in t[0]?.mean() }),
      extreme("max") { $0.indexOfMaximum() },
      extreme("min") { $0.indexOfMinimum() },
      Primitive(
        "norm", arity: 1, value: { $0[0].norm() },
        vjp: { g, call, _ in try g * direction(call) },
        jvp: { t, call in try t[0].map { try ($0 * direction(call)).sum() } }),
      Primitive(
        "logsumexp", arity: 1, value: { try $0[0].logsumexp() },
        vjp: { g, call, _ in try g * weights(call) },
        jvp: { t, call in try t[0].map { try ($0 * weights(call)).sum() } }),
      Primitive(
        "softmax", arity: 1, value: { try $0[0].softmax() },
        // The Jacobian, diag(f) - f fᵀ, is symmetric: both modes multiply by it.
        vjp: { g, call, _ in try softmaxJacobian(g, call) },
        jvp: { t, call in try t[0].map { try softmaxJacobian($0, call) } }),
    ]
  }

  private static func extreme(
    _ name: String, _ index: @escaping @Sendable (Tensor<Scalar>) -> Int?
  ) -> Primitive {
    Primitive(
      name, arity: 1,
      value: { inputs in
        guard let index = index(inputs[0]) else {
          throw ShapeError(
            op: name, shapes: [inputs[0].shape], reason: "it needs at least one element")
        }
        return Tensor(inputs[0].elements[index])
      },
      vjp: { g, call, _ in
        call.inputs[0].oneHot(g.scalar ?? 0, at: index(call.inputs[0]) ?? 0)
      },
      jvp: { t, call in
        t[0].map { Tensor($0.elements[index(call.inputs[0]) ?? 0]) }
      })
  }

  /// x / |x|, the gradient of the norm; 0 where the norm is.
  private static func direction(_ call: Call<Scalar>) throws -> Tensor<Scalar> {
    call.output.scalar == 0 ? .zeros(call.inputs[0].shape) : try call.inputs[0] / call.output
  }

  /// exp(x - logsumexp(x)), the gradient of logsumexp: the softmax over all elements.
  private static func weights(_ call: Call<Scalar>) throws -> Tensor<Scalar> {
    let x = call.inputs[0]
    return try x.reshaped(to: .vector(x.shape.count)).softmax().reshaped(to: x.shape)
  }

  private static func softmaxJacobian(
    _ t: Tensor<Scalar>, _ call: Call<Scalar>
  ) throws -> Tensor<Scalar> {
    let f = call.output
    return try f * (t - (f * t).sumOfRows())
  }
}
