public import VizAutodiff
public import VizTensor

/// The gated recurrent unit: with the gates r and z, the new state `n = tanh(x Wₙ + bₙ + r (h Uₙ +
/// cₙ))` and `h ← n + z (h - n)`.
///
/// W is `[features, 3 units]`, U `[units, 3 units]`, in the order r, z, n; b is added to the input's
/// sums, c to the state's.
///
/// Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder", 2014.
public struct GRUCell: Cell {
  /// How many numbers the state has.
  public let units: Int
  /// The scope of its parameters; nil for `gru1`, `gru2` and so on.
  public let name: String?

  /// A cell of `units` numbers, zeros before the first step.
  public init(_ units: Int, name: String? = nil) {
    self.units = units
    self.name = name
  }

  /// Zeros, `[batch, units]`.
  public func start<Scalar: TensorScalar>(
    batch: Int, in pass: ForwardPass<Scalar>
  ) throws -> [Variable<Scalar>] { [try pass.zeros(batch, units)] }

  /// Records a step; what the cell gives is its state.
  public func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, _ state: [Variable<Scalar>], in pass: ForwardPass<Scalar>
  ) throws -> (output: Variable<Scalar>, state: [Variable<Scalar>]) {
    try pass.scope("gru", name: name) {
      let parts = [units, units, units]
      let weights = try pass.inputGates(3, of: x, units)
      let input = try (matmul(x, weights) + pass.parameter("b", .vector(3 * units))).split(parts)
      let h = state[0]
      let held = try
        (matmul(h, pass.stateGates(3, units)) + pass.parameter("c", .vector(3 * units)))
        .split(parts)
      let reset = try sigmoid(input[0] + held[0]).named(pass.label("reset"))
      let update = try sigmoid(input[1] + held[1]).named(pass.label("update"))
      let new = try tanh(input[2] + reset * held[2]).named(pass.label("new"))
      let next = try (new + update * (h - new)).named(pass.label("h"))
      return (next, [next])
    }
  }
}
