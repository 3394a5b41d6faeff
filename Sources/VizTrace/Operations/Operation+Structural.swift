import VizBase

// Operations that only move or repeat elements.
extension Operation {
  static let structural = [
    Operation(
      "transpose", .other, "xᵀ", notation: .formula("{(x)}ᵀ"), gradients: ["({g})ᵀ"],
      rule: "transposes the gradient back", traits: [.isLinear]),
    Operation(
      "reshape", .other, "reshape", meaning: "the same numbers in another shape", slopes: ["1"],
      gradients: ["{g}, in the shape of {x}"], rule: "gives the gradient the shape of its input",
      traits: [.hasShape, .isLinear]),
    Operation(
      "broadcast", .other, "broadcast", .adder, slopes: ["1"],
      rule: "adds up the gradients of the copies", traits: [.hasShape, .isLinear]),
    Operation(
      "concat", .other, "concat", .distributor, gradients: ["the piece of {g} that is its own"],
      rule: "distributes: each input gets its piece of the gradient"),
    Operation(
      "slice", .other, "slice",
      rule: "puts the gradient where the slice was taken, and 0 elsewhere", traits: [.isLinear]),
  ]
}
