// Operations that give what they take mean 0 and variance 1.
extension Operation {
  static let normalizations = [
    Operation(
      "batch_norm", .function, "batch norm", rule: normalizationRule,
      traits: [.cancels, .addsBias, .normalises]),
    Operation(
      "layer_norm", .function, "layer norm", rule: normalizationRule,
      traits: [.cancels, .addsBias, .normalises]),
  ]

  private static let normalizationRule =
    "takes out of the gradient its mean and its part along the normalised values"
}
