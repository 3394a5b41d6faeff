import VizBase

// Operations that let elements pass, and their gradient, or not.
extension Operation {
  static let gates = [
    Operation(
      "clamp", .function, "clamp", .gate,
      rule: "a gate: passes the gradient between its bounds and blocks it beyond them"),
    Operation(
      "where", .function, "where", .router,
      slopes: ["0", "1 where {x} is true, else 0", "0 where {x} is true, else 1"],
      gradients: [nil, "{g} where {x} is true, else 0", "{g} where {x} is false, else 0"],
      rule: "routes: each element's gradient goes to the input that it was taken from",
      traits: [.broadcasts]),
    Operation(
      "masked_fill", .function, "masked fill", .gate,
      slopes: ["0 where {y} is true, else 1", "0", "1 where {y} is true, else 0"],
      gradients: ["{g} where {y} is false, else 0", nil, "{g} where {y} is true, else 0"],
      rule: "a gate: blocks the gradient where the mask is true and passes it elsewhere",
      traits: [.broadcasts]),
    Operation(
      "detach", .other, "detach", .blocker, meaning: "the same numbers, taken for constant",
      slopes: ["0"], rule: "blocks: what went into it is taken for constant"),
  ]
}
