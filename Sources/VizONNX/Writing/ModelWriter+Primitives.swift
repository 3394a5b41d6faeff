import VizAutodiff
import VizBase
import VizTensor

/// The primitives that the standard has one operator for.
private let namesakes = [
  "add": "Add", "sub": "Sub", "mul": "Mul", "div": "Div", "pow": "Pow", "neg": "Neg",
  "exp": "Exp", "log": "Log", "sin": "Sin", "cos": "Cos", "tan": "Tan", "sqrt": "Sqrt",
  "abs": "Abs", "tanh": "Tanh", "sigmoid": "Sigmoid", "relu": "Relu", "softplus": "Softplus",
  "erf": "Erf", "reciprocal": "Reciprocal", "maximum": "Max", "minimum": "Min", "mish": "Mish",
  "hardswish": "HardSwish", "identity": "Identity", "detach": "Identity", "matmul": "MatMul",
]

/// Reductions, which all are called alike.
private let reductions = [
  "sum": "ReduceSum", "mean": "ReduceMean", "max": "ReduceMax", "min": "ReduceMin",
  "norm": "ReduceL2", "logsumexp": "ReduceLogSumExp",
]

extension ModelWriter {
  /// Writes a primitive as the standard's operators; the result is the name of its value.
  ///
  /// - Throws: ``ONNXError`` where there are none.
  mutating func write(
    _ primitive: Primitive<Scalar>, of node: Node, at index: Int
  ) throws -> String {
    let inputs = node.inputs.map { value(of: $0) }
    let given = primitive.attributes
    if let op = namesakes[primitive.name] { return emit(op, inputs) }
    if let op = reductions[primitive.name] { return reduce(op, inputs, given) }
    switch primitive.name {
    case "leaky_relu": return emit("LeakyRelu", inputs, ["alpha": given["slope"] ?? 0.01])
    case "elu": return emit("Elu", inputs, ["alpha": given["alpha"] ?? 1.0])
    case "gelu": return emit("Gelu", inputs, given)
    case "silu": return emit("Mul", [inputs[0], emit("Sigmoid", inputs)])
    case "rsqrt": return emit("Reciprocal", [emit("Sqrt", inputs)])
    case "softmax", "log_softmax":
      let op = primitive.name == "softmax" ? "Softmax" : "LogSoftmax"
      return emit(op, inputs, ["axis": given["axis"] ?? -1])
    case "transpose":
      return emit("Transpose", inputs, given["permutation"].map { ["perm": $0] } ?? [:])
    case "reshape": return try reshape(inputs, node, index)
    case "broadcast":
      return emit(
        "Expand",
        [
          inputs[0], try extents(ofShape: node.value.shape.extents, open: openAxes(at: index)),
        ])
    case "concat" where !node.inputs.contains { shape(of: $0).isScalar }:
      return emit("Concat", inputs, ["axis": given["axis"] ?? 0])
    case "stack":
      let axis = given["axis"] ?? 0
      let axes = list(Self.ints(axis) ?? [0])
      return emit("Concat", inputs.map { emit("Unsqueeze", [$0, axes]) }, ["axis": axis])
    case "slice": return try slice(inputs, node, index)
    case "gather", "index_select":
      let numbers = emit("Cast", [inputs[1]], ["to": .int(Int(ElementType.int64.rawValue))])
      return emit("Gather", [inputs[0], numbers], ["axis": given["axis"] ?? 0])
    case "conv2d":
      return emit("Conv", inputs, window(given, kernel: nil).merging(groups(given)) { $1 })
    case "max_pool2d": return emit("MaxPool", inputs, window(given, kernel: given["kernel"]))
    case "avg_pool2d":
      var attributes = window(given, kernel: given["kernel"])
      attributes["count_include_pad"] = given["count_include_pad"] ?? true
      return emit("AveragePool", inputs, attributes)
    case "batch_norm" where inputs.count == 5:
      return emit("BatchNormalization", inputs, ["epsilon": given["epsilon"] ?? 1e-5])
    case "layer_norm": return layerNorm(inputs, node, given)
    default:
      throw ONNXError(
        .unsupported,
        "the operation \(primitive.name) has no counterpart among ONNX's operators here")
    }
  }

