import Foundation
import VizAutodiff
import VizTensor

extension OperatorTable {
  static let elementwiseOperations: OperationRules = [
    "Add": binary("add"), "Sub": binary("sub"), "Mul": binary("mul"), "Pow": binary("pow"),
    "Div": { try $0.value(0).type.isFloating ? TableOperation("div", [0, 1]) : nil },
    "Max": pair("maximum"), "Min": pair("minimum"), "Sum": pair("add"),
    "Where": { _ in TableOperation("where", [0, 1, 2], typed: 1) },
    "Clip": { call in
      let (low, high) = clipping(call)
      guard low <= high else { return nil }
      return TableOperation("clamp", [0], ["min": .double(low), "max": .double(high)])
    },
  ]

  static let activationOperations: OperationRules = [
    "Identity": unary("identity"), "Neg": unary("neg"), "Exp": unary("exp"), "Log": unary("log"),
    "Sqrt": unary("sqrt"), "Abs": unary("abs"), "Sin": unary("sin"), "Cos": unary("cos"),
    "Tan": unary("tan"), "Tanh": unary("tanh"), "Sigmoid": unary("sigmoid"),
    "Relu": unary("relu"), "Softplus": unary("softplus"), "Reciprocal": unary("reciprocal"),
    "Erf": unary("erf"), "Mish": unary("mish"), "HardSwish": unary("hardswish"),
    "Elu": { TableOperation("elu", [0], ["alpha": .double($0.double("alpha", 1))]) },
    "LeakyRelu": {
      TableOperation("leaky_relu", [0], ["slope": .double($0.double("alpha", 0.01))])
    },
    "Gelu": {
      TableOperation(
        "gelu", [0], $0.word("approximate", "none") == "tanh" ? ["approximate": "tanh"] : [:])
    },
    "Swish": { $0.double("alpha", 1) == 1 ? TableOperation("silu") : nil },
    "Softmax": { try softmax($0, "softmax") }, "LogSoftmax": { try softmax($0, "log_softmax") },
    "Dropout": { $0.node.output.count < 2 && !drawsMask($0) ? TableOperation("identity") : nil },
  ]

  static let elementwise: OperatorRules = [
    "Add": onAxes("add"), "Sub": onAxes("sub"), "Mul": onAxes("mul"), "Pow": onAxes("pow"),
    "Div": { call in
      try whole(call) { $1 == 0 ? 0 : ($0 / $1).rounded(.towardZero) }
    },
    "Mod": { call in
      if call.bool("fmod") { return try whole(call) { fmod($0, $1) } }
      // The sign is the divisor's.
      return try whole(call) { a, b in
        let rest = fmod(a, b)
        if rest == 0 { return b < 0 || b.sign == .minus ? -0.0 : 0 }
        return (rest < 0) != (b < 0) ? rest + b : rest
      }
    },
    "Max": { try fold($0, "maximum") }, "Min": { try fold($0, "minimum") },
    "Sum": { try fold($0, "add") },
    "Mean": { call in
      let sum = try fold(call, "add")[0].variable
      return try call.like(sum / Double(call.inputs.count))
    },
    // Of bounds that cross, the upper one is the result.
    "Clip": { call in try call.like(call.x() * 0 + clipping(call).high) },
    "PRelu": { call in
      let x = try call.x()
      var slope = try call.x(1)
      // Before version 7 a list has a slope for each channel.
      if call.opset < 7, slope.shape.rank == 1, slope.shape.elementCount > 1, x.shape.rank > 1 {
        let ones = [Int](repeating: 1, count: x.shape.rank - 2)
        slope = try reshape(slope, to: slope.shape.extents + ones)
      }
      let positive = try call.apply("relu", [x])
      return try call.like(positive - slope * call.apply("relu", [-x]))
    },
  ]

