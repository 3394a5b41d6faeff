public import VizAutodiff
public import VizTensor

/// A nonlinear function between layers, or none.
public enum Activation: Layer, Hashable {
  /// x.
  case identity
  /// max(x, 0).
  case relu
  /// x where it is positive, `slope` x elsewhere.
  case leakyReLU(slope: Double = 0.01)
  /// x where it is positive, `alpha` (exp(x) - 1) elsewhere.
  case elu(alpha: Double = 1)
  /// x Φ(x), with the normal distribution function Φ.
  case gelu
  /// The hyperbolic tangent.
  case tanh
  /// 1 / (1 + exp(-x)).
  case sigmoid
  /// log(1 + exp(x)).
  case softplus
  /// Over the last axis.
  case softmax

  /// Records the function of each element of `x`; softmax goes along the last axis.
  public func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, in pass: ForwardPass<Scalar>
  ) throws -> Variable<Scalar> {
    switch self {
    case .identity: x
    case .relu: try VizAutodiff.relu(x)
    case .leakyReLU(let slope): try VizAutodiff.leakyReLU(x, slope: slope)
    case .elu(let alpha): try VizAutodiff.elu(x, alpha: alpha)
    case .gelu: try VizAutodiff.gelu(x)
    case .tanh: try VizAutodiff.tanh(x)
    case .sigmoid: try VizAutodiff.sigmoid(x)
    case .softplus: try VizAutodiff.softplus(x)
    case .softmax: try VizAutodiff.softmax(x)
    }
  }

  /// What weights before this activation start from.
  var initializer: Initializer {
    switch self {
    case .relu, .leakyReLU, .elu, .gelu, .softplus: .heNormal
    case .identity, .tanh, .sigmoid, .softmax: .xavierUniform
    }
  }

  /// The activations that configurations know, by the names of graph files.
  public static let named: [(name: String, activation: Activation)] = [
    ("relu", .relu), ("leaky_relu", .leakyReLU()), ("elu", .elu()), ("gelu", .gelu),
    ("tanh", .tanh), ("sigmoid", .sigmoid), ("softplus", .softplus), ("softmax", .softmax),
    ("identity", .identity),
  ]
}
