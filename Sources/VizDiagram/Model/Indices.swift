import VizBase
import VizTrace

extension ComputationGraph {
  /// The nodes whose numbers are indices, such as classes, and no amounts: they are written as the whole
  /// numbers that they are, and have no norm.
  func indices(inputs: IndexLists) -> Set<Int> {
    var found = Set(nodes.indices.filter { nodes[$0].dtype?.isDiscrete ?? false })
    for (node, operands) in inputs.enumerated() where operands.count > 1 {
      guard nodes[node].operation.traits.contains(.comparesClasses) else { continue }
      let target = operands[1]
      // As many numbers as logits are probabilities of the classes.
      guard inputs[target].isEmpty, let value = nodes[target].value, value.isWhole,
        (nodes[target].extents ?? []).count < max(nodes[operands[0]].extents?.count ?? 1, 1)
      else { continue }
      found.insert(target)
    }
    return found
  }
}

extension TensorData {
  /// Whether each element is known, and is a whole number.
  var isWhole: Bool {
    guard case .elements(let values, _) = self else { return false }
    return values.allSatisfy { $0 == $0.rounded() }
  }

  /// The least and the largest of indices, `0 … 9`, or the one number that there is.
  var extremes: String {
    let summary = summary
    let texts = [summary.min, summary.max].map(NumberFormat(for: []).text)
    return texts[0] == texts[1] ? texts[0] : texts.joined(separator: " … ")
  }
}
