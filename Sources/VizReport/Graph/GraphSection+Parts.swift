import VizDiagram
import VizTrace

extension GraphSection {
  /// The ids in the section's pictures of what stands for a node or for an argument.
  struct Parts {
    private(set) var cards: [Int: [String]] = [:]
    private var wires: [Use: [String]] = [:]
    /// The cards that nodes are folded into.
    private var folds: [Int: [String]] = [:]

    init(_ levels: [Level], _ graph: ComputationGraph, _ idPrefix: String) {
      let index = NodeIndex(graph)
      for (number, level) in levels.enumerated() {
        let prefix = GraphSection.idPrefix(idPrefix, number)
        add(level.cards, prefix, index)
        for inside in level.insides {
          add(inside.cards, inside.prefix, index)
          for (use, id) in inside.uses { wires[use, default: []].append(inside.prefix + id) }
        }
        for wire in level.wires {
          guard wire.uses.count == 1, let use = wire.uses.first else { continue }
          wires[use, default: []].append(prefix + wire.id)
        }
      }
    }

    private mutating func add(_ drawn: [Diagram.Card], _ prefix: String, _ index: NodeIndex) {
      for card in drawn {
        for node in card.nodes.compactMap({ index[$0] }) {
          if card.isFold {
            folds[node, default: []].append(prefix + card.id)
          } else {
            cards[node, default: []].append(prefix + card.id)
          }
        }
      }
    }

    func wireIDs(of use: Use) -> [String] { wires[use] ?? [] }

    func ids(of step: Replay.Step) -> [String] {
      (cards[step.node] ?? []) + (step.use.flatMap { wires[$0] } ?? [])
        + (folds[step.node] ?? [])
    }
  }
}
