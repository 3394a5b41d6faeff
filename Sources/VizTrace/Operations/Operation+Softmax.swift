import VizBase

// Softmax and its logarithm.
extension Operation {
  static let softmaxes = [
    Operation(
      "softmax", .function, "softmax", gradients: ["{f} ⊙ ({g} − Σ {f} ⊙ {g})"],
      rule: "x̄ = s ⊙ (s̄ − ⟨s̄, s⟩)"),
    Operation(
      "log_softmax", .function, "log softmax", gradients: ["{g} − softmax({x}) Σ {g}"],
      rule: "x̄ = ȳ − softmax(x) Σ ȳ", traits: [.cancels]),
  ]
}
