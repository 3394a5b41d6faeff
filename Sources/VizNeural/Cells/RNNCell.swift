public import VizAutodiff
public import VizTensor

/// The simple recurrent cell: `h ← activation(x W + h U + b)`, W `[features, units]`, U
/// `[units, units]`.
///
/// Elman, "Finding Structure in Time", 1990.
public struct RNNCell: Cell {
  /// How many numbers the state has.
  public let units: Int
  /// The function of the sums.
  public let activation: Activation
  /// The scope of its parameters; nil for `rnn1`, `rnn2` and so on.
  public let name: String?

  /// A cell whose state is `units` numbers, zeros before the first step.
  public init(_ units: Int, _ activation: Activation = .tanh, name: String? = nil) {
    self.units = units
    self.activation = activation
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
    try pass.scope("rnn", name: name) {
      let sums = try pass.gates(1, of: x, state[0], units)
      let h = try activation(sums + pass.parameter("b", .vector(units)), in: pass).named(
        pass.label("h"))
      return (h, [h])
    }
  }
}

extension ForwardPass {
  /// `x W + h U` of all gates of a cell, with parameters of the open scope.
  func gates(
    _ count: Int, of x: Variable<Scalar>, _ h: Variable<Scalar>, _ units: Int
  ) throws -> Variable<Scalar> {
    let weights = try inputGates(count, of: x, units)
    return try matmul(x, weights) + matmul(h, stateGates(count, units))
  }

  /// W of a cell, `[features, gates · units]`.
  func inputGates(
    _ count: Int, of x: Variable<Scalar>, _ units: Int
  ) throws -> Variable<Scalar> {
    guard x.shape.rank == 2, let features = x.shape.extents.last else {
      throw NeuralError.layer(
        path("W"), reason: "a step takes [batch, features], and gets \(x.shape)")
    }
    return try parameter(
      "W", Shape([features, count * units]), standard: .xavierUniform, fans: (features, units),
      isDecayed: true)
  }

  /// U of a cell, `[units, gates · units]`.
  func stateGates(_ count: Int, _ units: Int) throws -> Variable<Scalar> {
    try parameter(
      "U", Shape([units, count * units]), standard: .xavierUniform, fans: (units, units),
      isDecayed: true)
  }

  /// What a value of the open scope is called: its path, steps included.
  func label(_ name: String) -> String { tape.scope.map { "\($0)/\(name)" } ?? name }
}
