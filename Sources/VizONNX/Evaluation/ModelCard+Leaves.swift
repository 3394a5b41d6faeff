import VizBase
import VizTensor
import VizTrace

extension [ModelCard] {
  /// Operations that give a weight another form, and leave it the weight that it is.
  private static let forms: Set = [
    "broadcast", "cast", "dequantize_linear", "flatten", "identity", "reshape", "squeeze",
    "transpose", "unsqueeze",
  ]

  /// The cards, where what a model computes of its own numbers alone stands as one of these: a constant;
  /// or a parameter, where it is a parameter in another form that nothing else uses. What is more than
  /// that, as a weight out of a direction and a length, has gradients to be seen on its way.
  ///
  /// - Parameters:
  ///   - positions: Where the card of each id stands; a card stands behind those that it takes.
  ///   - outputs: The cards that the model gives, which stay as they are.
  func settled(_ positions: [Node.ID: Int], outputs: Set<Node.ID>) -> [ModelCard] {
    var cards = self
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
        Self.forms.contains(maker)
        && parameters.allSatisfy { uses[$0] == 1 && !outputs.contains(cards[$0].id) }
      guard parameters.isEmpty || isForm else { continue }
      cards[index].isGiven = true
      cards[index].role = parameters.isEmpty ? .constant : .parameter
      cards[index].op = parameters.isEmpty ? "constant" : "parameter"
      cards[index].inputs = []
      cards[index].attributes = ["made_by": .string(maker)]
      // A weight keeps its name in another form; of a single number the picture shows that.
      if !parameters.isEmpty {
        cards[index].label = cards[first].label ?? cards[first].id
      } else if card.label == nil, card.outputs[0].value?.shape.elementCount != 1 {
        cards[index].label = ModelRun.shortName(card.id)
      }
    }
    return cards
  }
}
