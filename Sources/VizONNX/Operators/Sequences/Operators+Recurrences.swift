import VizAutodiff
import VizBase
import VizTensor

/// Recurrent layers, step by step: backpropagation through time is the tape's.
///
/// Hochreiter and Schmidhuber, "Long Short-Term Memory", 1997; Cho et al., "Learning Phrase
/// Representations using RNN Encoder-Decoder", 2014.
extension OperatorTable {
  static let recurrences: OperatorRules = [
    "RNN": { try recurrence($0, gates: 1, states: 1, standard: ["Tanh"], step: simpleStep) },
    "GRU": {
      try recurrence($0, gates: 3, states: 1, standard: ["Sigmoid", "Tanh"], step: gruStep)
    },
    "LSTM": {
      try recurrence(
        $0, gates: 4, states: 2, standard: ["Sigmoid", "Tanh", "Tanh"], step: lstmStep)
    },
  ]

  /// What one direction of a recurrent layer has.
  private struct Cell {
    let call: OperatorCall
    let size: Int
    /// Input and recurrent weights, turned for a product from the right.
    let w, r: Variable<Double>
    let inputBias, recurrentBias: Variable<Double>?
    let peepholes: Variable<Double>?
    let functions: [String]

    func activation(_ index: Int, _ x: Variable<Double>) throws -> Variable<Double> {
      switch functions[index].lowercased() {
      case "sigmoid": try call.apply("sigmoid", [x])
      case "tanh": try call.apply("tanh", [x])
      case "relu": try call.apply("relu", [x])
      case "softplus": try call.apply("softplus", [x])
      default:
        throw call.unsupported("the activation \(functions[index].quoted(limit: 20))")
      }
    }

    /// The part of a gate of what all gates together are.
    func gate(_ all: Variable<Double>, _ index: Int) throws -> Variable<Double> {
      try slice(
        all, starts: [Int](repeating: 0, count: all.shape.rank - 1) + [index * size],
        stops: Array(all.shape.extents.dropLast()) + [(index + 1) * size])
    }

    func input(_ x: Variable<Double>) throws -> Variable<Double> {
      let product = try matmul(x, w)
      return try inputBias.map { try product + $0 } ?? product
    }

    func recurrent(_ h: Variable<Double>) throws -> Variable<Double> {
      let product = try matmul(h, r)
      return try recurrentBias.map { try product + $0 } ?? product
    }
  }

  private typealias Step =
    @Sendable (
      _ cell: Cell, _ x: Variable<Double>, _ states: [Variable<Double>]
    ) throws -> [Variable<Double>]

  private static let simpleStep: Step = { cell, x, states in
    [try cell.activation(0, cell.input(x) + cell.recurrent(states[0]))]
  }

  private static let gruStep: Step = { cell, x, states in
    let (h, input) = (states[0], try cell.input(x))
    let isLinearFirst = cell.call.bool("linear_before_reset")
    let recurrent = try cell.recurrent(h)
    let z = try cell.activation(0, cell.gate(input, 0) + cell.gate(recurrent, 0))
    let r = try cell.activation(0, cell.gate(input, 1) + cell.gate(recurrent, 1))
    let inner =
      isLinearFirst
      ? try r * cell.gate(recurrent, 2) : try cell.gate(cell.recurrent(r * h), 2)
    let n = try cell.activation(1, cell.gate(input, 2) + inner)
    return [try (1 - z) * n + z * h]
  }

  private static let lstmStep: Step = { cell, x, states in
    let (h, c) = (states[0], states[1])
    let gates = try cell.input(x) + cell.recurrent(h)
    func peep(_ index: Int, _ gate: Variable<Double>, _ c: Variable<Double>) throws -> Variable<
      Double
    > {
      try cell.peepholes.map { try gate + cell.gate($0, index) * c } ?? gate
    }
    let i = try cell.activation(0, peep(0, cell.gate(gates, 0), c))
    let f =
      cell.call.bool("input_forget")
      ? try 1 - i : try cell.activation(0, peep(2, cell.gate(gates, 2), c))
    let next = try f * c + i * cell.activation(1, cell.gate(gates, 3))
    let o = try cell.activation(0, peep(1, cell.gate(gates, 1), next))
    return [try o * cell.activation(2, next), next]
  }

