public import VizTensor

/// A handle on one value of a tape; computing with it records more of them.
public struct Variable<Scalar: TensorScalar> {
  /// The tape that recorded it.
  public let tape: Tape<Scalar>
  /// The position on the tape.
  public let index: Int

  init(tape: Tape<Scalar>, index: Int) {
    self.tape = tape
    self.index = index
  }

  /// What the tape holds of it.
  public var node: TapeNode<Scalar> { tape.nodes[index] }
  /// Its value of the forward pass.
  public var value: Tensor<Scalar> { node.value }
  /// The shape of its value.
  public var shape: Shape { value.shape }
  /// Its name, if it was given one.
  public var name: String? { tape.name(of: index) }

  /// Names the value, in pictures and in files; the last name given counts.
  @discardableResult
  public func named(_ name: String) -> Variable {
    tape.setName(name, of: index)
    return self
  }
}

extension Variable: Hashable {
  /// Whether both are the same node of the same tape; values are not compared.
  public static func == (a: Variable, b: Variable) -> Bool {
    a.index == b.index && a.tape === b.tape
  }

  /// Hashes tape and index, as equality compares them.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(tape))
    hasher.combine(index)
  }
}
