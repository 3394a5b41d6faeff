import VizBase

// Operations that cut a tensor into several, join several, or put something around.
extension Operation {
  static let splittings = [
    Operation(
      "split", .other, "split", .distributor, meaning: "parts of {x}, one after the other",
      rule: "joins the gradients of the parts"),
    Operation(
      "chunk", .other, "chunk", .distributor, meaning: "parts of {x}, one after the other",
      rule: "joins the gradients of the parts"),
    Operation(
      "unbind", .other, "unbind", .distributor, meaning: "the entries of {x}, one after the other",
      rule: "stacks the gradients of the entries"),
    Operation(
      "stack", .other, "stack", .distributor, meaning: "its inputs along a new axis",
      rule: "distributes: each input gets its entry of the gradient"),
  ]

  static let paddings = [
    Operation(
      "pad", .other, "pad", meaning: "{x} with more places around it",
      rule:
        "cuts the gradient of the places around it off, or adds it where their numbers came from")
  ]
}
