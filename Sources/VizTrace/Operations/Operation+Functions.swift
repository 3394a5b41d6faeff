import VizBase

// Functions of one number, element by element.
extension Operation {
  static let functions = [
    Operation(
      "identity", .other, "x", notation: .function("identity"), factors: ["1"],
      gradients: ["{g}"], rule: "passes the gradient unchanged"),
    Operation(
      "neg", .product, "×−1", notation: .formula("−{((x))}"), factors: ["−1"],
      gradients: ["−{g}"], rule: "turns the sign"),
    function("exp", "exp", slope: "{f}", rule: "scales by its own value"),
    function("log", "log", slope: "1 / {x}", rule: "scales by one over its input"),
    function(
      "log1p", "log(1+x)", notation: .formula("log(1 + {x})"), slope: "1 / (1 + {x})",
      rule: "scales by one over one more than its input"),
    function(
      "expm1", "exp−1", notation: .formula("exp({x}) − 1"), slope: "{f} + 1",
      rule: "scales by one more than its own value"),
    function(
      "erf", "erf", slope: "2 / √π · exp(−{(x)}²)",
      rule: "scales by a bell curve of its input: little far from 0"),
    function("sin", "sin", slope: "cos({x})", rule: "scales by the cosine"),
    function("cos", "cos", slope: "−sin({x})", rule: "scales by minus the sine"),
    function("tan", "tan", slope: "1 + {f}²", rule: "scales by 1 + tan²"),
    function(
      "sqrt", "√x", notation: .function("sqrt"), slope: "1 / (2 {f})",
      rule: "scales by one over twice its own value"),
    function(
      "rsqrt", "1/√x", notation: .formula("1 / √{((x))}"), slope: "−{f}³ / 2",
      rule: "scales by minus half the cube of its own value"),
    function(
      "reciprocal", "1/x", notation: .formula("1 / {(x)}"), slope: "−{f}²",
      rule: "scales by minus the square of its own value"),
    // Not an operation of ours: expressions write it as a power.
    function(
      "square", "x²", notation: .formula("{(x)}²"), slope: "2 {(x)}",
      rule: "scales by twice the input"),
    Operation(
      "abs", .function, "|x|", notation: .formula("|{x}|"), slopes: ["the sign of {x}"],
      rule: "keeps the gradient or turns its sign"),
    Operation(
      "step", .function, "step", .blocker, slopes: ["0"], rule: "blocks: its slope is 0"),
  ]

  /// A function whose slope, written out, multiplies the gradient of a tensor too.
  static func function(
    _ name: String, _ symbol: String, notation: Notation? = nil, slope: FormulaTemplate,
    rule: String, traits: Traits = [], saturation: ClosedRange<Double>? = nil
  ) -> Operation {
    Operation(
      name, .function, symbol, notation: notation, slopes: [slope],
      gradients: ["{g} ⊙ (\(slope.text))"], rule: rule, traits: traits, saturation: saturation)
  }
}
