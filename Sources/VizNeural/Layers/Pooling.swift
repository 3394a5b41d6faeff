public import VizAutodiff
public import VizTensor

/// The greatest pixel that each window sees.
public struct MaxPool2D: Layer {
  /// The rows and columns of a window.
  public let kernel: Extent2D
  /// By how many rows and columns the window moves on; nil for its own size.
  public let strides: Extent2D?
  /// How many rows and columns surround the image on each side; they are never the greatest.
  public let padding: Extent2D

  /// The window moves by its own size unless `strides` say otherwise.
  public init(_ kernel: Extent2D = 2, strides: Extent2D? = nil, padding: Extent2D = 0) {
    self.kernel = kernel
    self.strides = strides
    self.padding = padding
  }

  /// Records the pooling of `x`, `[batch, channels, rows, columns]`; throws for another rank.
  public func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, in pass: ForwardPass<Scalar>
  ) throws -> Variable<Scalar> {
    try maxPool2d(x, kernel: kernel, strides: strides, padding: padding)
  }
}

/// The mean of the pixels that each window sees.
public struct AvgPool2D: Layer {
  /// The rows and columns of a window.
  public let kernel: Extent2D
  /// By how many rows and columns the window moves on; nil for its own size.
  public let strides: Extent2D?
  /// How many rows and columns of zeros surround the image on each side; the mean counts them.
  public let padding: Extent2D

  /// The window moves by its own size unless `strides` say otherwise.
  public init(_ kernel: Extent2D = 2, strides: Extent2D? = nil, padding: Extent2D = 0) {
    self.kernel = kernel
    self.strides = strides
    self.padding = padding
  }

  /// Records the pooling of `x`, `[batch, channels, rows, columns]`; throws for another rank.
  public func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, in pass: ForwardPass<Scalar>
  ) throws -> Variable<Scalar> {
    try avgPool2d(x, kernel: kernel, strides: strides, padding: padding)
  }
}
