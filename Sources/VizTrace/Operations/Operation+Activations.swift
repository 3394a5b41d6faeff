import VizBase

// Functions between the layers of a network, and dropout.
extension Operation {
  static let activations = [
    function(
      "tanh", "tanh", slope: "1 − {f}²", rule: "scales by 1 − tanh²: little where it is saturated",
      traits: [.isActivation], saturation: -1...1),
    function(
      "sigmoid", "σ", slope: "{f} (1 − {f})", rule: "scales by σ(1 − σ): at most a quarter",
      traits: [.isActivation], saturation: 0...1),
    function(
      "softplus", "softplus", slope: "σ({x})", rule: "scales by the sigmoid of its input",
      traits: [.isActivation]),
    Operation(
      "relu", .function, "ReLU", .gate, meaning: "what is below 0 becomes 0",
      slopes: ["1 where {x} > 0, else 0"], gradients: ["{g} ⊙ [{x} > 0]"],
      rule: "a gate: passes the gradient where its input is above 0 and blocks it elsewhere",
      traits: [.isActivation, .isFlatAtZero]),
    Operation(
      "leaky_relu", .function, "leaky ReLU", .gate,
      rule: "passes the gradient, much smaller where its input is below 0",
      traits: [.isActivation]),
    Operation(
      "elu", .function, "ELU", rule: "passes the gradient, smaller where its input is below 0",
      traits: [.isActivation]),
    Operation(
      "gelu", .function, "GELU",
      rule: "passes most of the gradient where its input is above 0, little below",
      traits: [.isActivation]),
    function(
      "silu", "SiLU", slope: "σ({x}) (1 + {(x)} (1 − σ({x})))",
      rule: "passes most of the gradient where its input is above 0, little below",
      traits: [.isActivation]),
    Operation(
      "mish", .function, "mish", meaning: "{x} times tanh(softplus({x}))",
      rule: "passes most of the gradient where its input is above 0, little below",
      traits: [.isActivation]),
    Operation(
      "hardtanh", .function, "hard tanh", .gate,
      rule: "a gate: passes the gradient between its bounds and blocks it beyond them",
      traits: [.isActivation]),
    Operation(
      "hardswish", .function, "hard swish",
      rule: "passes the gradient above 3, blocks it below −3, and scales it in between",
      traits: [.isActivation]),
    Operation(
      "dropout", .function, "dropout", .gate,
      rule: "blocks what was dropped, and scales the rest as the values were"),
  ]
}
