import VizTrace

/// The numbers that stand on the card of the operation that uses them (`+1`, `x²`) instead of on
/// a card of their own.
struct InlinedConstants: Sendable {
  struct Constant: Sendable, Equatable {
    var value: Double
    /// Which input of the operation it is.
    var slot: Int
  }

  /// The constant on an operation's card, by the operation's index.
  private(set) var constants: [Int: Constant] = [:]
  /// The constants that need no card.
  private(set) var nodes: Set<Int> = []

  init(_ graph: ComputationGraph, inputs: IndexLists) {
    var uses = [Int](repeating: 0, count: graph.nodes.count)
    var inlined = uses
    let outputs = Set(graph.outputs)
    for (index, operands) in inputs.enumerated() {
      for operand in operands { uses[operand] += 1 }
      guard operands.count == 2 else { continue }
      // Of two constants the first keeps its card, so that the operation keeps an input.
      for slot in [1, 0] where constants[index] == nil {
        let operand = operands[slot]
        // Before a copy of the node is made, which most are not.
        guard graph.nodes[operand].op == "constant" else { continue }
        let node = graph.nodes[operand]
        guard node.isLeaf, let value = node.value?.scalar, !outputs.contains(node.id),
          graph.nodes[index].operation.symbol(with: value, at: slot) != nil
        else { continue }
        constants[index] = Constant(value: value, slot: slot)
        inlined[operand] += 1
      }
    }
    nodes = Set(uses.indices.filter { uses[$0] > 0 && uses[$0] == inlined[$0] })
    // A constant that one consumer cannot take keeps its card for all of them.
    constants = constants.filter { nodes.contains(inputs[$0.key][$0.value.slot]) }
  }
}
