import VizBase

// Products of matrices with something added, as one operation.
extension Operation {
  static let affine = [
    Operation(
      "linear", .product, "linear", .switcher,
      notation: .formulas(["{x} @ {(y)}ᵀ", "{x} @ {(y)}ᵀ + {z}"]),
      meaning: "{x} @ {(y)}ᵀ, plus a bias where there is one",
      gradients: ["{g} @ {(y)}", "{g}ᵀ @ {(x)}", "Σ over the examples of {g}"],
      rule:
        "switches: the input gets the gradient times the weight, the weight the gradient times the"
        + " input, and the bias the gradient", traits: [.cancels, .addsBias]),
    Operation(
      "addmm", .product, "+ matmul", .switcher, notation: .function("addmm"),
      meaning: "{x} plus the product of the other two",
      gradients: ["Σ over the examples of {g}", "{g} @ {(z)}ᵀ", "{(y)}ᵀ @ {g}"],
      rule: "switches: each factor gets the gradient times the other, transposed, and what is added"
        + " gets the gradient", traits: [.cancels, .addsBias]),
    Operation(
      "gemm", .product, "gemm", .switcher,
      meaning: "the product of {x} and {y}, plus a bias where there is one",
      rule: "switches: each factor gets the gradient times the other, transposed, and what is added"
        + " gets the gradient", traits: [.cancels, .addsBias]),
  ]
}
