public import VizTrace

extension GraphCheck {
  /// Something that a reader of the result should know, in a sentence.
  public struct Remark: Sendable, Equatable {
    /// What kind of thing it is; the raw value is a name for files.
    public enum Kind: String, Sendable, CaseIterable {
      /// Finite numbers become NaN or infinite at the nodes: not finite, or not differentiable here.
      case notFinite = "not_finite"
      /// The nodes have a kink here, and the file's gradient lies between the slopes of its sides.
      case kink
      /// Of several outputs, or of a tensor, whose gradients these are.
      case outputs
      /// There are no gradients, or only zeros: no backward pass has been run.
      case noBackward = "no_backward"
      /// Gradients of several backward passes were added up.
      case accumulated
      /// The gradients are those of a sum where the graph has a mean, or the other way round.
      case batchFactor = "batch_factor"
      /// The gradients of all leaves are the right ones times one number.
      case scaled
      /// Weight decay was added to the gradients of the leaves.
      case weightDecay = "weight_decay"
      /// What the gradient of a node is instead of the right one.
      case pattern
    }

    /// What kind of thing it is.
    public var kind: Kind
    /// The nodes that it is about.
    public var nodes: [Node.ID]
    /// One sentence for people.
    public var sentence: String
  }

  /// What a reader should know of a graph whose numbers are right: where they are not finite, and
  /// which outputs the gradients are those of. Throws `GraphError` where the graph is none.
  public static func remarks(on graph: ComputationGraph) throws -> [Remark] {
    let replay = try GraphReplay(graph)
    guard !graph.isForwardMode else { return NotFinite(replay, nil).remarks(replay) }
    let choice = FlowChoice(replay)
    let outputs = OutputSeeds.remark(choice.flow)
    return choice.notFinite.remarks(replay) + [outputs].compactMap { $0 }
  }
}