  static let activations: OperatorRules = [
    "Swish": { call in try call.like(swish(call)) },
    "SwiGLU": { call in
      guard try call.value(0).shape == call.value(1).shape else {
        throw call.misfit("its gate and its input do not fit")
      }
      return try call.like(swish(call) * call.x(1))
    },
    "Softmax": { try flatSoftmax($0, "softmax") },
    "LogSoftmax": { try flatSoftmax($0, "log_softmax") },
    "Hardmax": { call in
      let axis = try call.axis("axis", call.opset < 13 ? 1 : -1)
      let x = try call.value(0).tensor
      guard x.shape.elementCount > 0 else { return try call.like(call.x()) }
      let extents =
        call.opset < 13
        ? [x.shape.extents[..<axis].reduce(1, *), x.shape.extents[axis...].reduce(1, *)]
        : x.shape.extents
      let axes = call.opset < 13 ? 1 : axis
      let winners = try ranked(x.reshaped(to: Shape(extents)), along: axes, count: 1, largest: true)
      var result = [Double](repeating: 0, count: x.shape.elementCount)
      for position in winners.positions { result[position] = 1 }
      return try call.constant(result, x.shape.extents, call.value(0).type)
    },
    "Dropout": { call in
      if drawsMask(call) {
        throw call.unsupported("Dropout in training mode, whose mask is drawn at random,")
      }
      let x = try call.value(0)
      let mask = call.constant(.ones(x.shape), .bool)
      return [try call.like(call.apply("identity", [x.variable]))[0], mask]
    },
  ]

  /// The bounds, by inputs or, before those, by attributes.
  private static func clipping(_ call: OperatorCall) -> (low: Double, high: Double) {
    (
      call.optional(1)?.tensor.elements.first ?? call.double("min", -.infinity),
      call.optional(2)?.tensor.elements.first ?? call.double("max", .infinity)
    )
  }

  /// Whether a dropout draws a mask: in training, and where it drops anything.
  private static func drawsMask(_ call: OperatorCall) -> Bool {
    let isTraining = call.optional(2)?.tensor.elements.first ?? 0
    let ratio = call.optional(1)?.tensor.elements.first ?? 0.5
    return isTraining != 0 && ratio != 0
  }

  private static func softmax(_ call: OperatorCall, _ op: String) throws -> TableOperation? {
    let axis = try call.axis("axis", call.opset < 13 ? 1 : -1)
    let isLast = try axis == call.value(0).shape.rank - 1
    guard isLast || call.opset >= 13 else { return nil }
    return TableOperation(op, [0], isLast ? [:] : ["axis": .int(axis)])
  }

  /// Before version 13 the axes from one on are one.
  private static func flatSoftmax(_ call: OperatorCall, _ op: String) throws -> [ModelValue] {
    let x = try call.x()
    let axis = try call.axis("axis", 1)
    let outer = x.shape.extents[..<axis].reduce(1, *)
    let flat = try reshape(x, to: [outer, x.shape.extents[axis...].reduce(1, *)])
    return try call.like(reshape(call.apply(op, [flat]), to: x.shape.extents))
  }

  static func unary(_ op: String) -> OperationRule { { _ in TableOperation(op) } }

  private static func binary(_ op: String) -> OperationRule {
    { namesAxes($0) ? nil : TableOperation(op, [0, 1]) }
  }

  /// Of two inputs.
  private static func pair(_ op: String) -> OperationRule {
    { $0.inputs.count == 2 ? TableOperation(op, [0, 1]) : nil }
  }

  /// Before version 7 the second operand's axes may begin at one of the first's.
  private static func namesAxes(_ call: OperatorCall) -> Bool {
    call.opset < 7 && call.bool("broadcast") && call.has("axis")
  }

  private static func onAxes(_ op: String) -> OperatorRule {
    { call in
      let (x, y) = (try call.x(), try call.x(1))
      let axis = try call.axis("axis", 0)
      let after = x.shape.rank - axis - y.shape.rank
      let extents = y.shape.extents + [Int](repeating: 1, count: max(after, 0))
      return try call.like(call.apply(op, [x, reshape(y, to: extents)]))
    }
  }

  private static func fold(_ call: OperatorCall, _ op: String) throws -> [ModelValue] {
    var result = try call.x()
    for index in call.inputs.indices.dropFirst() {
      result = try call.apply(op, [result, call.x(index)])
    }
    return try call.like(call.inputs.count == 1 ? call.apply("identity", [result]) : result)
  }

  /// A function of two numbers that has no derivative here.
  private static func swish(_ call: OperatorCall) throws -> Variable<Double> {
    let (x, alpha) = (try call.x(), call.double("alpha", 1))
    return alpha == 1
      ? try call.apply("silu", [x]) : try x * call.apply("sigmoid", [x * alpha])
  }

  static func whole(
    _ call: OperatorCall, type: ElementType? = nil, _ function: (Double, Double) -> Double
  ) throws -> [ModelValue] {
    let (a, b) = (try call.value(0), try call.value(1))
    let result = try Tensor.zip(a.tensor, b.tensor, for: call.node.opType, function)
    return [call.constant(result, type ?? a.type)]
  }
}
