import VizTensor

// Operations that let elements pass, and their gradient, or not.
//
// Masks are an input along which nothing moves: an element counts as true unless it is 0.
//
// At kinks: clamp passes the gradient at both of its ends.
extension Primitive {
  static var gates: [PrimitiveEntry<Scalar>] {
    [
      PrimitiveEntry("clamp") {
        try .clamp(from: $0.double("min"), to: $0.double("max"))
      },
      PrimitiveEntry(.where), PrimitiveEntry("masked_fill") { try .maskedFill($0.double("value")) },
      PrimitiveEntry(.detach),
    ]
  }

  /// x, cut off below `min` and above `max`. Attributes: `min`, `max`, one of which may be missing.
  static func clamp(from least: Double?, to most: Double?) throws -> Primitive {
    guard least != nil || most != nil else {
      throw AutodiffError.attribute(
        op: "clamp", name: "min", reason: "it is missing, and so is max; one of them must be there")
    }
    var (value, isInside) = (ElementwiseTerm.x, [ElementwiseTerm]())
    if let least {
      value = .operation(.maximum, value, .constant(least))
      isInside.append(.operation(.isAtMost, .constant(least), .x))
    }
    if let most {
      value = .operation(.minimum, value, .constant(most))
      isInside.append(.operation(.isAtMost, .x, .constant(most)))
    }
    let passes = isInside.dropFirst().reduce(isInside[0]) { $0 * $1 }
    return elementwise(
      "clamp",
      attributes: ["min": least.map(Attribute.double), "max": most.map(Attribute.double)],
      value: value, cotangents: [.operation(.whereIsPositive, .g, passes)])
  }

  /// Inputs: a mask, x and y, broadcast. x where the mask is true, y elsewhere, and so the gradient.
  static var `where`: Primitive {
    choosing(
      "where", arity: 3, mask: 0, functions: ["where"],
      value: { try .choosing(by: $0[0], $0[1], $0[2]) },
      passed: { t, mask, position in
        position == 1 ? try .choosing(by: mask, t, 0) : try .choosing(by: mask, 0, t)
      })
  }

  /// Inputs: x, a mask and, unless the attribute `value` has it, a scalar value. The value where the
  /// mask is true, and x elsewhere.
  static func maskedFill(_ value: Double?) throws -> Primitive {
    choosing(
      "masked_fill", arity: value == nil ? 3 : 2, mask: 1,
      attributes: ["value": value.map(Attribute.double)],
      functions: value == nil ? ["masked_fill"] : [],
      value: { inputs in
        let filling = value.map { Tensor(Scalar($0)) } ?? inputs[inputs.count - 1]
        return try .choosing(by: inputs[1], filling, inputs[0])
      },
      passed: { t, mask, position in
        position == 0 ? try .choosing(by: mask, 0, t) : try .choosing(by: mask, t, 0)
      })
  }

  /// Linear in all but the mask: `passed` is what of a cotangent goes to the input at a position, and
  /// what of its tangent goes on.
  private static func choosing(
    _ name: String, arity: Int, mask: Int, attributes: [String: Attribute?] = [:],
    functions: [String], value: @escaping Value,
    passed:
      @escaping @Sendable (
        _ t: Tensor<Scalar>, _ mask: Tensor<Scalar>, _ position: Int
      ) throws -> Tensor<Scalar>
  ) -> Primitive {
    Primitive(
      name, arity: arity...arity, attributes: attributes, choices: { _ in [mask] }, kernel: nil,
      cost: CostRule(
        value: { _ in .of(0, 0, 0) },
        cotangent: { .of(0, OperationCount.additions($0.output, to: $0.inputs[$1]), 0) }),
      functions: functions, value: value,
      vjp: { g, call, position in
        position == mask
          ? .zeros(call.inputs[mask].shape) : try passed(g, call.inputs[mask], position)
      },
      jvp: { t, call in
        try sum(
          t.enumerated().map { position, t in
            try position == mask ? nil : t.map { try passed($0, call.inputs[mask], position) }
          })
      })
  }

  /// x, as if it were a constant: its slope is 0.
  static var detach: Primitive {
    Primitive(
      "detach", arity: 1...1, choices: { _ in [0] }, kernel: nil, cost: .movement(),
      functions: ["detach"], value: { $0[0] }, vjp: { g, _, _ in .zeros(g.shape) },
      jvp: { _, _ in nil })
  }
}
