public import VizAutodiff
public import VizNeural
public import VizTensor

/// Where the values and the gradients of a tape's nodes lie after a step.
public protocol NodeValues<Scalar> {
  associatedtype Scalar: TensorScalar

  /// The nodes, with their names, scopes and shapes.
  var tape: Tape<Scalar> { get }
  /// What the gradients are of.
  var output: Variable<Scalar> { get }
  /// The program in whose memory they lie, which its next run overwrites; nil where they stay.
  var program: TapeProgram<Scalar>? { get }
  /// Whether they are left as they are until the program runs again; those of a program of one's own
  /// are not, where its parameters are moved in place.
  var lastUntilNextRun: Bool { get }

  /// Shows `body` the value of the node at a position on the tape; nil where there is none.
  func withValue<Result>(
    at index: Int, _ body: (_ elements: UnsafeBufferPointer<Scalar>) throws -> Result
  ) rethrows -> Result?
  /// Shows `body` the gradient of the node at a position on the tape; nil where there is none.
  func withGradient<Result>(
    at index: Int, _ body: (_ elements: UnsafeBufferPointer<Scalar>) throws -> Result
  ) rethrows -> Result?
}

extension NodeValues {
  public var program: TapeProgram<Scalar>? { nil }
  public var lastUntilNextRun: Bool { false }
}

extension TrainingStep: NodeValues {
  public var lastUntilNextRun: Bool { true }
  public var tape: Tape<Scalar> { recording.tape }
  public var output: Variable<Scalar> { recording.loss }
}

extension TapeProgram: NodeValues {
  public var program: TapeProgram<Scalar>? { self }
  public var tape: Tape<Scalar> { output.tape }

  public func withValue<Result>(
    at index: Int, _ body: (_ elements: UnsafeBufferPointer<Scalar>) throws -> Result
  ) rethrows -> Result? {
    try withValue(of: index, body)
  }

  public func withGradient<Result>(
    at index: Int, _ body: (_ elements: UnsafeBufferPointer<Scalar>) throws -> Result
  ) rethrows -> Result? {
    try withGradient(of: index, body)
  }
}

/// A tape's own values, and gradients that it computed.
public struct TapeValues<Scalar: TensorScalar>: NodeValues {
  public let output: Variable<Scalar>
  public let gradients: Derivatives<Scalar>

  public init(_ output: Variable<Scalar>, _ gradients: Derivatives<Scalar>) {
    self.output = output
    self.gradients = gradients
  }

  public var tape: Tape<Scalar> { output.tape }

  public func withValue<Result>(
    at index: Int, _ body: (_ elements: UnsafeBufferPointer<Scalar>) throws -> Result
  ) rethrows -> Result? {
    guard tape.nodes.indices.contains(index) else { return nil }
    return try tape.nodes[index].value.elements.withUnsafeBufferPointer(body)
  }

  public func withGradient<Result>(
    at index: Int, _ body: (_ elements: UnsafeBufferPointer<Scalar>) throws -> Result
  ) rethrows -> Result? {
    try gradients.at(index).map { try $0.elements.withUnsafeBufferPointer(body) }
  }
}
