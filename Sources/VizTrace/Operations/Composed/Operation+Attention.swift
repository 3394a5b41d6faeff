import VizBase

// Operations that choose softly among values.
extension Operation {
  static let attentions = [
    Operation(
      "scaled_dot_product_attention", .function, "attention",
      meaning: "means of the values, weighted by the softmax of queries times keys",
      rule: "gives each value the gradient times the weight that it had, and queries and keys their"
        + " part through the softmax", traits: [.cancels])
  ]
}
