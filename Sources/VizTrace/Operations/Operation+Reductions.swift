import VizBase

// A number of many elements.
extension Operation {
  static let reductions = [
    Operation(
      "sum", .reduction, "Σ", .distributor, factors: ["1"],
      gradients: ["{g}, for every element of {x}"],
      rule: "distributes: every element gets the gradient", traits: [.cancels, .isLinear]),
    Operation(
      "mean", .reduction, "mean", .distributor,
      gradients: ["{g} / n, for every one of the n elements of {x}"],
      rule: "distributes: every element gets an equal share of the gradient",
      traits: [.cancels, .isLinear]),
    Operation(
      "max", .reduction, "max", .router, gradients: ["{g} at the largest element"],
      rule: "routes: only the largest element gets the gradient"),
    Operation(
      "min", .reduction, "min", .router, gradients: ["{g} at the smallest element"],
      rule: "routes: only the smallest element gets the gradient"),
    Operation(
      "norm", .reduction, "‖x‖", notation: .formula("‖{x}‖"),
      gradients: ["{g} {(x)} / {f}"],
      rule: "scales the input by the gradient over the norm"),
    Operation(
      "logsumexp", .reduction, "log Σ exp", gradients: ["{g} softmax({x})"],
      rule: "gives each element its share, softmax(x)",
      traits: [.cancels]),
  ]
}
