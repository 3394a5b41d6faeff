public import VizAutodiff
public import VizTensor

/// A part of a network: a function of one variable that has parameters.
///
/// A layer is a plain value that says what to compute; the tensors are the ``Network``'s. Calling
/// it records the computation in a scope of its own and asks the pass for its parameters by name.
/// Any type that does so is a layer, and may call others:
///
///     struct Residual: Layer {
///       let body: any Layer
///       func callAsFunction<Scalar>(
///         _ x: Variable<Scalar>, in pass: ForwardPass<Scalar>
///       ) throws -> Variable<Scalar> {
///         try pass.scope("residual") { try body(x, in: pass) + x }
///       }
///     }
public protocol Layer: Sendable {
  /// Records the layer's function of `x`, whose first axis is the batch.
  func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, in pass: ForwardPass<Scalar>
  ) throws -> Variable<Scalar>
}

/// Layers one after another.
public struct Sequential: Layer {
  /// The layers in the order in which values flow through them.
  public let layers: [any Layer]

  /// One layer of several, first the one that sees the input; of none, it changes nothing.
  public init(_ layers: [any Layer]) { self.layers = layers }
  /// One layer of several, first the one that sees the input, each an argument.
  public init(_ layers: any Layer...) { self.layers = layers }

  /// Records each layer on the output of the one before.
  public func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, in pass: ForwardPass<Scalar>
  ) throws -> Variable<Scalar> {
    try layers.reduce(x) { x, layer in try layer(x, in: pass) }
  }
}
