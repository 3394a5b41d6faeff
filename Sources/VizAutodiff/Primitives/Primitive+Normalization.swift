import VizTensor

// Normalisations: x̂ = (x - mean) / sqrt(variance + epsilon), then x̂ scale + shift. The variance is
// that of all the numbers, divided by their count.
extension Primitive {
  static var normalizations: [PrimitiveEntry<Scalar>] {
    [
      PrimitiveEntry("batch_norm") { .batchNorm(epsilon: try $0.double("epsilon", default: 1e-5)) },
      PrimitiveEntry("layer_norm") {
        .layerNorm(
          axis: try $0.int("axis", default: -1), epsilon: try $0.double("epsilon", default: 1e-5))
      },
    ]
  }

  /// Normalises each channel, axis 1. Inputs: x `[n, c, …]`, scale `[c]`, shift `[c]` and, for a
  /// trained network, mean `[c]` and variance `[c]`; without these two they are the batch's own.
  /// Attribute: `epsilon` (1e-5).
  ///
  /// Ioffe and Szegedy, "Batch Normalization", 2015.
  static func batchNorm(epsilon: Double) -> Primitive {
    let plan: @Sendable ([Tensor<Scalar>]) throws -> Normalization<Scalar> = { inputs in
      let shape = inputs[0].shape
      guard shape.rank >= 2 else {
        throw ShapeError(
          op: "batch_norm", shapes: [shape], reason: "it takes [batch, channels, …]")
      }
      let kept = shape.reduced(over: [0] + Array(2..<shape.rank))
      let channels = [shape.extents[1]]
      guard inputs.count != 4, inputs.dropFirst().allSatisfy({ $0.shape.extents == channels })
      else {
        throw ShapeError(
          op: "batch_norm", shapes: inputs.map(\.shape),
          reason: inputs.count == 4
            ? "a mean needs a variance beside it"
            : "scale, shift, mean and variance must be \(channels), a number for each channel")
      }
      return try Normalization(inputs, over: kept, parameters: kept, epsilon: Scalar(epsilon))
    }
    return normalization(
      "batch_norm", arity: 3...5, ["epsilon": attribute(epsilon)],
      kept: { $0.reduced(over: $0.extents.indices.filter { $0 != 1 }) }, plan)
  }

  /// Normalises each example over its last axes. Inputs: x and, if wanted, scale and shift, whose
  /// shape is that of the normalised axes. Attributes: `axis`, the first normalised (-1), and
  /// `epsilon` (1e-5).
  ///
  /// Ba, Kiros and Hinton, "Layer Normalization", 2016.
  static func layerNorm(axis: Int, epsilon: Double) -> Primitive {
    let first: @Sendable ([Shape]) throws -> Int = { shapes in
      let first = try shapes[0].axis(axis, for: "layer_norm")
      let tail = try Shape(Array(shapes[0].extents[first...]))
      guard shapes.dropFirst().allSatisfy({ $0 == tail }) else {
        throw ShapeError(
          op: "layer_norm", shapes: shapes, reason: "scale and shift must be \(tail)")
      }
      return first
    }
    let plan: @Sendable ([Tensor<Scalar>]) throws -> Normalization<Scalar> = { inputs in
      let (shape, first) = (inputs[0].shape, try first(inputs.map(\.shape)))
      return try Normalization(
        inputs, over: shape.reduced(over: Array(first..<shape.rank)),
        parameters: Shape(Array(shape.extents[first...])), epsilon: Scalar(epsilon))
    }
    return normalization(
      "layer_norm", arity: 1...3,
      ["axis": axis == -1 ? nil : .int(axis), "epsilon": attribute(epsilon)],
      rows: { NormalizationPlan($0[0], from: try first($0), epsilon: epsilon) },
      kept: { shape in
        (try? shape.axis(axis, for: "layer_norm")).map {
          shape.reduced(over: Array($0..<shape.rank))
        } ?? shape
      }, plan)
  }

  private static func attribute(_ epsilon: Double) -> Attribute? {
    epsilon == 1e-5 ? nil : .double(epsilon)
  }

  /// `kept` is the shape of the statistics of an input; `rows` computes what is normalised row by row.
  private static func normalization(
    _ name: String, arity: ClosedRange<Int>, _ attributes: [String: Attribute?],
    rows: (@Sendable ([Shape]) throws -> NormalizationPlan)? = nil,
    kept: @escaping @Sendable (Shape) -> Shape,
    _ plan: @escaping @Sendable ([Tensor<Scalar>]) throws -> Normalization<Scalar>
  ) -> Primitive {
    Primitive(
      name, arity: arity, attributes: attributes,
      kernel: rows.map { rows in .plan { try rows($0) } },
      cost: CostRule(
        value: { NormalizationCost($0, kept($0.x)).value },
        cotangent: { NormalizationCost($0, kept($0.x)).cotangent($1) }),
      value: { inputs in
        guard let rows else { return try plan(inputs).value() }
        return try rows(inputs.map(\.shape)).value(of: inputs, shape: inputs[0].shape)
      },
      vjp: { g, call, position in
        if let rows {
          return try rows(call.inputs.map(\.shape)).cotangent(g, at: position, of: call.inputs)
        }
        return try plan(call.inputs).vjp(g, position).reshaped(to: call.inputs[position].shape)
      },
      jvp: { t, call in
        let plan = try plan(call.inputs)
        return try sum(
          t.enumerated().map { position, t in try t.map { try plan.jvp($0, position) } })
      })
  }
}
