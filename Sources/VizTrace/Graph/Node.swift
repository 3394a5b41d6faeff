import VizBase

/// One operation, or one leaf, of a computational graph.
public struct Node: Sendable, Equatable, Identifiable {
  /// Unique within the graph, never empty.
  public var id: String
  /// The operation's name in lower snake case: `matmul`, `log_softmax`.
  public var op: String
  /// The ids of the arguments, in order; one id may stand several times (`x * x`). `"id:1"` is the
  /// second output of a node that lists ``ports``.
  public var inputs: [Node.ID]
  /// What people call the node; nil where it has no name but its id.
  public var label: String?
  /// The path of scopes that holds the node, outermost first: `encoder/layer3/attention`.
  public var scope: String?
  /// The length of each axis; empty for a scalar, nil where it is not stated (see ``extents``).
  public var dimensions: [Dimension]?
  /// The type of the elements; nil where it is not stated.
  public var dtype: DType?
  /// What the forward pass computed; nil where it was not recorded.
  public var value: TensorData?
  /// The gradient of the first output with respect to this node (a tangent in forward mode).
  public var gradient: TensorData?
  /// One entry an input: the derivative of this node with respect to that input, where it is a
  /// number (scalars) or can be said in a few words.
  public var local: [LocalDerivative?]?
  /// What the operation was told beside its inputs, such as the axes of a sum.
  public var attributes: JSONObject
  /// How an operation that vizbp does not know looks; nil for what its `op` has.
  public var look: OperationLook?
  /// What the node is to the model; nil where it is not stated.
  public var role: Role?
  /// The outputs of an operation that has several; nil where it has one, which the fields above
  /// describe.
  public var ports: [Port]?
  /// Fields of a node in a graph file that vizbp does not know.
  public var unknownFields: JSONObject

  /// A node of an operation; what is left out is not stated.
  public init(
    id: String, op: String, inputs: [Node.ID] = [], label: String? = nil, scope: String? = nil,
    shape: [Int]? = nil, dtype: DType? = nil, value: TensorData? = nil,
    gradient: TensorData? = nil, local: [LocalDerivative?]? = nil, attributes: JSONObject = [:],
    look: OperationLook? = nil, role: Role? = nil, ports: [Port]? = nil,
    unknownFields: JSONObject = [:]
  ) {
    self.id = id
    self.op = op
    self.inputs = inputs
    self.label = label
    self.scope = scope
    dimensions = shape?.map(Dimension.extent)
    self.dtype = dtype
    self.value = value
    self.gradient = gradient
    self.local = local
    self.attributes = attributes
    self.look = look
    self.role = role
    self.ports = ports
    self.unknownFields = unknownFields
  }
}

extension Node {
  /// The extent of each axis as it is stated; nil where it is not, or where one has no number.
  public var shape: [Int]? {
    get { dimensions?.extents }
    set { dimensions = newValue?.map(Dimension.extent) }
  }

  /// The lengths of the axes as a picture writes them: names and question marks where they are
  /// stated so, else numbers; empty where nothing is known.
  package var dimensionTexts: [String] {
    if let dimensions { return dimensions.map(\.description) }
    return (extents ?? []).map(String.init)
  }

  /// The extent of each axis: as stated, or as the value or the gradient shows.
  public var extents: [Int]? { shape ?? value?.shape ?? gradient?.shape }

  /// Whether the node is a parameter, by its role or its operation.
  package var isParameter: Bool { role == .parameter || op == "parameter" }

  /// Whether it is a number of the formula itself, along which nothing moves.
  package var isConstant: Bool { inputs.isEmpty && (op == "constant" || role == .constant) }

  /// Whether training changes it.
  package var isTrained: Bool { inputs.isEmpty && isParameter }
}
