import VizTensor

// Losses of scores. Attributes of each: `reduction` (`"mean"`, `"sum"` or `"none"`), and `axis` of the
// classes.
//
// At kinks: hinge has slope 0 where the margin is met exactly.
extension Primitive {
  static var losses: [PrimitiveEntry<Scalar>] {
    elementwiseLosses + [
      PrimitiveEntry("hinge") {
        .hinge(
          margin: try $0.double("margin", default: 1), axis: try $0.int("axis", default: -1),
          try $0.word("reduction", default: .mean))
      },
      PrimitiveEntry("cross_entropy") { try crossEntropy(&$0) },
      PrimitiveEntry("nll") { try nll(&$0) },
      PrimitiveEntry("cosine_similarity") {
        try .cosineSimilarity(
          axis: $0.int("axis", default: 1), epsilon: $0.double("epsilon", default: 1e-8))
      },
    ]
  }

  /// The hinge loss of scores s. With targets y of the same shape, each -1 or 1, it is
  /// `max(0, margin - y s)` for every element. With labels, whole numbers in a shape without the
  /// class axis, it is the sum over the other classes j of `max(0, s[j] - s[label] + margin)`.
  /// Attributes: `margin` (1), `axis` of the classes (-1).
  ///
  /// Weston and Watkins, "Support Vector Machines for Multi-Class Pattern Recognition", 1999.
  static func hinge(margin: Double, axis: Int, _ reduction: LossReduction) -> Primitive {
    let classes = Classes("hinge", axis: axis)
    let short = .constant(margin) - .y * ElementwiseTerm.x
    let terms = LossTerms(
      value: short.map(.relu), slopes: [-short.map(.step) * .y, -short.map(.step) * .x])
    // How far each score is past its margin, 0 for the label's own.
    let excess: @Sendable ([Tensor<Scalar>]) throws -> Tensor<Scalar> = { inputs in
      let target = try classes.oneHot(inputs[1], like: inputs[0])
      let own = try classes.pick(inputs[1], from: inputs[0])
      return try (inputs[0] - own + Tensor(Scalar(margin))) * (1 - target)
    }
    return loss(
      "hinge", reduction, terms: terms,
      attributes: [
        "margin": margin == 1 ? nil : .double(margin), "axis": axis == -1 ? nil : .int(axis),
      ],
      choices: { classes.isChoice($0) ? [1] : [] },
      cost: CostRule(
        value: { call in
          let (n, count) = (call.n, classes.count(call))
          guard classes.isChoice(call.inputs) else {
            return .of(n, n, 0) + reduction.cost(of: n)
          }
          return .of(n, 3 * n + count.cells + count.additions, 0)
            + reduction.cost(of: count.cells)
        },
        cotangent: { call, _ in
          let (n, count) = (call.n, classes.count(call))
          return classes.isChoice(call.inputs)
            ? .of(3 * n, 4 * n + 2 * count.cells + count.additions, 0) : .of(3 * n, n, 0)
        }),
      cells: { shapes in
        try classes.isChoice(shapes) ? classes.cells(shapes) : (shapes[0], classes.same(shapes))
      },
      value: { inputs in
        guard classes.isChoice(inputs.map(\.shape)) else { return try terms.value(inputs) }
        return try excess(inputs).map(.relu).sum(to: classes.kept(inputs[0].shape))
      },
      slope: { call, position in
        let inputs = call.inputs
        guard classes.isChoice(inputs.map(\.shape)) else {
          return try terms.slope(call, position)
        }
        let active = try excess(inputs).map(.step)
        let target = try classes.oneHot(inputs[1], like: inputs[0])
        return try active - target * active.sum(to: classes.kept(inputs[0].shape))
      })
  }
}
