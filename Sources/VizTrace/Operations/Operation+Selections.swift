import VizBase

// Operations that whole numbers steer.
extension Operation {
  static let selections = [
    Operation(
      "gather", .other, "gather",
      rule: "adds each row's gradient to the row that it was taken from"),
    Operation(
      "index_select", .other, "index select",
      rule: "adds each entry's gradient to the entry that it was taken from"),
    Operation(
      "gather_elements", .other, "gather elements",
      rule: "adds each element's gradient to the element that it was taken from"),
    Operation(
      "take_along_dim", .other, "take along",
      rule: "adds each element's gradient to the element that it was taken from"),
    Operation(
      "scatter_add", .sum, "scatter +", .distributor, notation: .function("scatter add"),
      meaning: "{x}, with numbers added where the indices {y} say",
      gradients: ["{g}", nil, "{g} at the indices {y}"],
      rule:
        "distributes: what was added to gets the gradient, and each number added the gradient of"
        + " its place", traits: [.cancels]),
    Operation(
      "embedding", .other, "embedding", meaning: "the rows of {y} that {x} numbers",
      gradients: [nil, "each row of {g}, added to the row of {y} that it was taken from"],
      rule: "adds each row's gradient to the row that it was taken from"),
  ]
}
