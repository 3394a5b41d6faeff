/// Operations as mathematics writes them, and what they do with the gradient.
enum OpText {
  /// An application of `op`: `x + y`, `σ(z)`, `conv2d(x, w)`.
  static func formula(_ op: String, _ arguments: [String]) -> String {
    if let sign = signs[op], arguments.count == 2 {
      return "\(arguments[0]) \(sign) \(parenthesized(arguments[1]))"
    }
    switch (op, arguments.count) {
    case ("pow", 2): return "\(parenthesized(arguments[0]))^\(parenthesized(arguments[1]))"
    case ("square", 1): return "\(parenthesized(arguments[0]))²"
    case ("neg", 1):
      let isName = arguments[0].first?.isLetter == true && !arguments[0].contains(" ")
      return isName ? "−\(arguments[0])" : "−(\(arguments[0]))"
    case ("abs", 1): return "|\(arguments[0])|"
    case ("norm", 1): return "‖\(arguments[0])‖"
    case ("transpose", 1): return "\(parenthesized(arguments[0]))ᵀ"
    default: return "\(functions[op] ?? op)(\(arguments.joined(separator: ", ")))"
    }
  }

  /// The local derivative of `op` with respect to the argument in `slot`, as a formula in the
  /// arguments and the result; nil where there is none in one line.
  static func local(_ op: String, slot: Int, _ arguments: [String], result: String) -> String? {
    guard arguments.indices.contains(slot) else { return nil }
    let x = arguments[slot]
    let other = arguments.count == 2 ? arguments[1 - slot] : x
    switch (op, slot) {
    case ("add", _), ("sub", 0), ("sum", _), ("broadcast", _), ("reshape", _): return "1"
    case ("sub", _), ("neg", _): return "−1"
    case ("mul", _), ("dot", _): return other
    case ("div", 0): return "1 / \(other)"
    case ("div", _): return "−\(other) / \(parenthesized(x))²"
    case ("pow", 0): return "\(other) · \(parenthesized(x))^(\(other) − 1)"
    case ("pow", _): return "\(result) · log(\(other))"
    case ("square", _): return "2 \(parenthesized(x))"
    case ("exp", _): return result
    case ("log", _): return "1 / \(x)"
    case ("sqrt", _): return "1 / (2 \(result))"
    case ("sin", _): return "cos(\(x))"
    case ("cos", _): return "−sin(\(x))"
    case ("tan", _): return "1 + \(result)²"
    case ("tanh", _): return "1 − \(result)²"
    case ("sigmoid", _): return "\(result) (1 − \(result))"
    case ("softplus", _): return "σ(\(x))"
    case ("relu", _): return "1 where \(x) > 0, else 0"
    case ("abs", _): return "the sign of \(x)"
    case ("step", _): return "0"
    case ("maximum", _): return "1 where \(x) is the larger, else 0"
    case ("minimum", _): return "1 where \(x) is the smaller, else 0"
    default: return nil
    }
  }

  /// The extents of what is on both sides of an operation.
  struct Tensors {
    /// Of the argument that a gradient is for.
    var extents: [Int]
    var ofResult: [Int]
    var ofFirst: [Int]

    /// The sum over the copies of an argument that was broadcast.
    fileprivate func sum(_ gradient: String) -> String {
      func count(_ extents: [Int]) -> Double { extents.reduce(1) { $0 * Double($1) } }
      guard count(extents) < count(ofResult) else { return gradient }
      let isRow = ofResult.count == 2 && extents == [ofResult[1]]
      return "Σ over \(isRow ? "the \(ofResult[0]) rows" : "its copies") of \(gradient)"
    }
  }

  /// The gradient that flows back through a tensor's operation, as a formula.
  ///
  /// - Parameters:
  ///   - op: The operation.
  ///   - slot: The argument that the gradient is for.
  ///   - arguments: The names of the arguments.
  ///   - result: The name of what is computed.
  ///   - upstream: The gradient of the result.
  ///   - tensors: The extents.
  /// - Returns: Nil where there is none in one line.
  static func backward(
    _ op: String, slot: Int, _ arguments: [String], result: String, upstream: String,
    _ tensors: Tensors
  ) -> String? {
    guard arguments.indices.contains(slot) else { return nil }
    let x = arguments[slot]
    let other = arguments.count == 2 ? arguments[1 - slot] : x
    switch (op, slot) {
    case ("add", _), ("sub", 0): return tensors.sum(upstream)
    case ("sub", _): return tensors.sum("−\(upstream)")
    case ("mul", _): return tensors.sum("\(upstream) ⊙ \(parenthesized(other))")
    case ("matmul", 0): return "\(upstream) @ \(parenthesized(other))ᵀ"
    case ("matmul", _): return "\(parenthesized(other))ᵀ @ \(upstream)"
    case ("neg", _): return "−\(upstream)"
    case ("relu", _): return "\(upstream) ⊙ [\(x) > 0]"
    case ("square", _), ("exp", _), ("log", _), ("sqrt", _), ("sin", _), ("cos", _), ("tan", _),
      ("tanh", _), ("sigmoid", _), ("softplus", _):
      return local(op, slot: slot, arguments, result: result).map { "\(upstream) ⊙ (\($0))" }
    case ("transpose", _): return "(\(upstream))ᵀ"
    case ("reshape", _): return "\(upstream), in the shape of \(x)"
    case ("sum", _): return "\(upstream), for every element of \(x)"
    case ("mean", _): return "\(upstream) / n, for every one of the n elements of \(x)"
    case ("softmax", _):
      return "\(result) ⊙ (\(upstream) − Σ \(result) ⊙ \(upstream))"
    case ("cross_entropy", 0):
      return
        "(softmax(\(x)) − one-hot(\(other))) / \(tensors.ofFirst.first.map(String.init) ?? "n")"
    case ("mse", 0): return "2 (\(x) − \(other)) / n"
    case ("conv2d", 0) where arguments.count > 1:
      return "\(upstream) ∗ \(arguments[1]), its kernels turned around"
    case ("conv2d", 1): return "\(arguments[0]) ⋆ \(upstream)"
    case ("conv2d", 2): return "Σ over examples and places of \(upstream)"
    default: return nil
    }
  }

