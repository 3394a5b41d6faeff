import Foundation
import VizAutodiff
import VizTensor

extension OperatorTable {
  static let elementwise: OperatorRules = [
    "Add": binary("add"), "Sub": binary("sub"), "Mul": binary("mul"),
    "Div": { call in
      guard try call.value(0).type.isFloating else {
        return try whole(call) { $1 == 0 ? 0 : ($0 / $1).rounded(.towardZero) }
      }
      return try call.like(call.apply("div", [call.x(), call.x(1)]))
    },
    "Pow": binary("pow"),
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
    "Where": { call in
      let value = try call.apply("where", [call.x(0), call.x(1), call.x(2)])
      return try call.like(value, 1)
    },
    "Clip": { call in
      let low = call.optional(1)?.tensor.elements.first ?? call.double("min", -.infinity)
      let high = call.optional(2)?.tensor.elements.first ?? call.double("max", .infinity)
      guard low <= high else {
        return try call.like(call.x() * 0 + high)
      }
      return try call.like(
        call.apply("clamp", [call.x()], ["min": .double(low), "max": .double(high)]))
    },
    "PRelu": { call in
      let (x, slope) = (try call.x(), try call.x(1))
      let positive = try call.apply("relu", [x])
      return try call.like(positive - slope * call.apply("relu", [-x]))
    },
  ]

  static let activations: OperatorRules = [
    "Identity": unary("identity"), "Neg": unary("neg"), "Exp": unary("exp"), "Log": unary("log"),
    "Sqrt": unary("sqrt"), "Abs": unary("abs"), "Sin": unary("sin"), "Cos": unary("cos"),
    "Tan": unary("tan"), "Tanh": unary("tanh"), "Sigmoid": unary("sigmoid"),
    "Relu": unary("relu"), "Softplus": unary("softplus"), "Reciprocal": unary("reciprocal"),
    "Erf": unary("erf"), "Mish": unary("mish"), "HardSwish": unary("hardswish"),
    "Elu": { call in
      try call.like(call.apply("elu", [call.x()], ["alpha": .double(call.double("alpha", 1))]))
    },
    "LeakyRelu": { call in
      try call.like(
        call.apply("leaky_relu", [call.x()], ["slope": .double(call.double("alpha", 0.01))]))
    },
    "Gelu": { call in
      let isTanh = call.word("approximate", "none") == "tanh"
      return try call.like(
        call.apply("gelu", [call.x()], isTanh ? ["approximate": "tanh"] : [:]))
    },
    "Swish": { call in try call.like(swish(call)) },
    "SwiGLU": { call in
      guard try call.value(0).shape == call.value(1).shape else {
        throw call.misfit("its gate and its input do not fit")
      }
      return try call.like(swish(call) * call.x(1))
    },
    "Softmax": { try softmax($0, "softmax") }, "LogSoftmax": { try softmax($0, "log_softmax") },
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
      if let training = call.optional(2)?.tensor.elements.first, training != 0 {
        throw call.unsupported("Dropout in training mode, whose mask is drawn at random,")
      }
      let x = try call.value(0)
      let mask = call.constant(.ones(x.shape), .bool)
      return [try call.like(call.apply("identity", [x.variable]))[0], mask]
    },
  ]

  private static func softmax(_ call: OperatorCall, _ op: String) throws -> [ModelValue] {
    let x = try call.x()
    let axis = try call.axis("axis", call.opset < 13 ? 1 : -1)
    // Before version 13 the axes from this one on are one.
    if call.opset < 13, axis != x.shape.rank - 1 {
      let outer = x.shape.extents[..<axis].reduce(1, *)
      let flat = try reshape(x, to: [outer, x.shape.extents[axis...].reduce(1, *)])
      return try call.like(reshape(call.apply(op, [flat]), to: x.shape.extents))
    }
    return try call.like(
      call.apply(op, [x], axis == x.shape.rank - 1 ? [:] : ["axis": .int(axis)]))
  }

  static func unary(_ op: String) -> OperatorRule {
    { call in try call.like(call.apply(op, [call.x()])) }
  }

  private static func binary(_ op: String) -> OperatorRule {
    { call in
      if call.opset < 7, call.bool("broadcast"), call.has("axis") {
        // The second operand's axes begin at one of the first's.
        let (x, y) = (try call.x(), try call.x(1))
        let axis = try call.axis("axis", 0)
        let after = x.shape.rank - axis - y.shape.rank
        let extents = y.shape.extents + [Int](repeating: 1, count: max(after, 0))
        return try call.like(call.apply(op, [x, reshape(y, to: extents)]))
      }
      return try call.like(call.apply(op, [call.x(), call.x(1)]))
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
