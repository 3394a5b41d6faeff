import VizDrawing
import VizTrace

extension DiagramModel {
  /// The card of nodes that are folded away.
  static func card(
    _ part: Folding.Part, _ graph: ComputationGraph, _ inputs: [[Int]]
  ) -> Card {
    // Of repeats, what leaves each; within one, what is on the way through it, and no weight.
    let steps =
      part.ends.isEmpty
      ? Self.way(through: part.nodes, inputs, graph) : part.ends.map { part.nodes[$0] }
    let fold = Fold(
      title: part.title, path: part.path, repeats: part.repeats, hidden: part.nodes.count,
      gradientNorms: steps.compactMap { graph.nodes[$0].gradient?.magnitude })
    return Card(nodes: part.nodes, kind: .fold(fold), symbol: part.title, family: .other)
  }

  /// The nodes that are made of something from outside, or of data, and so no weights.
  private static func way(through nodes: [Int], _ inputs: [[Int]], _ graph: ComputationGraph)
    -> [Int]
  {
    let inside = Set(nodes)
    func isWeight(_ leaf: Int) -> Bool {
      let node = graph.nodes[leaf]
      return node.role == .parameter || node.isConstant || node.op == "parameter"
    }
    var isOnWay: Set<Int> = []
    for node in nodes where !inputs[node].isEmpty {
      let isReached = inputs[node].contains { input in
        inputs[input].isEmpty
          ? !isWeight(input) : !inside.contains(input) || isOnWay.contains(input)
      }
      if isReached { isOnWay.insert(node) }
    }
    return nodes.filter(isOnWay.contains)
  }
}
