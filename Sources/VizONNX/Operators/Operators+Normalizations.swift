import VizAutodiff
import VizTensor

extension OperatorTable {
  static let normalizationOperations: OperationRules = [
    "BatchNormalization": { call in
      isTraining(call)
        ? nil : TableOperation("batch_norm", [0, 1, 2, 3, 4], ["epsilon": epsilon(of: call)])
    },
    "LayerNormalization": { call in
      let (x, axis) = (try call.value(0), try call.axis("axis", -1))
      guard let bias = call.optional(2), call.node.output.count == 1,
        try call.value(1).shape.extents == Array(x.shape.extents[axis...]),
        bias.shape == (try call.value(1).shape)
      else { return nil }
      return TableOperation("layer_norm", [0, 1, 2], ofRows(call, from: axis, x.shape.rank))
    },
    "RMSNormalization": { call in
      let (x, axis) = (try call.value(0), try call.axis("axis", -1))
      // A scale that is repeated along some of the axes is none of the operation's.
      guard try call.value(1).shape.extents == Array(x.shape.extents[axis...]) else { return nil }
      return TableOperation("rms_norm", [0, 1], ofRows(call, from: axis, x.shape.rank))
    },
    "InstanceNormalization": {
      TableOperation("instance_norm", [0, 1, 2], ["epsilon": epsilon(of: $0)])
    },
  ]

  private static func epsilon(of call: OperatorCall) -> Attribute {
    .double(call.double("epsilon", 1e-5))
  }

  private static func ofRows(
    _ call: OperatorCall, from axis: Int, _ rank: Int
  ) -> [String: Attribute] {
    var attributes = ["epsilon": epsilon(of: call)]
    if axis != rank - 1 { attributes["axis"] = .int(axis) }
    return attributes
  }

  private static func isTraining(_ call: OperatorCall) -> Bool {
    call.bool("training_mode")
      || call.opset < 7 && !call.bool("is_test") && call.node.output.count > 1
  }

  static let normalizations: OperatorRules = [
    "BatchNormalization": { call in
      let x = try call.x()
      let momentum = call.double("momentum", 0.9)
      let y = try call.apply(
        "batch_norm", [x, call.x(1), call.x(2)], ["epsilon": epsilon(of: call)])
      let axes = Array(0..<x.shape.rank).filter { $0 != 1 }
      let mean = try VizAutodiff.mean(x, axes: axes, keepdims: true)
      let spread = try x - mean
      let variance = try VizAutodiff.mean(spread * spread, axes: axes)
      let flat = try reshape(mean, to: [x.shape.extents[1]])
      let moving = { (old: Variable<Double>, new: Variable<Double>) in
        try old * momentum + new * (1 - momentum)
      }
      return try call.like(y) + call.like(moving(call.x(3), flat))
        + call.like(moving(call.x(4), variance))
    },
    "LayerNormalization": { call in
      let x = try call.x()
      let axis = try call.axis("axis", -1)
      let (normal, mean, inverse) = try normalized(
        x, Array(axis..<x.shape.rank), call.double("epsilon", 1e-5))
      var y = try normal * call.x(1)
      if let bias = call.optional(2)?.variable { y = try y + bias }
      return try call.like(y) + call.like(mean) + call.like(inverse)
    },
    "RMSNormalization": { call in
      let (x, axis) = (try call.x(), try call.axis("axis", -1))
      let attributes = ofRows(call, from: axis, x.shape.rank)
      return try call.like(call.apply("rms_norm", [x], attributes) * call.x(1))
    },
    "GroupNormalization": { call in
      let x = try call.x()
      let groups = call.int("num_groups", 1)
      guard groups > 0, x.shape.rank > 1, x.shape.extents[1] % groups == 0 else {
        throw call.misfit("its groups do not fit")
      }
      var (scale, shift) = (try call.x(1), try call.x(2))
      if call.opset < 21 {
        // Numbers for each group are those of its channels.
        let each = x.shape.extents[1] / groups
        let channels = (0..<x.shape.extents[1]).map { $0 / each }
        scale = try Selection(of: scale.shape).taking(channels, along: 0).of(scale)
        shift = try Selection(of: shift.shape).taking(channels, along: 0).of(shift)
      }
      return try call.like(
        call.apply(
          "group_norm", [x, scale, shift],
          ["num_groups": .int(groups), "epsilon": epsilon(of: call)]))
    },
    "MeanVarianceNormalization": { call in
      let axes = call.ints("axes") ?? [0, 2, 3]
      return try call.like(normalized(call.x(), axes, 1e-9).normal)
    },
    "LpNormalization": { call in
      let x = try call.x()
      let axis = try call.axis("axis", -1)
      let size =
        call.int("p", 2) == 1
        ? try sum(call.apply("abs", [x]), axes: [axis], keepdims: true)
        : try norm(x, axes: [axis], keepdims: true)
      // What is nothing but zeros stays so.
      let one = try call.tape.constant(
        Tensor(size.value.elements.map { $0 == 0 ? 1 : 0 }, shape: size.shape))
      return try call.like(x / (size + one))
    },
    "LRN": { call in
      let x = try call.x()
      guard x.shape.rank >= 2, 1...Shape.mostElements ~= call.int("size", 1) else {
        throw call.misfit("its size does not fit an image of \(x.shape)")
      }
      let (size, channels) = (call.int("size", 1), x.shape.extents[1])
      guard channels > 0 else { throw call.misfit("it has no channels") }
      let squares = try x * x
      var total: Variable<Double>?
      // Beyond the channels there is nothing.
      let (before, behind) = ((size - 1) / 2, size - 1 - (size - 1) / 2)
      for offset in -min(before, channels - 1)...min(behind, channels - 1) {
        let from = (0..<channels).map { 0..<channels ~= $0 + offset ? $0 + offset : -1 }
        let part = try Selection(of: x.shape).taking(from, along: 1).of(squares)
        total = try total.map { try $0 + part } ?? part
      }
      guard let total else { throw call.misfit("its size is \(size)") }
      let scale = try total * (call.double("alpha", 1e-4) / Double(size)) + call.double("bias", 1)
      return try call.like(x / Variable.pow(scale, call.double("beta", 0.75)))
    },
  ]

  private static func normalized(
    _ x: Variable<Double>, _ axes: [Int], _ epsilon: Double
  ) throws -> (normal: Variable<Double>, mean: Variable<Double>, inverse: Variable<Double>) {
    let mean = try VizAutodiff.mean(x, axes: axes, keepdims: true)
    let centred = try x - mean
    let variance = try VizAutodiff.mean(centred * centred, axes: axes, keepdims: true)
    let inverse = try x.tape.apply("rsqrt", variance + epsilon)
    return (try centred * inverse, mean, inverse)
  }
}
