public import VizTensor

/// What one walk over a tape leaves: a cotangent (reverse mode) or tangent (forward mode) for
/// every value that the walk reached.
public struct Derivatives<Scalar: TensorScalar> {
  private let tape: Tape<Scalar>
  private let values: Values

  private enum Values {
    case tensors([Tensor<Scalar>?])
    /// Those of a tape that has only numbers.
    case numbers([Scalar], isReached: [Bool])
  }

  init(tape: Tape<Scalar>, values: [Tensor<Scalar>?]) {
    self.tape = tape
    self.values = .tensors(values)
  }

  init(tape: Tape<Scalar>, numbers: [Scalar], isReached: [Bool]) {
    self.tape = tape
    values = .numbers(numbers, isReached: isReached)
  }

  /// The derivative at `variable`, of its shape; zero where nothing reached it.
  public subscript(variable: Variable<Scalar>) -> Tensor<Scalar> {
    at(variable.index).flatMap { variable.tape === tape ? $0 : nil } ?? .zeros(variable.shape)
  }

  /// Where the tape's parameters stand, by their names; of several with one name, the first.
  var parameterIndices: [String: Int] {
    var indices: [String: Int] = [:]
    for (index, node) in tape.nodes.enumerated() where node.leafKind == .parameter {
      if let name = tape.name(of: index), indices[name] == nil { indices[name] = index }
    }
    return indices
  }

  /// The derivatives at the tape's parameters that have names, by these; zero where nothing reached one.
  public var byName: [String: Tensor<Scalar>] {
    parameterIndices.mapValues { at($0) ?? .zeros(tape.nodes[$0].value.shape) }
  }

  /// The derivative at a position on the tape; nil where nothing reached it.
  public func at(_ index: Int) -> Tensor<Scalar>? {
    switch values {
    case .tensors(let tensors): tensors.indices.contains(index) ? tensors[index] : nil
    case .numbers(let numbers, let isReached):
      isReached.indices.contains(index) && isReached[index] ? Tensor(numbers[index]) : nil
    }
  }
}
