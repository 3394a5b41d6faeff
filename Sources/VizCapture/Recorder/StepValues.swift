public import VizAutodiff
public import VizTensor

/// Where the values and the gradients of a tape's nodes lie after a step: on the tape itself, beside
/// the gradients that it computed, or in the memory of a program.
public struct StepValues<Scalar: TensorScalar> {
  private enum Source {
    case tape(Derivatives<Scalar>)
    case program(TapeProgram<Scalar>)
  }

  /// What the gradients are of.
  public let output: Variable<Scalar>
  private let source: Source
  /// Whether a program leaves them as they are until it runs again; those of a program of one's own
  /// are not left, where its parameters are moved in place.
  let lastUntilNextRun: Bool

  /// A tape's own values, and gradients that it computed.
  public init(_ output: Variable<Scalar>, _ gradients: Derivatives<Scalar>) {
    self.output = output
    source = .tape(gradients)
    lastUntilNextRun = false
  }

  /// What a program computed, forward and backward, by its last run.
  public init(_ program: TapeProgram<Scalar>) {
    self.init(program, lastUntilNextRun: false)
  }

  package init(_ program: TapeProgram<Scalar>, lastUntilNextRun: Bool) {
    output = program.output
    source = .program(program)
    self.lastUntilNextRun = lastUntilNextRun
  }

  /// The nodes, with their names, scopes and shapes.
  public var tape: Tape<Scalar> { output.tape }

  /// The program in whose memory they lie, which its next run overwrites; nil where they stay.
  var program: TapeProgram<Scalar>? {
    if case .program(let program) = source { program } else { nil }
  }

  /// Shows `body` the value of the node at `index` of the tape; nil where there is none.
  public func withValue<Result>(
    at index: Int, _ body: (_ elements: UnsafeBufferPointer<Scalar>) throws -> Result
  ) rethrows -> Result? {
    switch source {
    case .program(let program): return try program.withValue(of: index, body)
    case .tape:
      let nodes = tape.nodes
      guard nodes.indices.contains(index) else { return nil }
      return try nodes[index].value.elements.withUnsafeBufferPointer(body)
    }
  }

  /// Shows `body` the gradient of the node at `index` of the tape; nil where there is none.
  public func withGradient<Result>(
    at index: Int, _ body: (_ elements: UnsafeBufferPointer<Scalar>) throws -> Result
  ) rethrows -> Result? {
    switch source {
    case .program(let program): return try program.withGradient(of: index, body)
    case .tape(let gradients):
      return try gradients.at(index).map { try $0.elements.withUnsafeBufferPointer(body) }
    }
  }
}
