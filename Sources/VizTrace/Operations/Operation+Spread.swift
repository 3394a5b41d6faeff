import VizBase

// How far elements lie apart, their product, and running sums.
extension Operation {
  static let spreads = [
    Operation(
      "var", .reduction, "var", meaning: "the mean square of the distances from the mean",
      rule: "sends each element twice its distance from the mean, over one less than the number",
      traits: [.cancels]),
    Operation(
      "std", .reduction, "std",
      meaning: "the root of the mean square of the distances from the mean",
      rule:
        "sends each element its distance from the mean, over the deviation and one less than the"
        + " number", traits: [.cancels]),
    Operation(
      "prod", .reduction, "Π", .switcher, notation: .function("prod"),
      gradients: ["{g} {f} / {x}, for every element of {x}"],
      rule: "switches: each element gets the gradient times the product of the others"),
    Operation(
      "cumsum", .reduction, "running Σ", notation: .function("cumsum"),
      meaning: "the sum of all elements up to each",
      gradients: ["the sum of {g} from each element on"],
      rule: "gives each element the sum of the gradients from its place on", traits: [.cancels]),
  ]
}
