import VizTensor

// One step of a recurrent network, with the weights of all gates in one matrix, as PyTorch has
// them.
extension Primitive {
  static var cells: [PrimitiveEntry<Scalar>] {
    [PrimitiveEntry(gruCell), PrimitiveEntry(lstmCell)]
  }

  /// A gated recurrent unit: with the reset, update and new gates r, z and n, the state (1 - z) n +
  /// z h, where n = tanh(Wₙ x + bₙ + r (Uₙ h + cₙ)). Inputs: x `[…, features]`, the state h
  /// `[…, hidden]`, weight of the input `[3 hidden, features]`, weight of the state
  /// `[3 hidden, hidden]` and, if wanted, both biases `[3 hidden]`; the gates in the order r, z, n.
  ///
  /// Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder", 2014.
  private static var gruCell: Primitive {
    composite("gru_cell", arity: 4...6) { x in
      let hidden = try hiddenCount(x, states: 1, gates: 3)
      let input = try gates(3, of: x[0], weight: x[2], bias: x.count > 4 ? x[4] : nil, hidden)
      let state = try gates(3, of: x[1], weight: x[3], bias: x.count > 5 ? x[5] : nil, hidden)
      let reset = try sigmoid(input[0] + state[0])
      let update = try sigmoid(input[1] + state[1])
      let new = try tanh(input[2] + reset * state[2])
      return try new + update * (x[1] - new)
    }
  }

  /// Long short-term memory: with the input, forget, cell and output gates i, f, g and o, the cell
  /// f c + i g and the state o tanh(cell). Inputs: x `[…, features]`, the state h and the cell c
  /// `[…, hidden]`, weight of the input `[4 hidden, features]`, weight of the state
  /// `[4 hidden, hidden]` and, if wanted, both biases `[4 hidden]`; the gates in the order i, f, g,
  /// o. Outputs: state and cell.
  ///
  /// Hochreiter and Schmidhuber, "Long Short-Term Memory", 1997; Gers, Schmidhuber and Cummins,
  /// "Learning to Forget", 2000.
  private static var lstmCell: Primitive {
    composite("lstm_cell", arity: 5...7, isPacked: true) { x in
      let hidden = try hiddenCount(x, states: 2, gates: 4)
      let input = try gates(4, of: x[0], weight: x[3], bias: x.count > 5 ? x[5] : nil, hidden)
      let state = try gates(4, of: x[1], weight: x[4], bias: x.count > 6 ? x[6] : nil, hidden)
      let sums = try zip(input, state).map { try $0 + $1 }
      let cell = try sigmoid(sums[1]) * x[2] + sigmoid(sums[0]) * tanh(sums[2])
      return try packed([sigmoid(sums[3]) * tanh(cell), cell])
    }
  }

  /// How many numbers the state has; throws `ShapeError` where the inputs do not fit each other.
  private static func hiddenCount(
    _ x: [Variable<Scalar>], states: Int, gates: Int
  ) throws -> Int {
    guard let features = x[0].extents.last, let hidden = x[1].extents.last,
      x[1...states].allSatisfy({ $0.extents == x[0].extents.dropLast() + [hidden] })
    else {
      throw misfit("input and state are [batch, features] and [batch, hidden], or vectors")
    }
    let (rows, overflow) = hidden.multipliedReportingOverflow(by: gates)
    let weights = [[rows, features], [rows, hidden], [rows], [rows]]
    for (given, wanted) in zip(x.dropFirst(states + 1), weights) {
      guard !overflow, given.extents == wanted else {
        throw misfit(
          "for a state of \(hidden) numbers and \(gates) gates, weights and biases are "
            + weights.prefix(3).map { "\($0)" }.joined(separator: ", "))
      }
    }
    guard (x.count - states - 1).isMultiple(of: 2) else {
      throw misfit("a bias of the input needs one of the state beside it")
    }
    return hidden
  }

  /// What each gate adds up of one side.
  private static func gates(
    _ count: Int, of x: Variable<Scalar>, weight: Variable<Scalar>, bias: Variable<Scalar>?,
    _ hidden: Int
  ) throws -> [Variable<Scalar>] {
    let product = try matmul(x, weight.transposed([1, 0]))
    let all = try bias.map { try product + $0 } ?? product
    let axis = all.shape.rank - 1
    return try (0..<count).map {
      try all.sliced(axis: axis, from: $0 * hidden, to: ($0 + 1) * hidden)
    }
  }
}
