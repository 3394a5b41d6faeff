import VizTrace

/// Wires that stand out of a diagram, as those along a path do: the stronger, the wider; all else
/// is faint.
public struct Emphasis: Codable, Sendable, Hashable {
  /// What a wire joins.
  public struct Wire: Codable, Sendable, Hashable {
    /// The node whose value is used.
    public var input: Node.ID
    /// The node that uses it.
    public var consumer: Node.ID

    /// The wire, or wires, from one node to another.
    public init(from input: Node.ID, to consumer: Node.ID) {
      self.input = input
      self.consumer = consumer
    }
  }

  /// How strong each wire is: from 0, hardly, to 1.
  public var wires: [Wire: Double]
  /// What wide wires mean, for the legend.
  public var words: String

  /// Wires of some strengths, and what they mean.
  public init(_ wires: [Wire: Double], words: String) {
    self.wires = wires
    self.words = words
  }
}

extension DiagramModel {
  /// Marks the wires that stand out, and what they join; all else becomes faint.
  mutating func emphasise(_ emphasis: Emphasis, in graph: ComputationGraph, _ index: NodeIndex) {
    var isFaint = [Bool](repeating: true, count: cards.count)
    // What a fold hides of a path keeps the fold.
    let ends = Set(emphasis.wires.keys.flatMap { [$0.input, $0.consumer] })
    for card in cards.indices {
      isFaint[card] = !cards[card].nodes.contains { ends.contains(graph.nodes[$0].id) }
    }
    for wire in wires.indices {
      let strengths = wires[wire].uses.compactMap { use -> Double? in
        let inputs = index.inputs(of: use.consumer)
        guard use.argument < inputs.count else { return nil }
        let input = inputs[inputs.startIndex + use.argument]
        return emphasis.wires[
          .init(from: graph.nodes[input].id, to: graph.nodes[use.consumer].id)]
      }
      wires[wire].emphasis = strengths.max() ?? 0
      wires[wire].isFaint = strengths.isEmpty
    }
    // What has a halo stands out, too.
    for card in cards.indices {
      cards[card].isFaint = isFaint[card] && cards[card].highlight == nil
    }
  }
}
