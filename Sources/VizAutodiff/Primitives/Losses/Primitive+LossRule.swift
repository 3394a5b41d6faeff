import VizTensor

// What all losses have in common: a number for each example, then their mean, their sum or all of
// them; and in both modes, a slope that multiplies.
extension Primitive {
  typealias Slope =
    @Sendable (_ call: Call<Scalar>, _ position: Int) throws -> Tensor<Scalar>

  /// `cells` is the shape of the examples, with a class axis at extent 1 if there is one, and
  /// without; `value` has the former, and `slope` is that of an example's loss in the input at a
  /// position. A mean divides by `divisor`, or else by the number of examples. `cost` is that of the
  /// value, and that of the slope and its product with the share of the cotangent.
  static func loss(
    _ name: String, _ reduction: LossReduction, arity: ClosedRange<Int> = 2...2,
    terms: LossTerms? = nil, attributes: [String: Attribute?] = [:],
    choices: @escaping @Sendable (_ inputs: [Shape]) -> Set<Int>, cost: CostRule,
    cells: @escaping @Sendable (_ inputs: [Shape]) throws -> (kept: Shape, examples: Shape),
    divisor: (@Sendable (_ inputs: [Tensor<Scalar>]) throws -> Tensor<Scalar>?)? = nil,
    value: @escaping Value, slope: @escaping Slope
  ) -> Primitive {
    let reductionAttribute = reduction == .mean ? nil : Attribute.string(reduction.rawValue)
    let reduce: @Sendable (Tensor<Scalar>, [Tensor<Scalar>], Shape) throws -> Tensor<Scalar> = {
      losses, inputs, shape in
      switch reduction {
      case .mean: try divisor?(inputs).map { try losses.sum() / $0 } ?? losses.mean()
      case .sum: losses.sum()
      case .none: try losses.reshaped(to: shape)
      }
    }
    return Primitive(
      name, arity: arity,
      attributes: attributes.merging(["reduction": reductionAttribute]) { own, _ in own },
      choices: choices, kernel: terms.map { .loss($0, reduction) },
      cost: CostRule(
        value: cost.value,
        cotangent: { call, position in
          // Each loss's share of the cotangent, times the slopes.
          .of(reduction == .mean ? 1 : 0, 0, 0) + cost.cotangent(call, position)
        }),
      value: { inputs in
        let examples = try cells(inputs.map(\.shape)).examples
        return try reduce(value(inputs), inputs, examples)
      },
      vjp: { g, call, position in
        let shapes = call.inputs.map(\.shape)
        if choices(shapes).contains(position) { return .zeros(shapes[position]) }
        let kept = try cells(shapes).kept
        let count = reduction == .mean ? try divisor?(call.inputs) : nil
        // A mean of nothing is NaN, and moves nowhere.
        if kept.elementCount > 0, let count, count.elements == [0] {
          return .zeros(shapes[position])
        }
        let share: Tensor<Scalar> =
          switch reduction {
          case .mean: try g / (count ?? Tensor(Scalar(kept.elementCount)))
          case .sum: g
          case .none: try g.reshaped(to: kept)
          }
        return try share * slope(call, position)
      },
      jvp: { t, call in
        let shapes = call.inputs.map(\.shape)
        let (kept, examples) = try cells(shapes)
        let moving = call.inputs.indices.filter { !choices(shapes).contains($0) }
        let tangents = try sum(
          moving.map { position in
            try t[position].map { try ($0 * slope(call, position)).sum(to: kept) }
          })
        return try tangents.map { try reduce($0, call.inputs, examples) }
      })
  }

  /// The loss that takes some of its inputs, the last, as attributes.
  func supplying(
    _ constants: [Tensor<Scalar>], attributes more: [String: Attribute?]
  ) -> Primitive {
    guard !constants.isEmpty else { return self }
    let shapes: @Sendable (CallShapes) -> CallShapes = {
      CallShapes(inputs: $0.inputs + constants.map(\.shape), output: $0.output)
    }
    let whole: @Sendable (Call<Scalar>) -> Call<Scalar> = {
      Call(inputs: $0.inputs + constants, output: $0.output)
    }
    let fewer = arity.map {
      $0.lowerBound...Swift.max($0.lowerBound, $0.upperBound - constants.count)
    }
    let (value, choices) = (value, choices)
    var ownVJP: VJP?
    if let vjp { ownVJP = { g, call, position in try vjp(g, whole(call), position) } }
    var ownJVP: JVP?
    if let jvp {
      let still = [Tensor<Scalar>?](repeating: nil, count: constants.count)
      ownJVP = { t, call in try jvp(t + still, whole(call)) }
    }
    var ownCost: CostRule?
    if let cost {
      ownCost = CostRule(
        value: { cost.value(shapes($0)) }, cotangent: { cost.cotangent(shapes($0), $1) })
    }
    var all = more
    for (name, attribute) in attributes { all[name] = attribute }
    return Primitive(
      name, arity: fewer, attributes: all,
      choices: { inputs in
        choices(inputs + constants.map(\.shape)).filter { inputs.indices.contains($0) }
      },
      kernel: nil, cost: ownCost, value: { try value($0 + constants) }, vjp: ownVJP, jvp: ownJVP)
  }
}

/// What becomes of the losses of several examples.
public enum LossReduction: String, Sendable, CaseIterable {
  /// The mean over the examples, their sum, or all as they are.
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
