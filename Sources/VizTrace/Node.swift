/// One operation, or one leaf, of a computational graph.
public struct Node: Sendable, Equatable, Identifiable {
  /// Unique within the graph, never empty.
  public var id: String
  /// The operation's name in lower snake case: `matmul`, `log_softmax`.
  public var op: String
  /// The ids of the arguments, in order; one id may stand several times (`x * x`).
  public var inputs: [Node.ID]
  public var label: String?
  /// The path of scopes that holds the node, outermost first: `encoder/layer3/attention`.
  public var scope: String?
  /// The extent of each axis; empty for a scalar, nil where unknown.
  public var shape: [Int]?
  public var dtype: DType?
  public var value: TensorData?
  /// The gradient of the first output with respect to this node (a tangent in forward mode).
  public var gradient: TensorData?
  /// One entry an input: the derivative of this node with respect to that input, where it is a
  /// number (scalars) or can be said in a few words.
  public var local: [LocalDerivative?]?
  public var attributes: JSONObject
  public var role: Role?
  public var unknownFields: JSONObject

  public init(
    id: String, op: String, inputs: [Node.ID] = [], label: String? = nil, scope: String? = nil,
    shape: [Int]? = nil, dtype: DType? = nil, value: TensorData? = nil,
    gradient: TensorData? = nil, local: [LocalDerivative?]? = nil, attributes: JSONObject = [:],
    role: Role? = nil, unknownFields: JSONObject = [:]
  ) {
    self.id = id
    self.op = op
    self.inputs = inputs
    self.label = label
    self.scope = scope
    self.shape = shape
    self.dtype = dtype
    self.value = value
    self.gradient = gradient
    self.local = local
    self.attributes = attributes
    self.role = role
    self.unknownFields = unknownFields
  }
}

/// The type of a tensor's elements.
public enum DType: String, Sendable, CaseIterable {
  case float32, float64, int64, bool
}

/// What a node is to the model.
public enum Role: String, Sendable, CaseIterable {
  case parameter, data, constant, output
}

/// The derivative of a node with respect to one of its inputs.
public enum LocalDerivative: Sendable, Equatable {
  case number(Double)
  case text(String)
}
