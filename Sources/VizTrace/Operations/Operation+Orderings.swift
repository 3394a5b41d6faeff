import VizBase

// Operations that choose elements along an axis by their size.
extension Operation {
  package static let orderings: [Operation] = [
    Operation(
      "sort", .other, "sort", meaning: "{x}, in the order of size",
      rule: "takes each element's gradient back to where the element stood"),
    Operation(
      "topk", .reduction, "top k", .router, meaning: "the greatest elements of {x}, in their order",
      rule: "routes: the chosen elements get the gradient, each its own"),
    Operation(
      "kthvalue", .reduction, "k-th", .router, meaning: "the element of {x} of a rank",
      gradients: ["{g} at the element of this rank"],
      rule: "routes: only the element of this rank gets the gradient"),
    Operation(
      "median", .reduction, "median", .router, gradients: ["{g} at the element in the middle"],
      rule: "routes: only the element in the middle gets the gradient"),
    Operation(
      "cummax", .reduction, "running max", .router, notation: .function("cummax"),
      meaning: "the greatest element up to each",
      rule: "routes: each new greatest element gets the gradients up to the next one"),
    Operation(
      "cummin", .reduction, "running min", .router, notation: .function("cummin"),
      meaning: "the least element up to each",
      rule: "routes: each new least element gets the gradients up to the next one"),
  ]
}
