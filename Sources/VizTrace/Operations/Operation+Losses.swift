// What a training makes small.
extension Operation {
  static let losses = [
    Operation(
      "mse", .loss, "MSE", gradients: ["2 ({x} − {y}) / n", nil],
      rule: "sends back twice the difference, over the number of elements", traits: [.cancels]),
    Operation(
      "hinge", .loss, "hinge",
      rule: "sends back 0 where the margin is met, and ±1 over the number of examples elsewhere",
      traits: [.cancels]),
    Operation(
      "cross_entropy", .loss, "cross-entropy",
      meaning: "the mean over the examples of −log softmax({x}) at the label",
      gradients: ["(softmax({x}) − one-hot({y})) / {n}", nil],
      rule: "sends back softmax(x) − target, over the number of examples",
      traits: [.cancels, .comparesClasses]),
  ]
}
