public import VizAutodiff
public import VizTensor

/// The greatest pixel that each window sees.
public struct MaxPool2D: Layer {
  public let kernel: Pair
  public let strides: Pair?
  public let padding: Pair

  /// The window moves by its own size unless `strides` say otherwise.
  public init(_ kernel: Pair = 2, strides: Pair? = nil, padding: Pair = 0) {
    self.kernel = kernel
    self.strides = strides
    self.padding = padding
  }

  public func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, in pass: ForwardPass<Scalar>
  ) throws -> Variable<Scalar> {
    try maxPool2d(x, kernel: kernel, strides: strides, padding: padding)
  }
}

/// The mean of the pixels that each window sees.
public struct AvgPool2D: Layer {
  public let kernel: Pair
  public let strides: Pair?
  public let padding: Pair

  /// The window moves by its own size unless `strides` say otherwise.
  public init(_ kernel: Pair = 2, strides: Pair? = nil, padding: Pair = 0) {
    self.kernel = kernel
    self.strides = strides
    self.padding = padding
  }

  public func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, in pass: ForwardPass<Scalar>
  ) throws -> Variable<Scalar> {
    try avgPool2d(x, kernel: kernel, strides: strides, padding: padding)
  }
}
