import VizBase

/// One operation, or one leaf, of a computational graph.
public struct Node: Sendable, Equatable, Identifiable {
  /// Unique within the graph, never empty.
  public var id: String
  /// The operation's name in lower snake case: `matmul`, `log_softmax`.
  public var op: String
  private var keptInputs: KeptInputs
  private var facts: Boxed<Facts>?
  private var extras: Boxed<Extras>?

  /// What captures say of most nodes. It stands beside the node, as graphs of millions of nodes have none
  /// of it.
  struct Facts: Sendable, Equatable {
    var scope: String?
    var dtype: DType?
    var dimensions: [Dimension]?
    fileprivate var keptValue = KeptTensor.none
    fileprivate var keptGradient = KeptTensor.none
    var role: Role?

    var value: TensorData? {
      get { keptValue.data }
      set { keptValue = KeptTensor(newValue) }
    }

    var gradient: TensorData? {
      get { keptGradient.data }
      set { keptGradient = KeptTensor(newValue) }
    }
  }

  /// What few nodes have.
  struct Extras: Sendable, Equatable {
    var label: String?
    var local: [LocalDerivative?]?
    var attributes = JSONObject()
    var look: OperationLook?
    var ports: [Port]?
    var unknownFields = JSONObject()
  }

  init(id: String, op: String, inputs: [Node.ID], facts: Facts, extras: Extras) {
    (self.id, self.op, keptInputs) = (id, op, KeptInputs(inputs))
    self.facts = facts == Facts() ? nil : Boxed(facts)
    self.extras = extras == Extras() ? nil : Boxed(extras)
  }

  /// A node of an operation; what is left out is not stated.
  public init(
    id: String, op: String, inputs: [Node.ID] = [], label: String? = nil, scope: String? = nil,
    shape: [Int]? = nil, dtype: DType? = nil, value: TensorData? = nil,
    gradient: TensorData? = nil, local: [LocalDerivative?]? = nil, attributes: JSONObject = [:],
    look: OperationLook? = nil, role: Role? = nil, ports: [Port]? = nil,
    unknownFields: JSONObject = [:]
  ) {
    var facts = Facts(
      scope: scope, dtype: dtype, dimensions: shape?.map(Dimension.extent), role: role)
    (facts.value, facts.gradient) = (value, gradient)
    self.init(
      id: id, op: op, inputs: inputs, facts: facts,
      extras: Extras(
        label: label, local: local, attributes: attributes, look: look, ports: ports,
        unknownFields: unknownFields))
  }
}

extension Node {
  /// The ids of the arguments, in order; one id may stand several times (`x * x`). `"id:1"` is the
  /// second output of a node that lists ``ports``.
  public var inputs: [Node.ID] {
    get { keptInputs.ids }
    set { keptInputs = KeptInputs(newValue) }
  }

  /// Whether the node takes nothing; sooner known than the list of ``inputs`` is made.
  package var isLeaf: Bool { keptInputs.count == 0 }

  /// How many inputs there are.
  var inputCount: Int { keptInputs.count }

  /// What people call the node; nil where it has no name but its id.
  public var label: String? {
    get { extras?.content.label }
    set { allExtras.label = newValue }
  }

  /// The path of scopes that holds the node, outermost first: `encoder/layer3/attention`.
  public var scope: String? {
    get { facts?.content.scope }
    set { allFacts.scope = newValue }
  }

  /// The length of each axis; empty for a scalar, nil where it is not stated (see ``extents``).
  public var dimensions: [Dimension]? {
    get { facts?.content.dimensions }
    set { allFacts.dimensions = newValue }
  }

  /// The type of the elements; nil where it is not stated.
  public var dtype: DType? {
    get { facts?.content.dtype }
    set { allFacts.dtype = newValue }
  }

  /// What the forward pass computed; nil where it was not recorded.
  public var value: TensorData? {
    get { facts?.content.value }
    set { allFacts.value = newValue }
  }

