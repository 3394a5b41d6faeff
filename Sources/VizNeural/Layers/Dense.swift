public import VizAutodiff
public import VizTensor

/// A fully connected layer: `activation(x W + b)`, with W `[inputs, units]`.
public struct Dense: Layer {
  public let units: Int
  public let activation: Activation
  public let hasBias: Bool
  public let initializer: Initializer?
  public let name: String?

  /// A layer of `units`; layers of one `name` share their parameters.
  public init(
    _ units: Int, _ activation: Activation = .identity, bias: Bool = true,
    initializer: Initializer? = nil, name: String? = nil
  ) {
    self.units = units
    self.activation = activation
    hasBias = bias
    self.initializer = initializer
    self.name = name
  }

  public func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, in pass: ForwardPass<Scalar>
  ) throws -> Variable<Scalar> {
    try pass.scope("dense", name: name) {
      let weighted = try x.affine(
        units, initializer, standard: activation.initializer, bias: hasBias, in: pass)
      return try activation(weighted, in: pass)
    }
  }
}

extension Variable {
  /// `x W + b` with parameters of the open scope.
  func affine(
    _ units: Int, _ initializer: Initializer?, standard: Initializer, bias: Bool,
    in pass: ForwardPass<Scalar>
  ) throws -> Variable {
    guard shape.rank >= 2, let inputs = shape.extents.last else {
      throw NeuralError.layer(
        pass.path("W"), reason: "it takes [batch, features], and gets \(shape)")
    }
    let weights = try pass.parameter(
      "W", try Shape([inputs, units]), initializer, standard: standard, fans: (inputs, units),
      isDecayed: true)
    let product = try matmul(self, weights)
    return bias ? try product + pass.parameter("b", .vector(units)) : product
  }
}
