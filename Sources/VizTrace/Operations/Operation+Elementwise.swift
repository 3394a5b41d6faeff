import VizBase

// Arithmetic, element by element; an input of fewer elements is repeated to fit.
extension Operation {
  static let elementwise = [
    Operation(
      "add", .sum, "+", .distributor, notation: .formula("{x} + {(y)}"), numberSymbols: ["{+c}"],
      factors: ["1"], gradients: ["{g}"],
      rule: "distributes: both inputs get the gradient unchanged",
      traits: [.broadcasts, .isSymmetric, .cancels, .addsBias, .isSum]),
    Operation(
      "sub", .sum, "−", .distributor, notation: .formula("{x} − {(y)}"),
      numberSymbols: ["{c}−x", "{-c}"], factors: ["1", "−1"], gradients: ["{g}", "−{g}"],
      rule: "distributes: the first input gets the gradient, the second its negative",
      traits: [.broadcasts, .cancels]),
    Operation(
      "mul", .product, "×", .switcher, notation: .formula("{x} × {(y)}"), numberSymbols: ["×{c}"],
      factors: ["{y}", "{x}"], gradients: ["{g} ⊙ {(y)}", "{g} ⊙ {(x)}"],
      rule: "switches: each input gets the gradient times the other input",
      traits: [.broadcasts]),
    Operation(
      "div", .product, "÷", notation: .formula("{x} / {(y)}"), numberSymbols: ["{c}/x", "÷{c}"],
      slopes: ["1 / {y}", "−{x} / {(y)}²"],
      gradients: ["{g} ⊙ (1 / {y})", "{g} ⊙ (−{x} / {(y)}²)"],
      rule: "scales by 1 / b, and for the divisor by −a / b²", traits: [.broadcasts]),
    Operation(
      "pow", .function, "xʸ", notation: .formula("{(x)}^{(y)}"),
      numberSymbols: ["{c}^x", "x{^c}"],
      slopes: ["{y} · {(x)}^({y} − 1)", "{f} · log({x})"],
      gradients: ["{g} ⊙ ({y} · {(x)}^({y} − 1))", "{g} ⊙ ({f} · log({x}))"],
      rule: "scales by the exponent times the base to one less", traits: [.broadcasts]),
    Operation(
      "maximum", .function, "max", .router, numberSymbols: ["max({c}, x)"],
      slopes: ["1 where {x} is the larger, else 0", "1 where {y} is the larger, else 0"],
      rule: "routes: the larger input gets the whole gradient", traits: [.broadcasts]),
    Operation(
      "minimum", .function, "min", .router, numberSymbols: ["min({c}, x)"],
      slopes: ["1 where {x} is the smaller, else 0", "1 where {y} is the smaller, else 0"],
      rule: "routes: the smaller input gets the whole gradient", traits: [.broadcasts]),
  ]
}
