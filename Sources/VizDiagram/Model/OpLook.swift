import VizBase
import VizDrawing

/// How an operation looks on its card.
struct OpLook: Sendable {
  var symbol: String
  var family: Family
  /// What the gate does with the gradient that flows back through it, in the lectures' words.
  var role: String?

  init(_ symbol: String, _ family: Family, _ role: String? = nil) {
    self.symbol = symbol
    self.family = family
    self.role = role
  }

  /// The look of an op; a plain card with its name for one that is not known.
  static func of(_ op: String) -> OpLook { table[op] ?? OpLook(op, .other) }

  /// The symbol of a binary op one of whose inputs is a number written on the card: `+1`, `1/x`,
  /// `x²`.
  ///
  /// - Parameter slot: which input the number is.
  static func symbol(of op: String, constant: Double, slot: Int) -> String? {
    let number = NumberFormat.plain(constant)
    switch (op, slot) {
    case ("add", _): return constant < 0 ? number : "+\(number)"
    case ("sub", 1): return constant < 0 ? "+\(number.dropFirst())" : "−\(number)"
    case ("sub", _): return "\(number)−x"
    case ("mul", _): return "×\(number)"
    case ("div", 1): return "÷\(number)"
    case ("div", _): return "\(number)/x"
    case ("pow", 1): return constant == 2 ? "x²" : constant == 3 ? "x³" : "x^\(number)"
    case ("pow", _): return "\(number)^x"
    case ("maximum", _): return "max(\(number), x)"
    case ("minimum", _): return "min(\(number), x)"
    default: return nil
    }
  }

  private static let table: [String: OpLook] = [
    "add": OpLook("+", .sum, "distributor"),
    "sub": OpLook("−", .sum, "distributor"),
    "sum": OpLook("Σ", .reduction, "distributor"),
    "mean": OpLook("mean", .reduction, "distributor"),
    "concat": OpLook("concat", .other, "distributor"),
    "broadcast": OpLook("broadcast", .other, "adder"),
    "mul": OpLook("×", .product, "switcher"),
    "div": OpLook("÷", .product),
    "neg": OpLook("×−1", .product, "switcher"),
    "matmul": OpLook("matmul", .product, "switcher"),
    "dot": OpLook("dot", .product, "switcher"),
    "maximum": OpLook("max", .function, "router"),
    "minimum": OpLook("min", .function, "router"),
    "max": OpLook("max", .reduction, "router"),
    "min": OpLook("min", .reduction, "router"),
    "max_pool2d": OpLook("max pool", .reduction, "router"),
    "avg_pool2d": OpLook("avg pool", .reduction, "distributor"),
    "relu": OpLook("ReLU", .function, "gate"),
    "leaky_relu": OpLook("leaky ReLU", .function, "gate"),
    "step": OpLook("step", .function, "blocker"),
    "pow": OpLook("xʸ", .function),
    "square": OpLook("x²", .function),
    "exp": OpLook("exp", .function),
    "log": OpLook("log", .function),
    "sin": OpLook("sin", .function),
    "cos": OpLook("cos", .function),
    "tan": OpLook("tan", .function),
    "sqrt": OpLook("√x", .function),
    "abs": OpLook("|x|", .function),
    "tanh": OpLook("tanh", .function),
    "sigmoid": OpLook("σ", .function),
    "elu": OpLook("ELU", .function),
    "gelu": OpLook("GELU", .function),
    "softplus": OpLook("softplus", .function),
    "transpose": OpLook("xᵀ", .other),
    "reshape": OpLook("reshape", .other),
    "slice": OpLook("slice", .other),
    "gather": OpLook("gather", .other),
    "norm": OpLook("‖x‖", .reduction),
    "softmax": OpLook("softmax", .function),
    "log_softmax": OpLook("log softmax", .function),
    "logsumexp": OpLook("log Σ exp", .reduction),
    "mse": OpLook("MSE", .loss),
    "hinge": OpLook("hinge", .loss),
    "cross_entropy": OpLook("cross-entropy", .loss),
    "conv2d": OpLook("conv", .product),
    "batch_norm": OpLook("batch norm", .function),
    "layer_norm": OpLook("layer norm", .function),
  ]
}
