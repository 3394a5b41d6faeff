import VizBase
import VizTensor
import VizTrace

extension [ModelCard] {
  /// Operations that give a weight another shape, and leave it its numbers in their order.
  private static let shapes: Set = [
    "cast", "flatten", "identity", "reshape", "squeeze", "unsqueeze",
  ]

  /// The cards, where what a model computes of its own numbers alone stands as one of these: a constant;
  /// or a parameter, where it is a parameter in another shape that nothing else uses, or the numbers that a
  /// quantised one stands for. What is more than that, as a transposed weight, one that is repeated, or one
  /// out of a direction and a length, has a gradient of its own: its parameters are drawn with theirs.
  ///
  /// - Parameters:
  ///   - positions: Where the card of each id stands; a card stands behind those that it takes.
  ///   - outputs: The cards that the model gives, which stay as they are.
  /// - Returns: The cards, and the name of the parameter that each in another shape is, by the card's id.
  func settled(
    _ positions: [Node.ID: Int], outputs: Set<Node.ID>
  ) -> (cards: [ModelCard], names: [Node.ID: Node.ID]) {
    var cards = self
    var names: [Node.ID: Node.ID] = [:]
    var uses = [Int](repeating: 0, count: count)
    for card in self {
      for source in Set(card.inputs.compactMap({ positions[$0.card] })) { uses[source] += 1 }
    }
    for (index, card) in enumerated() {
      let sources = card.inputs.compactMap { positions[$0.card] }
      guard let first = sources.first, card.role == nil, card.outputs.count == 1,
        card.outputs[0].value != nil, !outputs.contains(card.id),
        sources.allSatisfy({ cards[$0].isGiven })
      else { continue }
      let maker = card.op.hasPrefix("onnx_") ? String(card.op.dropFirst(5)) : card.op
      let parameters = sources.filter { cards[$0].role == .parameter }
      let isForm =
        (Self.shapes.contains(maker) || maker == "dequantize_linear")
        && parameters.allSatisfy { uses[$0] == 1 && !outputs.contains(cards[$0].id) }
      guard parameters.isEmpty || isForm else { continue }
      cards[index].isGiven = true
      cards[index].role = parameters.isEmpty ? .constant : .parameter
      cards[index].op = parameters.isEmpty ? "constant" : "parameter"
      cards[index].inputs = []
      cards[index].attributes = ["made_by": .string(maker)]
      // A weight keeps its name in another shape; of a single number the picture shows that.
      if !parameters.isEmpty {
        let name = names[cards[first].id] ?? cards[first].id
        cards[index].label = cards[first].label ?? name
        if Self.shapes.contains(maker) { names[card.id] = name }
      } else if card.label == nil, card.outputs[0].value?.shape.elementCount != 1 {
        cards[index].label = ModelRun.shortName(card.id)
      }
    }
    return (cards, names)
  }
}
