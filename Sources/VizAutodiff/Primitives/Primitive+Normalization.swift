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
    let plan: @Sendable ([Tensor<Scalar>]) throws -> Normalization<Scalar> = { inputs in
      let shape = inputs[0].shape
      let first = try shape.axis(axis, for: "layer_norm")
      let tail = try Shape(Array(shape.extents[first...]))
      guard inputs.dropFirst().allSatisfy({ $0.shape == tail }) else {
        throw ShapeError(
          op: "layer_norm", shapes: inputs.map(\.shape), reason: "scale and shift must be \(tail)")
      }
      return try Normalization(
        inputs, over: shape.reduced(over: Array(first..<shape.rank)), parameters: tail,
        epsilon: Scalar(epsilon))
    }
    return normalization(
      "layer_norm", arity: 1...3,
      ["axis": axis == -1 ? nil : .int(axis), "epsilon": attribute(epsilon)],
      kept: { shape in
        (try? shape.axis(axis, for: "layer_norm")).map {
          shape.reduced(over: Array($0..<shape.rank))
        } ?? shape
      }, plan)
  }

  private static func attribute(_ epsilon: Double) -> Attribute? {
    epsilon == 1e-5 ? nil : .double(epsilon)
  }

  /// `kept` is the shape of the statistics of an input.
  private static func normalization(
    _ name: String, arity: ClosedRange<Int>, _ attributes: [String: Attribute?],
    kept: @escaping @Sendable (Shape) -> Shape,
    _ plan: @escaping @Sendable ([Tensor<Scalar>]) throws -> Normalization<Scalar>
  ) -> Primitive {
    Primitive(
      name, arity: arity, attributes: attributes, kernel: nil,
      cost: CostRule(
        value: { NormalizationCost($0, kept($0.x)).value },
        cotangent: { NormalizationCost($0, kept($0.x)).cotangent($1) }),
      value: { try plan($0).value() },
      vjp: { g, call, position in
        try plan(call.inputs).vjp(g, position).reshaped(to: call.inputs[position].shape)
      },
      jvp: { t, call in
        let plan = try plan(call.inputs)
        return try sum(
          t.enumerated().map { position, t in try t.map { try plan.jvp($0, position) } })
      })
  }
}
