public import VizTensor

/// One value on a tape, with what computed it.
public struct TapeNode<Scalar: TensorScalar>: Sendable {
  /// Where the value comes from: a leaf, a constant, or a primitive over earlier nodes.
  public let origin: Origin
  /// The positions of the arguments on the tape, in order; all lie before this node.
  public let inputs: TapeInputs
  /// The value of the forward pass.
  public let value: Tensor<Scalar>
  /// The path of scopes in which it was computed, outermost first.
  public let scope: String?

  /// Where a node's value comes from.
  public enum Origin: Sendable {
    /// A value that nothing on the tape computed.
    case leaf(LeafKind)
    /// What an operation made of the inputs.
    case primitive(Primitive<Scalar>)
  }

  /// The operation's name; leaves have `input`, `parameter` or `constant`.
  public var op: String {
    switch origin {
    case .leaf(.data): "input"
    case .leaf(.parameter): "parameter"
    case .leaf(.constant): "constant"
    case .primitive(let primitive): primitive.name
    }
  }

  /// What a leaf is to the model; nil for everything computed.
  public var leafKind: LeafKind? { if case .leaf(let kind) = origin { kind } else { nil } }
}
