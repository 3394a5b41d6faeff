import VizBase

// One step of a recurrent network.
extension Operation {
  static let cells = [
    Operation(
      "gru_cell", .function, "GRU", .gate,
      rule: "a gate: passes the gradient to the old state where the update gate is open, and to the"
        + " new one elsewhere", traits: [.cancels]),
    Operation(
      "lstm_cell", .function, "LSTM", .gate,
      rule: "a gate: passes the gradient to the old cell where the forget gate is open, and to the"
        + " new input where the input gate is", traits: [.cancels]),
  ]
}