  /// What a tensor's operation computes, in a few words, where its name does not say it.
  static func meaning(_ op: String, _ arguments: [String]) -> String? {
    switch op {
    case "cross_entropy" where arguments.count == 2:
      "the mean over the examples of −log softmax(\(arguments[0])) at the label"
    case "conv2d": "each kernel slides over the images and takes a dot product at every place"
    case "max_pool2d": "the largest element of each window"
    case "avg_pool2d": "the mean of each window"
    case "relu": "what is below 0 becomes 0"
    case "reshape": "the same numbers in another shape"
    default: nil
    }
  }

  /// What the gate does with the gradient that flows back through it, in one sentence; nil for an
  /// operation that is not known.
  static func rule(_ op: String) -> String? { rules[op] }

  /// A number below zero, or a sum, needs parentheses behind an operator.
  private static func parenthesized(_ text: String) -> String {
    text.hasPrefix("−") || text.contains(" ") ? "(\(text))" : text
  }

  private static let signs = ["add": "+", "sub": "−", "mul": "×", "div": "/", "matmul": "@"]

  private static let functions = [
    "sigmoid": "σ", "maximum": "max", "minimum": "min", "relu": "ReLU",
    "leaky_relu": "leaky ReLU", "elu": "ELU", "gelu": "GELU", "log_softmax": "log softmax",
    "logsumexp": "log Σ exp", "cross_entropy": "cross-entropy", "mse": "MSE",
    "max_pool2d": "max pool", "avg_pool2d": "average pool", "conv2d": "conv",
    "batch_norm": "batch norm", "layer_norm": "layer norm", "sum": "Σ",
  ]

  private static let rules: [String: String] = [
    "add": "distributes: both inputs get the gradient unchanged",
    "sub": "distributes: the first input gets the gradient, the second its negative",
    "mul": "switches: each input gets the gradient times the other input",
    "div": "scales by 1 / b, and for the divisor by −a / b²",
    "neg": "turns the sign",
    "pow": "scales by the exponent times the base to one less",
    "square": "scales by twice the input",
    "exp": "scales by its own value",
    "log": "scales by one over its input",
    "sqrt": "scales by one over twice its own value",
    "sin": "scales by the cosine", "cos": "scales by minus the sine",
    "tan": "scales by 1 + tan²",
    "abs": "keeps the gradient or turns its sign",
    "tanh": "scales by 1 − tanh²: little where it is saturated",
    "sigmoid": "scales by σ(1 − σ): at most a quarter",
    "softplus": "scales by the sigmoid of its input",
    "relu": "a gate: passes the gradient where its input is above 0 and blocks it elsewhere",
    "leaky_relu": "passes the gradient, much smaller where its input is below 0",
    "elu": "passes the gradient, smaller where its input is below 0",
    "gelu": "passes most of the gradient where its input is above 0, little below",
    "step": "blocks: its slope is 0",
    "max": "routes: only the largest element gets the gradient",
    "min": "routes: only the smallest element gets the gradient",
    "maximum": "routes: the larger input gets the whole gradient",
    "minimum": "routes: the smaller input gets the whole gradient",
    "max_pool2d": "routes: of each window only the largest element gets the gradient",
    "avg_pool2d": "distributes: each element of a window gets an equal share",
    "sum": "distributes: every element gets the gradient",
    "mean": "distributes: every element gets an equal share of the gradient",
    "matmul": "switches: each factor gets the gradient times the other one, transposed",
    "dot": "switches: each vector gets the gradient times the other",
    "conv2d": "switches: the images get the gradient times the kernels, the kernels the gradient"
      + " times the images, at every place",
    "transpose": "transposes the gradient back",
    "reshape": "gives the gradient the shape of its input",
    "broadcast": "adds up the gradients of the copies",
    "concat": "distributes: each input gets its piece of the gradient",
    "slice": "puts the gradient where the slice was taken, and 0 elsewhere",
    "gather": "adds each row's gradient to the row that it was taken from",
    "norm": "scales the input by the gradient over the norm",
    "softmax": "x̄ = s ⊙ (s̄ − ⟨s̄, s⟩)",
    "log_softmax": "x̄ = ȳ − softmax(x) Σ ȳ",
    "logsumexp": "gives each element its share, softmax(x)",
    "mse": "sends back twice the difference, over the number of elements",
    "hinge": "sends back 0 where the margin is met, and ±1 over the number of examples elsewhere",
    "cross_entropy": "sends back softmax(x) − target, over the number of examples",
    "batch_norm": "takes out of the gradient its mean and its part along the normalised values",
    "layer_norm": "takes out of the gradient its mean and its part along the normalised values",
    "dropout": "blocks what was dropped, and scales the rest as the values were",
  ]
}
