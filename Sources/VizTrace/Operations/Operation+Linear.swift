import VizBase

// Products of vectors and matrices.
extension Operation {
  static let linear = [
    Operation(
      "dot", .product, "dot", .switcher, factors: ["{y}", "{x}"],
      gradients: ["{g} {(y)}", "{g} {(x)}"],
      rule: "switches: each vector gets the gradient times the other",
      traits: [.cancels, .isLinear]),
    Operation(
      "matmul", .product, "matmul", .switcher, notation: .formula("{x} @ {(y)}"),
      factors: ["{y}ᵀ", "{x}ᵀ"], slopes: [], gradients: ["{g} @ {(y)}ᵀ", "{(x)}ᵀ @ {g}"],
      rule: "switches: each factor gets the gradient times the other one, transposed",
      traits: [.cancels, .isLinear]),
    Operation(
      "einsum", .product, "Σ einsum", .switcher, notation: .function("einsum"),
      meaning: "products summed over the labels that the result lacks",
      rule:
        "switches: each input gets the gradient times the others, summed over the labels that it"
        + " lacks", traits: [.cancels]),
  ]
}
