import VizTensor

extension Formula {
  /// The operations that define a gate, recorded in its place; nil where it stays as it is.
  func decompose<Scalar: TensorScalar>(
    _ function: FormulaFunction, _ arguments: [Variable<Scalar>]
  ) throws -> Variable<Scalar>? {
    guard let x = arguments.first else { return nil }
    switch function.name {
    case "sigmoid": return try 1 / (1 + exp(-x))
    case "softplus": return try log(1 + exp(x))
    case "relu": return try maximum(x.tape.constant(0), x)
    case "tan": return try sin(x) / cos(x)
    case "tanh":
      let (grown, shrunk) = (try exp(x), try exp(-x))
      return try (grown - shrunk) / (grown + shrunk)
    case "mean": return try sum(x) / Scalar(x.shape.count)
    case "norm": return try sqrt(sum(.pow(x, 2)))
    case "logsumexp": return try log(sum(exp(x)))
    case "dot":
      // Multiplying alone would broadcast what a dot product refuses.
      _ = try Tensor.dot(x.value, arguments[1].value)
      return try sum(x * arguments[1])
    case "softmax":
      let powers = try exp(x)
      return try powers / (x.shape.rank > 1 ? sum(powers, axes: [-1], keepdims: true) : sum(powers))
    default: return nil
    }
  }
}
