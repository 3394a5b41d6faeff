public import VizAutodiff
public import VizTensor

/// Normalises each channel, axis 1: in training by the batch's mean and variance, later by their
/// running means.
///
/// Ioffe and Szegedy, "Batch Normalization", 2015.
public struct BatchNorm: Layer {
  /// How far the running means move towards each batch's.
  public let momentum: Double
  /// What is added to the variance, so that a channel without any is not divided by 0.
  public let epsilon: Double
  /// The scope of its parameters; nil for `batch_norm1`, `batch_norm2` and so on.
  public let name: String?

  /// A layer whose scale starts at 1 and shift at 0, one of each a channel.
  public init(momentum: Double = 0.1, epsilon: Double = 1e-5, name: String? = nil) {
    self.momentum = momentum
    self.epsilon = epsilon
    self.name = name
  }

  /// Records the layer for `x`, `[batch, channels, …]`; throws ``NeuralError`` for a lower rank.
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
  /// What is added to the variance, so that equal numbers are not divided by 0.
  public let epsilon: Double
  /// The scope of its parameters; nil for `layer_norm1`, `layer_norm2` and so on.
  public let name: String?

  /// A layer that normalises from `axis` on, by default over the last axis alone.
  public init(axis: Int = -1, epsilon: Double = 1e-5, name: String? = nil) {
    self.axis = axis
    self.epsilon = epsilon
    self.name = name
  }

  /// Records the layer for `x`; throws `ShapeError` where `x` has no such axis.
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
