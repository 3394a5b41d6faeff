import VizBase

/// A computational graph with what one forward and one backward pass left on it.
///
/// The value that every room exchanges: engines fill it, renderers read it, and it is written to
/// and read from graph JSON. Nodes stand in any order; ``verify()`` says whether the graph is one.
public struct ComputationGraph: Sendable, Equatable {
  /// What the graph computes, as a title would say it.
  public var name: String?
  /// All operations and leaves, in any order.
  ///
  /// They are changed in place: an observer would copy all of them for each one that is changed.
  @inlinable public var nodes: [Node] {
    _read { yield storedNodes }
    _modify {
      forget()
      yield &storedNodes
    }
  }
  /// The ids of the nodes, or their ports, that the graph computes, the differentiated one first.
  public var outputs: [Node.ID] { didSet { forget() } }
  /// The gradient of each output that the backward pass began with, where it is stated: gradients
  /// are those of the sum of the outputs, each multiplied by its seed. A single number stands for
  /// itself at every element, nil for 1. Without seeds it is the first output alone that is
  /// differentiated.
  public var seeds: [TensorData?]? { didSet { forget() } }
  /// Fields of a graph file that vizbp does not know, kept so that a rewrite loses nothing.
  public var unknownFields: JSONObject { didSet { forget() } }

  @usableFromInline var storedNodes: [Node]

  /// What ``wiring()`` would find, until something changes.
  var known = Known()

  @usableFromInline mutating func forget() { known = Known() }

  /// Kept so that a graph that was verified when it was read is not verified again to be drawn.
  struct Known: Sendable, Equatable {
    var wiring: (index: NodeIndex, order: [Int])?

    /// It follows from all else, and makes no difference between graphs.
    static func == (a: Known, b: Known) -> Bool { true }
  }

  /// A graph of nodes; it is not verified here (see ``verify()``).
  public init(
    name: String? = nil, nodes: [Node], outputs: [Node.ID], seeds: [TensorData?]? = nil,
    unknownFields: JSONObject = [:]
  ) {
    self.name = name
    storedNodes = nodes
    self.outputs = outputs
    self.seeds = seeds
    self.unknownFields = unknownFields
  }
}
