public import VizAutodiff
public import VizTensor

/// A fully connected layer: `activation(x W + b)`, with W `[inputs, units]`.
public struct Dense: Layer {
  /// How many numbers the layer makes of each example.
  public let units: Int
  /// The function of the weighted sums; `identity` for none.
  public let activation: Activation
  /// Whether b is there; it starts at 0.
  public let hasBias: Bool
  /// What W starts from; nil for the network's choice, or what suits the activation.
  public let initializer: Initializer?
  /// The scope of its parameters; nil for `dense1`, `dense2` and so on.
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

  /// Records the layer for `x`, `[batch, features]`; throws ``NeuralError`` for a lower rank.
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
