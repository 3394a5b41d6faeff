import VizTensor

// Losses: a number for each example, then their mean, their sum or all of them. Attribute of each:
// `reduction` (`"mean"`, `"sum"` or `"none"`).
//
// A loss is a sum over classes (or over the one element) with a slope for each; both modes multiply
// by the slope.
//
// At kinks: hinge has slope 0 where the margin is met exactly.
extension Primitive {
  static var losses: [PrimitiveEntry<Scalar>] {
    [
      PrimitiveEntry("mse") { .mse(try $0.word("reduction", default: .mean)) },
      PrimitiveEntry("hinge") {
        .hinge(
          margin: try $0.double("margin", default: 1), axis: try $0.int("axis", default: -1),
          try $0.word("reduction", default: .mean))
      },
      PrimitiveEntry("cross_entropy") {
        .crossEntropy(
          axis: try $0.int("axis", default: -1), try $0.word("reduction", default: .mean))
      },
    ]
  }

  /// `(x - y)²` of two tensors of one shape.
  static func mse(_ reduction: LossReduction) -> Primitive {
    let difference = ElementwiseTerm.x - .y
    let terms = LossTerms(
      value: difference.map(.square), slopes: [2 * difference, -2 * difference])
    return loss(
      "mse", reduction, terms: terms, isChoice: { _ in false },
      cost: CostRule(
        value: { .of($0.n, $0.n, 0) + reduction.cost(of: $0.n) },
        cotangent: { call, _ in .of(call.n, call.n, 0) }),
      cells: { shapes in
        guard shapes[0] == shapes[1] else {
          throw ShapeError(
            op: "mse", shapes: shapes, reason: "prediction and target must have one shape")
        }
        return (shapes[0], shapes[0])
      },
      value: { try terms.value($0) }, slope: { try terms.slope($0, $1) })
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
      attributes: ["margin": margin == 1 ? nil : .double(margin), "axis": classes.attribute],
      isChoice: classes.isChoice,
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
            ? .of(2 * n, 4 * n + 2 * count.cells + count.additions, 0) : .of(2 * n, n, 0)
        }),
      cells: { shapes in
        try classes.isChoice(shapes) ? classes.cells(shapes) : (shapes[0], classes.same(shapes))
      },
      value: { inputs in
        guard classes.isChoice(inputs.map(\.shape)) else { return try terms.value(inputs) }
        return try excess(inputs).map(.relu).sum(to: classes.kept(inputs[0].shape))
      },
      slope: { inputs, position in
        guard classes.isChoice(inputs.map(\.shape)) else {
          return try terms.slope(inputs, position)
        }
        let active = try excess(inputs).map(.step)
        let target = try classes.oneHot(inputs[1], like: inputs[0])
        return try active - target * active.sum(to: classes.kept(inputs[0].shape))
      })
  }

  /// `-log softmax(s)` of scores s (logits) at the target. Targets are labels, whole numbers in a
  /// shape without the class axis, or distributions y of the shape of s, for which it is
  /// `-sum(y log softmax(s))` over the classes. Attribute: `axis` of the classes (-1).
  static func crossEntropy(axis: Int, _ reduction: LossReduction) -> Primitive {
    let classes = Classes("cross_entropy", axis: axis)
    return loss(
      "cross_entropy", reduction, attributes: ["axis": classes.attribute],
      isChoice: classes.isChoice,
      cost: CostRule(
        value: { call in
          let (n, count) = (call.n, classes.count(call))
          let picked: OperationCount =
            classes.isChoice(call.inputs) ? .of(0, 0, 0) : .of(n, count.additions, 0)
          return count.logSoftmax + picked + reduction.cost(of: count.cells)
        },
        cotangent: { call, position in
          let (n, count) = (call.n, classes.count(call))
          if position == 1 { return count.logSoftmax }
          return count.softmax
            + (classes.isChoice(call.inputs)
              ? .of(0, n + count.cells, 0) : .of(n, n + count.additions, 0))
        }),
      cells: { try classes.cells($0) },
      value: { inputs in
        let logarithms = try inputs[0].logSoftmax(to: classes.kept(inputs[0].shape))
        // Picked, not multiplied by zeros: a class that is impossible has logarithm -infinity.
        if classes.isChoice(inputs.map(\.shape)) {
          return -(try classes.pick(inputs[1], from: logarithms))
        }
        return -(try (inputs[1] * logarithms).sum(to: classes.kept(inputs[0].shape)))
      },
      slope: { inputs, position in
        let kept = try classes.kept(inputs[0].shape)
        if position == 1 { return -(try inputs[0].logSoftmax(to: kept)) }
        let probabilities = try inputs[0].softmax(to: kept)
        if classes.isChoice(inputs.map(\.shape)) {
          return try probabilities - classes.oneHot(inputs[1], like: inputs[0])
        }
        return try probabilities * inputs[1].sum(to: kept) - inputs[1]
      })
  }

  /// `cost` is that of the slopes, before they meet the cotangent. `cells` is the shape of the
  /// examples, with a class axis at extent 1 if there is one, and without; `value` has the former, and `slope` the shape of the input at the position.
  private static func loss(
    _ name: String, _ reduction: LossReduction, terms: LossTerms? = nil,
    attributes: [String: Attribute?] = [:],
    isChoice: @escaping @Sendable (_ inputs: [Shape]) -> Bool, cost: CostRule,
    cells: @escaping @Sendable (_ inputs: [Shape]) throws -> (kept: Shape, examples: Shape),
    value: @escaping @Sendable (_ inputs: [Tensor<Scalar>]) throws -> Tensor<Scalar>,
    slope:
      @escaping @Sendable (
        _ inputs: [Tensor<Scalar>], _ position: Int
      ) throws -> Tensor<Scalar>
  ) -> Primitive {
    let reductionAttribute = reduction == .mean ? nil : Attribute.string(reduction.rawValue)
    let reduce: @Sendable (Tensor<Scalar>, Shape) throws -> Tensor<Scalar> = { losses, shape in
      switch reduction {
      case .mean: losses.mean()
      case .sum: losses.sum()
      case .none: try losses.reshaped(to: shape)
      }
    }
    return Primitive(
      name, arity: 2...2,
      attributes: attributes.merging(["reduction": reductionAttribute]) { $1 },
      choices: { isChoice($0) ? [1] : [] }, kernel: terms.map { .loss($0, reduction) },
      cost: CostRule(
        value: cost.value,
        cotangent: { call, position in
          // Each loss's share of the cotangent, times the slopes.
          .of(reduction == .mean ? 1 : 0, 0, 0) + cost.cotangent(call, position)
            + .of(call.n, 0, 0)
        }),
      value: { inputs in
        let examples = try cells(inputs.map(\.shape)).examples
        return try reduce(value(inputs), examples)
      },
      vjp: { g, call, position in
        let shapes = call.inputs.map(\.shape)
        if position == 1 && isChoice(shapes) { return .zeros(shapes[1]) }
        let kept = try cells(shapes).kept
        let share: Tensor<Scalar> =
          switch reduction {
          case .mean: try g / Tensor(Scalar(kept.count))
          case .sum: g
          case .none: try g.reshaped(to: kept)
          }
        return try share * slope(call.inputs, position)
      },
      jvp: { t, call in
        let shapes = call.inputs.map(\.shape)
        let (kept, examples) = try cells(shapes)
        let moving = isChoice(shapes) ? [0] : [0, 1]
        let tangents = try sum(
          moving.map { position in
            try t[position].map { try ($0 * slope(call.inputs, position)).sum(to: kept) }
          })
        return try tangents.map { try reduce($0, examples) }
      })
  }
}

/// What becomes of the losses of several examples.
public enum LossReduction: String, Sendable, CaseIterable {
  case mean, sum, none

  /// What it does to so many losses.
  func cost(of losses: Int) -> OperationCount {
    switch self {
    case .none: .of(0, 0, 0)
    case .sum: .of(0, losses, 0)
    case .mean: .of(1, losses, 0)
    }
  }
}
