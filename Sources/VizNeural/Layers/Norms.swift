public import VizAutodiff
public import VizTensor

/// Normalises each channel, axis 1: in training by the batch's mean and variance, later by their
/// running means.
///
/// Ioffe and Szegedy, "Batch Normalization", 2015.
public struct BatchNorm: Layer {
  /// How far the running means move towards each batch's.
  public let momentum: Double
  public let epsilon: Double
  public let name: String?

  public init(momentum: Double = 0.1, epsilon: Double = 1e-5, name: String? = nil) {
    self.momentum = momentum
    self.epsilon = epsilon
    self.name = name
  }

  public func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, in pass: ForwardPass<Scalar>
  ) throws -> Variable<Scalar> {
    try pass.scope("batch_norm", name: name) {
      guard x.shape.rank >= 2 else {
        throw NeuralError.layer(
          pass.path("scale"), reason: "it takes [batch, channels, …], and gets \(x.shape)")
      }
      let channels = Shape.vector(x.shape.extents[1])
      let scale = try pass.parameter("scale", channels, .constant(1))
      let shift = try pass.parameter("shift", channels)
      let mean = try pass.statistic("mean", channels, startingAt: 0)
      let variance = try pass.statistic("variance", channels, startingAt: 1)
      guard pass.mode == .training else {
        return try batchNorm(
          x, scale: scale, shift: shift, mean: mean.leaf(), variance: variance.leaf(),
          epsilon: epsilon)
      }
      pass.observe(x, mean: mean.index, variance: variance.index, momentum: momentum)
      return try batchNorm(x, scale: scale, shift: shift, epsilon: epsilon)
    }
  }
}

/// Normalises each example over its last axes, in training as later.
///
/// Ba, Kiros and Hinton, "Layer Normalization", 2016.
public struct LayerNorm: Layer {
  /// The first axis that is normalised.
  public let axis: Int
  public let epsilon: Double
  public let name: String?

  public init(axis: Int = -1, epsilon: Double = 1e-5, name: String? = nil) {
    self.axis = axis
    self.epsilon = epsilon
    self.name = name
  }

  public func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, in pass: ForwardPass<Scalar>
  ) throws -> Variable<Scalar> {
    try pass.scope("layer_norm", name: name) {
      let first = try x.shape.axis(axis, for: "layer_norm")
      let shape = try Shape(Array(x.shape.extents[first...]))
      return try layerNorm(
        x, scale: pass.parameter("scale", shape, .constant(1)),
        shift: pass.parameter("shift", shape), axis: axis, epsilon: epsilon)
    }
  }
}
