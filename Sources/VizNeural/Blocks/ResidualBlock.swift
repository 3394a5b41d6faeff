public import VizAutodiff
public import VizTensor

/// Two convolutions of 3 × 3 pixels beside a shortcut: `relu(norm(conv(relu(norm(conv(x))))) + x)`;
/// where channels or size change, the shortcut is a convolution of single pixels.
///
/// He, Zhang, Ren and Sun, "Deep Residual Learning for Image Recognition", 2016.
public struct ResidualBlock: Layer {
  /// How many channels the output has.
  public let filters: Int
  /// By how many rows and columns the first convolution moves on.
  public let stride: Int
  /// The scope of its parameters; nil for `residual1`, `residual2` and so on.
  public let name: String?

  /// A block of so many channels; a stride of 2 halves rows and columns.
  public init(_ filters: Int, stride: Int = 1, name: String? = nil) {
    self.filters = filters
    self.stride = stride
    self.name = name
  }

  /// Records the block for images `[batch, channels, rows, columns]`; throws as ``Conv2D``.
  public func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, in pass: ForwardPass<Scalar>
  ) throws -> Variable<Scalar> {
    try pass.scope("residual", name: name) {
      let strides = Extent2D(stride, stride)
      let body = try Sequential(
        Conv2D(filters, kernel: 3, strides: strides, padding: 1, initializer: .heNormal),
        BatchNorm(), Activation.relu,
        Conv2D(filters, kernel: 3, padding: 1, initializer: .heNormal), BatchNorm()
      )(x, in: pass)
      guard x.shape.extents[1] != filters || stride != 1 else { return try relu(body + x) }
      let shortcut = try Sequential(
        Conv2D(filters, kernel: 1, strides: strides, name: "shortcut"), BatchNorm()
      )(x, in: pass)
      return try relu(body + shortcut)
    }
  }
}

/// The mean of each channel over rows and columns.
public struct MeanOverPixels: Layer {
  /// A layer without settings or parameters.
  public init() {}

  /// Records the means of images `[batch, channels, rows, columns]`, `[batch, channels]`.
  public func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, in pass: ForwardPass<Scalar>
  ) throws -> Variable<Scalar> { try mean(x, axes: [2, 3]) }
}