  private static func ints(_ attribute: Attribute?) -> [Int]? {
    switch attribute {
    case .ints(let numbers)?: numbers
    case .int(let number)?: [number]
    default: nil
    }
  }

  private mutating func reduce(
    _ op: String, _ inputs: [String], _ given: [String: Attribute]
  ) -> String {
    let axes = Self.ints(given["axes"])
    // Over no axes nothing is reduced, and to the standard none are all.
    if axes == [] { return emit("Identity", inputs) }
    return emit(
      op, inputs + (axes.map { [list($0)] } ?? []), ["keepdims": given["keepdims"] ?? false])
  }

  private mutating func reshape(_ inputs: [String], _ node: Node, _ index: Int) throws -> String {
    let extents = node.value.shape.extents
    let open = openAxes(at: index)
    // One extent may be left to what the others leave.
    if open.count == 1 {
      let shape = extents.indices.map { open.contains($0) ? -1 : extents[$0] }
      return emit("Reshape", [inputs[0], list(shape)])
    }
    return emit("Reshape", [inputs[0], try self.extents(ofShape: extents, open: open)])
  }

  private mutating func slice(_ inputs: [String], _ node: Node, _ index: Int) throws -> String {
    let (two, three) = attributes(at: index)
    let starts = Self.ints(two["starts"]) ?? []
    guard let ends = Self.ints(two["stops"]), let others = Self.ints(three["stops"]),
      starts == Self.ints(three["starts"]), two["steps"] == three["steps"],
      ends.count == others.count
    else {
      throw ONNXError(.unsupported, "a part is cut out that depends on how many examples there are")
    }
    let whole = shape(of: node.inputs[0]).extents
    // What ends with the axis ends wherever that does.
    let stops = ends.indices.map { axis in
      ends[axis] == whole[axis] || ends[axis] != others[axis] ? Int.max : ends[axis]
    }
    let steps = Self.ints(two["steps"]) ?? []
    let axes = stops.indices.filter { axis in
      starts[axis] != 0 || stops[axis] != .max || steps.count > axis && steps[axis] != 1
    }
    var part = inputs[0]
    if !axes.isEmpty {
      let taken = [starts, stops].map { numbers in list(axes.map { numbers[$0] }) }
      let pace = steps.isEmpty ? [] : [list(axes.map { steps[$0] })]
      part = emit("Slice", [part] + taken + [list(axes)] + pace)
    }
    guard let squeezed = Self.ints(two["squeeze"]) else {
      return axes.isEmpty ? emit("Identity", [part]) : part
    }
    return emit("Squeeze", [part, list(squeezed)])
  }

  private func groups(_ given: [String: Attribute]) -> [String: Attribute] {
    ["group": given["groups"] ?? 1]
  }

  /// Kernel, strides, padding and dilations of what goes over an image.
  private func window(
    _ given: [String: Attribute], kernel: Attribute?
  ) -> [String: Attribute] {
    var attributes: [String: Attribute] = [:]
    let pair: (Attribute?) -> [Int]? = { Self.ints($0).map { $0.count == 1 ? $0 + $0 : $0 } }
    attributes["kernel_shape"] = pair(kernel).map(Attribute.ints)
    // Pooling that states no strides takes windows side by side.
    attributes["strides"] = (pair(given["strides"]) ?? pair(kernel)).map(Attribute.ints)
    attributes["dilations"] = pair(given["dilations"]).map(Attribute.ints)
    if let padding = pair(given["padding"]) {
      attributes["pads"] = .ints(padding.count == 2 ? padding + padding : padding)
    }
    return attributes
  }

  private mutating func layerNorm(
    _ inputs: [String], _ node: Node, _ given: [String: Attribute]
  ) -> String {
    let axis = Self.ints(given["axis"])?.first ?? -1
    let attributes: [String: Attribute] = [
      "axis": .int(axis), "epsilon": given["epsilon"] ?? 1e-5,
    ]
    guard inputs.count == 1 else { return emit("LayerNormalization", inputs, attributes) }
    // The standard's has a scale always.
    let extents = node.value.shape.extents
    let first = axis < 0 ? axis + extents.count : axis
    let shape = (try? Shape(Array(extents[first...]))) ?? .scalar
    let scale = add(Tensor(repeating: 1, shape: shape), named: "scale")
    return emit("LayerNormalization", inputs + [scale], attributes)
  }
}
