public import VizAutodiff
public import VizTensor

/// Layers around which what goes into them leads past, and is added to what comes out.
///
/// He, Zhang, Ren and Sun, "Deep Residual Learning for Image Recognition", 2016.
public struct Residual: Layer {
  /// The layers that it leads past.
  public let body: any Layer

  /// A way past `body`, whose output has the shape of its input.
  public init(_ body: any Layer) { self.body = body }

  /// Records `x + body(x)`; throws ``NeuralError`` where the shapes differ.
  public func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, in pass: ForwardPass<Scalar>
  ) throws -> Variable<Scalar> {
    try pass.scope("residual") {
      let made = try body(x, in: pass)
      guard made.shape == x.shape else {
        throw NeuralError.layer(
          pass.path("sum"), reason: "\(x.shape) goes in, and \(made.shape) comes out")
      }
      return try x + made
    }
  }
}