  /// The gradient of the first output with respect to this node (a tangent in forward mode).
  public var gradient: TensorData? {
    get { facts?.content.gradient }
    set { allFacts.gradient = newValue }
  }

  /// One entry an input: the derivative of this node with respect to that input, where it is a
  /// number (scalars) or can be said in a few words.
  public var local: [LocalDerivative?]? {
    get { extras?.content.local }
    set { allExtras.local = newValue }
  }

  /// What the operation was told beside its inputs, such as the axes of a sum.
  public var attributes: JSONObject {
    get { extras?.content.attributes ?? [:] }
    set { allExtras.attributes = newValue }
  }

  /// How an operation that vizbp does not know looks; nil for what its `op` has.
  public var look: OperationLook? {
    get { extras?.content.look }
    set { allExtras.look = newValue }
  }

  /// What the node is to the model; nil where it is not stated.
  public var role: Role? {
    get { facts?.content.role }
    set { allFacts.role = newValue }
  }

  /// The outputs of an operation that has several; nil where it has one, which the fields above
  /// describe.
  public var ports: [Port]? {
    get { extras?.content.ports }
    set { allExtras.ports = newValue }
  }

  /// Fields of a node in a graph file that vizbp does not know.
  public var unknownFields: JSONObject {
    get { extras?.content.unknownFields ?? [:] }
    set { allExtras.unknownFields = newValue }
  }

  private var allFacts: Facts {
    get { facts?.content ?? Facts() }
    set { facts = newValue == Facts() ? nil : Boxed(newValue) }
  }

  private var allExtras: Extras {
    get { extras?.content ?? Extras() }
    set { extras = newValue == Extras() ? nil : Boxed(newValue) }
  }

  /// Whether nothing beside the id, the operation and the inputs can be at fault: most nodes of large graphs
  /// have single numbers, or none.
  var isPlain: Bool {
    guard extras == nil else { return false }
    guard let facts = facts?.content else { return true }
    return facts.dtype == nil && facts.dimensions?.isEmpty ?? true && !facts.keptValue.isTensor
      && !facts.keptGradient.isTensor
  }
}

/// What takes eight bytes of those that have none.
private final class Boxed<Content: Sendable & Equatable>: Sendable, Equatable {
  let content: Content

  init(_ content: Content) { self.content = content }

  static func == (a: Boxed, b: Boxed) -> Bool { a === b || a.content == b.content }
}

/// Inputs as a node keeps them: most nodes take one or two, which need no array.
private enum KeptInputs: Sendable, Equatable {
  case none
  case one(Node.ID)
  case two(Node.ID, Node.ID)
  case many([Node.ID])

  init(_ ids: [Node.ID]) {
    switch ids.count {
    case 0: self = .none
    case 1: self = .one(ids[0])
    case 2: self = .two(ids[0], ids[1])
    default: self = .many(ids)
    }
  }

  var ids: [Node.ID] {
    switch self {
    case .none: []
    case .one(let id): [id]
    case .two(let first, let second): [first, second]
    case .many(let ids): ids
    }
  }

  var count: Int {
    switch self {
    case .none: 0
    case .one: 1
    case .two: 2
    case .many(let ids): ids.count
    }
  }
}

/// A tensor as a node keeps it: most are single numbers, which need no arrays.
private enum KeptTensor: Sendable, Equatable {
  case none
  case number(Double)
  case tensor(Boxed<TensorData>)

  init(_ data: TensorData?) {
    switch data {
    case nil: self = .none
    case .elements(let elements, let shape)? where shape.isEmpty && elements.count == 1:
      self = .number(elements[0])
    case let data?: self = .tensor(Boxed(data))
    }
  }

  var data: TensorData? {
    switch self {
    case .none: nil
    case .number(let number): .scalar(number)
    case .tensor(let data): data.content
    }
  }

  var isTensor: Bool { if case .tensor = self { true } else { false } }
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
  package var isConstant: Bool { isLeaf && (op == "constant" || role == .constant) }

  /// Whether training changes it.
  package var isTrained: Bool { isLeaf && isParameter }
}
