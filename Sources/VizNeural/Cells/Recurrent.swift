public import VizAutodiff
public import VizTensor

/// Goes over sequences `[batch, steps, features]` with one cell, or several upon each other, whose
/// parameters are shared by all steps.
///
/// What is computed at a step is recorded in the scope `t=1`, `t=2` and so on, the parameters beside
/// these. A step that is masked (``ForwardPass/mask``) leaves state and output as they were.
///
/// Werbos, "Backpropagation Through Time: What It Does and How to Do It", 1990.
public struct Recurrent: Layer {
  /// The cells, first the one that sees the input.
  public let cells: [any Cell]
  /// What the layer gives.
  public let output: Output
  /// After how many steps gradients no longer go further back; nil for never.
  ///
  /// Williams and Peng, "An Efficient Gradient-Based Algorithm for On-Line Training of Recurrent
  /// Network Trajectories", 1990.
  public let truncation: Int?

  /// What a layer gives of its steps.
  public enum Output: Sendable, Hashable {
    /// What the last cell gave at each step, `[batch, steps, …]`.
    case every
    /// What it gave at the last step that is not masked, `[batch, …]`.
    case last
  }

  /// A layer of these cells; `truncation` is at least 1.
  public init(_ cells: any Cell..., output: Output = .every, truncation: Int? = nil) {
    self.init(cells, output: output, truncation: truncation)
  }

  /// A layer of these cells; `truncation` is at least 1.
  public init(_ cells: [any Cell], output: Output = .every, truncation: Int? = nil) {
    self.cells = cells
    self.output = output
    self.truncation = truncation
  }

  /// Records all steps of `x`; throws ``NeuralError`` unless it is sequences of a step or more.
  public func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, in pass: ForwardPass<Scalar>
  ) throws -> Variable<Scalar> {
    guard x.shape.rank == 3, x.shape.extents[1] > 0, truncation ?? 1 > 0 else {
      throw NeuralError.layer(
        pass.path("recurrent"),
        reason: "it takes sequences, [batch, steps, features], and gets \(x.shape)")
    }
    let steps = x.shape.extents[1]
    var run = try Unrolling(cells, batch: x.shape.extents[0], in: pass)
    var outputs: [Variable<Scalar>] = []
    for t in 0..<steps {
      if let truncation, t > 0, t.isMultiple(of: truncation) { try run.detach() }
      outputs.append(
        try run.step("t=\(t + 1)") {
          try x.step(t)
        } mask: {
          try pass.mask?.step(t)
        })
    }
    return try output == .every ? pass.tape.sequence(outputs) : outputs[steps - 1]
  }
}

/// Cells on their way over the steps of a sequence.
struct Unrolling<Scalar: TensorScalar> {
  private let cells: [any Cell]
  private let pass: ForwardPass<Scalar>
  private let sharing: ForwardPass<Scalar>.Sharing
  private var last: Variable<Scalar>?
  /// The state of each cell.
  private(set) var states: [[Variable<Scalar>]]

  /// - Parameter states: Those to begin with; nil for the cells' own.
  init(
    _ cells: [any Cell], batch: Int, from states: [[Variable<Scalar>]]? = nil,
    in pass: ForwardPass<Scalar>
  ) throws {
    self.cells = cells
    self.pass = pass
    sharing = pass.sharing()
    self.states =
      try states
      ?? pass.use("t=0", of: sharing) { try cells.map { try $0.start(batch: batch, in: pass) } }
  }

  /// Records a step in a scope of its name: the output of the last cell.
  mutating func step(
    _ name: String, _ input: () throws -> Variable<Scalar>,
    mask: () throws -> Variable<Scalar>? = { nil }
  ) throws -> Variable<Scalar> {
    try pass.use(name, of: sharing) {
      var value = try input()
      let mask = try mask()
      for (index, cell) in cells.enumerated() {
        let (output, state) = try cell(value, states[index], in: pass)
        value = output
        states[index] = try zip(state, states[index]).map { try hold($1, unless: mask, $0) }
      }
      if let mask {
        value = try last.map { try hold($0, unless: mask, value) } ?? value
        last = value
      }
      return value
    }
  }

  /// Keeps gradients from going further back.
  mutating func detach() throws {
    states = try states.map { try $0.map { try $0.tape.apply("detach", $0) } }
  }

  /// The new value where the mask is 1, the old one where it is 0.
  private func hold(
    _ old: Variable<Scalar>, unless mask: Variable<Scalar>?, _ new: Variable<Scalar>
  ) throws -> Variable<Scalar> {
    guard let mask else { return new }
    let wide = try reshape(mask, to: [-1] + new.shape.extents.dropFirst().map { _ in 1 })
    return try old + wide * (new - old)
  }
}
