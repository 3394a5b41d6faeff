public import VizAutodiff
public import VizTensor

/// A convolution over images `[batch, channels, rows, columns]`: `activation(x * W + b)`.
public struct Conv2D: Layer {
  public let filters: Int
  public let kernel: Pair
  public let strides: Pair
  public let padding: Pair
  public let groups: Int
  public let activation: Activation
  public let initializer: Initializer?
  public let name: String?

  public init(
    _ filters: Int, kernel: Pair, _ activation: Activation = .identity, strides: Pair = 1,
    padding: Pair = 0, groups: Int = 1, initializer: Initializer? = nil, name: String? = nil
  ) {
    self.filters = filters
    self.kernel = kernel
    self.activation = activation
    self.strides = strides
    self.padding = padding
    self.groups = groups
    self.initializer = initializer
    self.name = name
  }

  public func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, in pass: ForwardPass<Scalar>
  ) throws -> Variable<Scalar> {
    try pass.scope("conv", name: name) {
      guard x.shape.rank == 4, groups > 0 else {
        throw NeuralError.layer(
          pass.path("W"),
          reason: "it takes images, [batch, channels, rows, columns], and gets \(x.shape)")
      }
      let channels = x.shape.extents[1] / groups
      let shape = try Shape([filters, channels, kernel.rows, kernel.columns])
      let fans = (
        in: shape.count / max(filters, 1),
        out: shape.count / max(channels, 1) / groups
      )
      let weights = try pass.parameter(
        "W", shape, initializer, standard: activation.initializer, fans: fans, isDecayed: true)
      let bias = try pass.parameter("b", .vector(filters))
      let y = try conv2d(
        x, weights, bias, strides: strides, padding: padding, groups: groups)
      return try activation(y, in: pass)
    }
  }
}
