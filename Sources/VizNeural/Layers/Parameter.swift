public import VizTensor

/// A tensor that belongs to a network and outlives a step: a weight, a bias, a running statistic.
public struct Parameter<Scalar: TensorScalar>: Sendable, Equatable {
  /// Its path in the network: `dense1/W`.
  public let name: String
  /// The numbers as they are now; each step of training moves them.
  public var value: Tensor<Scalar>
  /// Whether L2 decay pulls it to zero: weights, but neither biases nor what scales and shifts.
  public let isDecayed: Bool

  /// A parameter of this path and first value.
  public init(name: String, value: Tensor<Scalar>, isDecayed: Bool) {
    self.name = name
    self.value = value
    self.isDecayed = isDecayed
  }
}
