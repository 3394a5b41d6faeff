public import VizAutodiff
public import VizTensor

/// A convolution over images `[batch, channels, rows, columns]`: `activation(x * W + b)`.
public struct Conv2D: Layer {
  /// How many channels the output has.
  public let filters: Int
  /// The rows and columns of pixels that a filter sees at once.
  public let kernel: Extent2D
  /// By how many rows and columns a filter moves on.
  public let strides: Extent2D
  /// How many rows and columns of zeros surround the image on each side.
  public let padding: Extent2D
  /// Into how many groups the channels fall; a filter sees those of its own group.
  public let groups: Int
  /// The function of the sums; `identity` for none.
  public let activation: Activation
  /// What the filters start from; nil for the network's choice, or what suits the activation.
  public let initializer: Initializer?
  /// The scope of its parameters; nil for `conv1`, `conv2` and so on.
  public let name: String?

  /// A layer of so many filters; how many channels they see follows from the input.
  public init(
    _ filters: Int, kernel: Extent2D, _ activation: Activation = .identity, strides: Extent2D = 1,
    padding: Extent2D = 0, groups: Int = 1, initializer: Initializer? = nil, name: String? = nil
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

  /// Records the convolution of `x`; throws ``NeuralError`` unless it is a batch of images.
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
        in: shape.elementCount / max(filters, 1),
        out: shape.elementCount / max(channels, 1) / groups
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
