import VizBase

// What a training makes small.
extension Operation {
  static let losses = [
    Operation(
      "mse", .loss, "MSE", gradients: ["2 ({x} − {y}) / n", nil],
      rule: "sends back twice the difference, over the number of elements",
      traits: [.broadcasts, .cancels]),
    Operation(
      "l1", .loss, "L1", meaning: "the mean of |{x} − {y}|",
      gradients: ["sign({x} − {y}) / n", nil],
      rule: "sends back the sign of the difference, over the number of elements",
      traits: [.broadcasts, .cancels]),
    Operation(
      "smooth_l1", .loss, "smooth L1",
      meaning: "the mean of |{x} − {y}|, with a parabola in the place of its kink",
      rule:
        "sends back the difference where it is small, and its sign elsewhere, over the number of"
        + " elements", traits: [.broadcasts, .cancels]),
    Operation(
      "huber", .loss, "Huber",
      meaning:
        "half the square of {x} − {y} where that is small, and a straight line from there on",
      rule: "sends back the difference, cut off where it is large, over the number of elements",
      traits: [.broadcasts, .cancels]),
    Operation(
      "bce", .loss, "BCE",
      meaning: "the mean of −log({x}) where {y} is 1, and of −log(1 − {x}) where it is 0",
      gradients: ["({x} − {y}) / ({x} (1 − {x}) n)", nil],
      rule: "sends back the difference over x (1 − x), over the number of elements: much where x is"
        + " sure and wrong", traits: [.broadcasts, .cancels]),
    Operation(
      "bce_with_logits", .loss, "BCE of logits",
      meaning: "the mean of −log σ({x}) where {y} is 1, and of −log(1 − σ({x})) where it is 0",
      gradients: ["(σ({x}) − {y}) / n", nil],
      rule: "sends back σ(x) − y, over the number of elements", traits: [.broadcasts, .cancels]),
    Operation(
      "kl_div", .loss, "KL", meaning: "the mean of {y} (log({y}) − {x}), where {x} are logarithms",
      gradients: ["−{y} / n", nil], rule: "sends back −y, over the number of elements",
      traits: [.broadcasts, .cancels]),
    Operation(
      "hinge", .loss, "hinge",
      rule: "sends back 0 where the margin is met, and ±1 over the number of examples elsewhere",
      traits: [.cancels]),
    Operation(
      "cross_entropy", .loss, "cross-entropy",
      meaning: "the mean over the examples of −log softmax({x}) at the label",
      gradients: ["(softmax({x}) − one-hot({y})) / {n}", nil],
      rule: "sends back softmax(x) − target, over the number of examples",
      traits: [.cancels, .comparesClasses]),
    Operation(
      "nll", .loss, "NLL", meaning: "the mean over the examples of −{x} at the label",
      gradients: ["−one-hot({y}) / {n}", nil],
      rule: "sends back −1 at the label, over the number of examples", traits: [.cancels]),
    Operation(
      "cosine_similarity", .function, "cos ∠", notation: .function("cos∠"),
      meaning: "the cosine of the angle between {x} and {y}",
      gradients: [
        "{g} ({y}/‖{y}‖ − {f} {x}/‖{x}‖) / ‖{x}‖", "{g} ({x}/‖{x}‖ − {f} {y}/‖{y}‖) / ‖{y}‖",
      ],
      rule: "turns each vector towards the other, and sends nothing along it", traits: [.cancels]),
  ]
}
