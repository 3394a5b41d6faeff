import VizBase

/// A computational graph with what one forward and one backward pass left on it.
///
/// The value that every room exchanges: engines fill it, renderers read it, and it is written to
/// and read from graph JSON. Nodes stand in any order; ``verify()`` says whether the graph is one.
public struct ComputationGraph: Sendable, Equatable {
  /// What the graph computes, as a title would say it.
  public var name: String?
  /// All operations and leaves, in any order.
  public var nodes: [Node] {
    _read { yield stored.nodes }
    _modify {
      known = Known()
      yield &stored.nodes
    }
  }
  /// The ids of the nodes, or their ports, that the graph computes, the differentiated one first.
  public var outputs: [Node.ID] {
    _read { yield stored.outputs }
    _modify {
      known = Known()
      yield &stored.outputs
    }
  }
  /// The gradient of each output that the backward pass began with, where it is stated: gradients
  /// are those of the sum of the outputs, each multiplied by its seed. A single number stands for
  /// itself at every element, nil for 1. Without seeds it is the first output alone that is
  /// differentiated.
  public var seeds: [TensorData?]? {
    _read { yield stored.seeds }
    _modify {
      known = Known()
      yield &stored.seeds
    }
  }
  /// Fields of a graph file that vizbp does not know, kept so that a rewrite loses nothing.
  public var unknownFields: JSONObject {
    _read { yield stored.unknownFields }
    _modify {
      known = Known()
      yield &stored.unknownFields
    }
  }

  /// What the graph is made of. Observers of the properties themselves would have other modules copy
  /// the whole list to change one node of it.
  private struct Stored: Sendable, Equatable {
    var nodes: [Node]
    var outputs: [Node.ID]
    var seeds: [TensorData?]?
    var unknownFields: JSONObject
  }

  private var stored: Stored

  /// What ``wiring()`` would find, until something changes.
  var known = Known()

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
    stored = Stored(
      nodes: nodes, outputs: outputs, seeds: seeds, unknownFields: unknownFields)
  }
}