  private static func recurrence(
    _ call: OperatorCall, gates: Int, states: Int, standard: [String], step: Step
  ) throws -> [ModelValue] {
    guard !call.has("clip") else { throw call.unsupported("its clip") }
    let isBatchFirst = call.int("layout", 0) == 1
    var x = try call.x()
    guard x.shape.rank == 3 else { throw call.misfit("its input has \(x.shape.rank) axes") }
    if isBatchFirst { x = try transpose(x, permutation: [1, 0, 2]) }
    let (length, batch) = (x.shape.extents[0], x.shape.extents[1])
    try call.expect(steps: length)
    let direction = call.word("direction", "forward")
    let directions = direction == "bidirectional" ? 2 : 1
    let size = try call.int("hidden_size", call.value(2).shape.extents.last ?? 0)
    let lengths = call.integers(4) ?? [Int](repeating: length, count: batch)
    guard lengths.count == batch, lengths.allSatisfy({ 0...length ~= $0 }),
      1...Shape.mostElements ~= size
    else {
      throw call.misfit("its lengths do not fit")
    }
    var sequences: [Variable<Double>] = []
    var ends = [[Variable<Double>]](repeating: [], count: states)
    let functions =
      call.words("activations").flatMap { $0.isEmpty ? nil : $0 }
      ?? [[String]](repeating: standard, count: directions).flatMap { $0 }
    guard functions.count == standard.count * directions else {
      throw call.misfit("its activations do not fit")
    }
    for index in 0..<directions {
      let part = { (input: Int) throws -> Variable<Double>? in
        try call.optional(input).map {
          let e = $0.shape.extents
          return try reshape(
            slice($0.variable, starts: [index], stops: [index + 1]), to: Array(e.dropFirst()))
        }
      }
      guard let w = try part(1), let r = try part(2) else { throw call.misfit("it lacks weights") }
      let bias = try part(3)
      let cell = Cell(
        call: call, size: size, w: try transpose(w), r: try transpose(r),
        inputBias: try bias.map { try slice($0, starts: [0], stops: [gates * size]) },
        recurrentBias: try bias.map {
          try slice($0, starts: [gates * size], stops: [2 * gates * size])
        },
        peepholes: states == 2 ? try part(7) : nil,
        functions: Array(functions[(index * standard.count)...].prefix(standard.count)))
      let start = try (0..<states).map { state -> Variable<Double> in
        guard let given = call.optional(5 + state)?.variable else {
          return call.tape.constant(.zeros(try Shape([batch, size])))
        }
        let turned = isBatchFirst ? try transpose(given, permutation: [1, 0, 2]) : given
        return try reshape(
          slice(turned, starts: [index], stops: [index + 1]), to: [batch, size])
      }
      let isReverse = direction == "reverse" || index == 1
      let run = try run(cell, x, start, lengths, isReverse: isReverse, step: step)
      sequences.append(run.outputs)
      for state in 0..<states { ends[state].append(run.ends[state]) }
    }
    // [directions, length, batch, size] to [length, directions, batch, size].
    var y = try transpose(stacked(sequences), permutation: [1, 0, 2, 3])
    var last = try ends.map(stacked)
    if isBatchFirst {
      y = try transpose(y, permutation: [2, 0, 1, 3])
      last = try last.map { try transpose($0, permutation: [1, 0, 2]) }
    }
    return try call.like(y) + last.flatMap { try call.like($0) }
  }

  private static func stacked(_ parts: [Variable<Double>]) throws -> Variable<Double> {
    try concat(parts.map { try reshape($0, to: [1] + $0.shape.extents) })
  }

  /// One direction over the steps; beyond an example's end its state stays, and its output is 0.
  private static func run(
    _ cell: Cell, _ x: Variable<Double>, _ start: [Variable<Double>], _ lengths: [Int],
    isReverse: Bool, step: Step
  ) throws -> (outputs: Variable<Double>, ends: [Variable<Double>]) {
    let (length, batch) = (x.shape.extents[0], x.shape.extents[1])
    var states = start
    var outputs = [Variable<Double>?](repeating: nil, count: length)
    for time in isReverse ? Array((0..<length).reversed()) : Array(0..<length) {
      let now = try reshape(
        slice(x, starts: [time], stops: [time + 1]), to: Array(x.shape.extents.dropFirst()))
      let next = try step(cell, now, states)
      if lengths.allSatisfy({ time < $0 }) {
        states = next
        outputs[time] = next[0]
      } else {
        let mask = try cell.call.tape.constant(
          Tensor(lengths.map { time < $0 ? 1 : 0 }, shape: Shape([batch, 1])))
        outputs[time] = try next[0] * mask
        states = try zip(next, states).map { try $0 * mask + $1 * (1 - mask) }
      }
    }
    let all = outputs.compactMap { $0 }
    guard !all.isEmpty else {
      return (cell.call.tape.constant(.zeros(try Shape([0, batch, cell.size]))), states)
    }
    return (try stacked(all), states)
  }
}
