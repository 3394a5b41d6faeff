public import VizAutodiff
public import VizTensor

/// Long short-term memory: with the gates i, f, o and the candidate g, all of `x W + h U + b`, the
/// cell `c ← f c + i g` and the state `h ← o tanh(c)`.
///
/// W is `[features, 4 units]`, U `[units, 4 units]`, in the order i, f, g, o. The forget gate's bias
/// starts at 1, so that the cell remembers from the first.
///
/// Hochreiter and Schmidhuber, "Long Short-Term Memory", 1997; Gers, Schmidhuber and Cummins,
/// "Learning to Forget", 2000.
public struct LSTMCell: Cell {
  /// How many numbers state and cell have, each.
  public let units: Int
  /// The scope of its parameters; nil for `lstm1`, `lstm2` and so on.
  public let name: String?

  /// A cell of `units` numbers, zeros before the first step.
  public init(_ units: Int, name: String? = nil) {
    self.units = units
    self.name = name
  }

  /// Zeros for state and cell, `[batch, units]` each.
  public func start<Scalar: TensorScalar>(
    batch: Int, in pass: ForwardPass<Scalar>
  ) throws -> [Variable<Scalar>] {
    [try pass.zeros(batch, units), try pass.zeros(batch, units)]
  }

  /// Records a step; the state is h and c, and what the cell gives is h.
  public func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, _ state: [Variable<Scalar>], in pass: ForwardPass<Scalar>
  ) throws -> (output: Variable<Scalar>, state: [Variable<Scalar>]) {
    try pass.scope("lstm", name: name) {
      let bias = try pass.parameter(
        "b", .vector(4 * units), .blocks([0, 1, 0, 0]))
      let sums = try pass.gates(4, of: x, state[0], units) + bias
      let gates = try sums.split([units, units, units, units])
      let kept = try sigmoid(gates[1]).named(pass.label("forget")) * state[1]
      let new = try sigmoid(gates[0]).named(pass.label("input")) * tanh(gates[2])
      let c = try (kept + new).named(pass.label("c"))
      let h = try (sigmoid(gates[3]).named(pass.label("output")) * tanh(c)).named(pass.label("h"))
      return (h, [h, c])
    }
  }
}
