import VizTensor

// Softmax and its logarithm along one axis. Attribute of both: `axis` (-1, the last). A scalar
// counts as a vector of one.
extension Primitive {
  static var softmaxes: [PrimitiveEntry<Scalar>] {
    [
      PrimitiveEntry("softmax") { .softmax(axis: try $0.int("axis", default: -1)) },
      PrimitiveEntry("log_softmax") { .logSoftmax(axis: try $0.int("axis", default: -1)) },
    ]
  }

  /// `exp(x)` over its sum along the axis.
  static func softmax(axis: Int) -> Primitive {
    let along = Along("softmax", axis: axis)
    // The Jacobian, diag(f) - f fᵀ, is symmetric: both modes multiply by it.
    let jacobian: @Sendable (Tensor<Scalar>, Tensor<Scalar>) throws -> Tensor<Scalar> = { t, f in
      try f * (t - (f * t).sum(to: along.kept(f.shape)))
    }
    return Primitive(
      along.op, arity: 1...1, attributes: along.attributes,
      kernel: .plan { SoftmaxPlan($0[0], to: try along.kept($0[0])) },
      cost: along.cost(value: \.softmax, cotangent: { .of(2 * $0.n, $0.n + $0.additions, 0) }),
      functions: [along.op],
      definition: { x in
        let powers = try exp(x[0])
        return try powers
          / (x[0].shape.rank > 1
            ? VizAutodiff.sum(powers, axes: [-1], keepdims: true) : VizAutodiff.sum(powers))
      },
      value: { try $0[0].softmax(to: along.kept($0[0].shape)) },
      vjp: { g, call, _ in
        let shape = call.inputs[0].shape
        guard let plan = SoftmaxPlan(shape, to: try along.kept(shape)) else {
          return try jacobian(g, call.output)
        }
        return plan.cotangent(g, at: 0, of: call.inputs, output: call.output)
      },
      jvp: { t, call in try t[0].map { try jacobian($0, call.output) } })
  }

  /// `x - log(sum(exp(x)))` along the axis.
  static func logSoftmax(axis: Int) -> Primitive {
    let along = Along("log_softmax", axis: axis)
    // With p the softmax and 1 the vector of ones, the Jacobian is I - 1 pᵀ.
    return Primitive(
      along.op, arity: 1...1, attributes: along.attributes, kernel: nil,
      cost: along.cost(
        value: \.logSoftmax, cotangent: { $0.softmax + .of($0.n, $0.n + $0.additions, 0) }),
      value: { try $0[0].logSoftmax(to: along.kept($0[0].shape)) },
      vjp: { g, call, _ in
        let kept = try along.kept(g.shape)
        return try g - call.inputs[0].softmax(to: kept) * g.sum(to: kept)
      },
      jvp: { t, call in
        try t[0].map { t in
          let kept = try along.kept(t.shape)
          return try t - (call.inputs[0].softmax(to: kept) * t).sum(to: kept)
        }
      })
  }
}

/// The axis along which a distribution lies.
struct Along: Sendable {
  let op: String
  let axis: Int

  init(_ op: String, axis: Int) {
    self.op = op
    self.axis = axis
  }

  var attributes: [String: Attribute?] { ["axis": axis == -1 ? nil : .int(axis)] }

  /// The shape with the axis at extent 1.
  func kept(_ shape: Shape) throws(ShapeError) -> Shape {
    if shape.isScalar && (axis == 0 || axis == -1) { return shape }
    return shape.reduced(over: [try shape.axis(axis, for: op)])
  }

  /// What it costs, by how many numbers it takes, leaves and adds.
  func cost(
    value: @escaping @Sendable (ReductionCount) -> OperationCount,
    cotangent: @escaping @Sendable (ReductionCount) -> OperationCount
  ) -> CostRule {
    let count: @Sendable (CallShapes) -> ReductionCount = { call in
      ReductionCount(call.x, to: (try? kept(call.x)) ?? call.x)
    }
    return CostRule(value: { value(count($0)) }, cotangent: { call, _ in cotangent(count(call)) })
  }
}
