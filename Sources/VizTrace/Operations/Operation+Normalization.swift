import VizBase

// Operations that give what they take mean 0 and variance 1.
extension Operation {
  static let normalizations = [
    Operation(
      "batch_norm", .function, "batch norm", rule: normalizationRule,
      traits: [.cancels, .addsBias, .normalises]),
    Operation(
      "layer_norm", .function, "layer norm", rule: normalizationRule,
      traits: [.cancels, .addsBias, .normalises]),
    Operation(
      "group_norm", .function, "group norm", rule: normalizationRule,
      traits: [.cancels, .addsBias, .normalises]),
    Operation(
      "instance_norm", .function, "instance norm", rule: normalizationRule,
      traits: [.cancels, .addsBias, .normalises]),
    Operation(
      "rms_norm", .function, "RMS norm",
      meaning: "{x} over the root of its mean square",
      rule: "takes out of the gradient its part along the input, and scales by one over the root of"
        + " the mean square", traits: [.cancels]),
  ]

  private static let normalizationRule =
    "takes out of the gradient its mean and its part along the normalised values"
}
