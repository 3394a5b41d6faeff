import VizTensor

// Losses of an element x with its target y, broadcast. Attribute of each: `reduction`.
//
// At kinks: l1 has slope 0 where both are equal. Saturated, bce's logarithms end at -100 and its
// slope divides by 1e-12 at least, in single precision, as PyTorch's.
//
// Weights multiply each element's loss. They are inputs after the targets, or attributes: a number, or
// a list of numbers.
extension Primitive {
  static var elementwiseLosses: [PrimitiveEntry<Scalar>] {
    [
      PrimitiveEntry("mse") { try weighted(&$0, .mse($0.word("reduction", default: .mean))) },
      PrimitiveEntry("l1") { try weighted(&$0, .l1($0.word("reduction", default: .mean))) },
      PrimitiveEntry("smooth_l1") {
        try .smoothL1(
          beta: $0.double("beta", default: 1), $0.word("reduction", default: .mean))
      },
      PrimitiveEntry("huber") {
        try weighted(
          &$0,
          .huber(delta: $0.double("delta", default: 1), $0.word("reduction", default: .mean)))
      },
      PrimitiveEntry("bce") { try weighted(&$0, .bce($0.word("reduction", default: .mean))) },
      PrimitiveEntry("bce_with_logits") { try bceWithLogits(&$0) },
      PrimitiveEntry("kl_div") {
        try .klDivergence(
          ofLogarithms: $0.bool("log_target", default: false),
          $0.word("reduction", default: .mean))
      },
    ]
  }

  /// A loss whose weight may be an attribute.
  private static func weighted(
    _ reader: inout AttributeReader, _ loss: Primitive
  ) throws -> Primitive {
    let weight = try reader.numbers("weight", of: Scalar.self)
    return loss.supplying(weight.map { [$0] } ?? [], attributes: ["weight": weight?.attribute])
  }

  /// `(x - y)²`. Inputs: x, y and, if wanted, a weight, by whose sum a mean divides.
  static func mse(_ reduction: LossReduction) -> Primitive {
    let difference = ElementwiseTerm.x - .y
    return loss(
      "mse", reduction,
      LossTerms(value: difference.map(.square), slopes: [2 * difference, -2 * difference]),
      weights: .sum)
  }

  /// `|x - y|`. Inputs: x, y and, if wanted, a weight, by whose sum a mean divides.
  static func l1(_ reduction: LossReduction) -> Primitive {
    let difference = ElementwiseTerm.x - .y
    return loss(
      "l1", reduction,
      LossTerms(
        value: difference.map(.abs), slopes: [difference.map(.sign), -difference.map(.sign)]),
      weights: .sum)
  }

  /// `(x - y)² / (2 beta)` where both are nearer than `beta`, and `|x - y| - beta / 2` elsewhere.
  /// Attribute: `beta` (1; 0 for ``l1(_:)``).
  ///
  /// Girshick, "Fast R-CNN", 2015.
  static func smoothL1(beta: Double, _ reduction: LossReduction) throws -> Primitive {
    guard beta >= 0 else {
      throw AutodiffError.attribute(
        op: "smooth_l1", name: "beta", reason: "it must be at least 0, not \(beta)")
    }
    let difference = ElementwiseTerm.x - .y
    let terms =
      beta == 0
      ? LossTerms(
        value: difference.map(.abs), slopes: [difference.map(.sign), -difference.map(.sign)])
      : bent(at: beta, scale: 1 / beta)
    return loss(
      "smooth_l1", reduction, terms, attributes: ["beta": beta == 1 ? nil : .double(beta)])
  }

  /// `(x - y)² / 2` where both are nearer than `delta`, and `delta (|x - y| - delta / 2)` elsewhere.
  /// Inputs: x, y and, if wanted, a weight. Attribute: `delta` (1).
  ///
  /// Huber, "Robust Estimation of a Location Parameter", 1964.
  static func huber(delta: Double, _ reduction: LossReduction) throws -> Primitive {
    guard delta > 0 else {
      throw AutodiffError.attribute(
        op: "huber", name: "delta", reason: "it must be above 0, not \(delta)")
    }
    return loss(
      "huber", reduction, bent(at: delta, scale: 1),
      attributes: ["delta": delta == 1 ? nil : .double(delta)], weights: .count)
  }

  /// A parabola of the difference that goes on as straight lines where the distance is `limit`.
  private static func bent(at limit: Double, scale: Double) -> LossTerms {
    let difference = ElementwiseTerm.x - .y
    let least = ElementwiseTerm.operation(.minimum, difference.map(.abs), .constant(limit))
    let inside: ElementwiseTerm = .operation(
      .maximum, .operation(.minimum, difference, .constant(limit)), .constant(-limit))
    return LossTerms(
      value: .constant(scale) * (least * (difference.map(.abs) - 0.5 * least)),
      slopes: [.constant(scale) * inside, .constant(-scale) * inside])
  }

  /// `-y log(x) - (1 - y) log(1 - x)` of probabilities x. Inputs: x, y and, if wanted, a weight.
  static func bce(_ reduction: LossReduction) -> Primitive {
    let (x, y) = (ElementwiseTerm.x, ElementwiseTerm.y)
    let (log, logOfOther) = (x.map(.log), (-x).map(.log1p))
    return loss(
      "bce", reduction,
      LossTerms(
        value: (y - 1) * .operation(.maximum, logOfOther, -100)
          - y * .operation(.maximum, log, -100),
        slopes: [
          (x - y) / .operation(.maximum, (1 - x) * x, .constant(Double(1e-12 as Float))),
          logOfOther - log,
        ]), weights: .count)
  }

  /// `-y log(x) - (1 - y) log(1 - x)` of `x = sigmoid(s)`, for scores s (logits). Inputs: s, y and,
  /// if wanted, a weight and a weight of y's part, `pos_weight`. Attributes: `weight` and
  /// `pos_weight`, in the place of inputs; `pos_weighted`, whether a third input is `pos_weight`.
  private static func bceWithLogits(_ reader: inout AttributeReader) throws -> Primitive {
    let reduction: LossReduction = try reader.word("reduction", default: .mean)
    let weight = try reader.numbers("weight", of: Scalar.self)
    let ofPositive = try reader.numbers("pos_weight", of: Scalar.self)
    let isPositive = try reader.bool("pos_weighted", default: false) && ofPositive == nil
    let supplied =
      (weight == nil ? [] : [LossWeight.ofAll]) + (ofPositive == nil ? [] : [.ofPositive])
    // What each input after the targets is, with those that attributes supply at the end.
    let weights: @Sendable (_ count: Int) -> [LossWeight] = { count in
      let given = Swift.max(0, count - 2 - supplied.count)
      let asked: [LossWeight] = isPositive && given == 1 ? [.ofPositive] : [.ofAll, .ofPositive]
      return Array(asked.filter { !supplied.contains($0) }.prefix(given)) + supplied
    }
    let formulas: @Sendable (Int) -> LossTerms = { count in
      let operands: [ElementwiseTerm] = [.z, .w]
      let terms = Dictionary(
        zip(weights(count), operands).map { ($0, $1) }, uniquingKeysWith: { first, _ in first })
      return logitTerms(weights(count), terms)
    }
    let primitive = loss(
      "bce_with_logits", reduction, arity: 2...4,
      attributes: ["pos_weighted": isPositive ? .bool(true) : nil], formulas: formulas)
    let constants = [weight, ofPositive].compactMap { $0 }
    return primitive.supplying(
      constants, attributes: ["weight": weight?.attribute, "pos_weight": ofPositive?.attribute])
  }

  private static func logitTerms(
    _ weights: [LossWeight], _ terms: [LossWeight: ElementwiseTerm]
  ) -> LossTerms {
    let (x, y) = (ElementwiseTerm.x, ElementwiseTerm.y)
    // -log(sigmoid(x)) and -log(1 - sigmoid(x)), and their slopes -sigmoid(-x) and sigmoid(x).
    let (ofOne, ofZero) = ((-x).map(.softplus), x.map(.softplus))
    let positive = terms[.ofPositive].map { $0 * y } ?? y
    let value = positive * ofOne + (1 - y) * ofZero
    let slopes = [
      (1 - y) * x.map(.sigmoid) - positive * (-x).map(.sigmoid),
      terms[.ofPositive].map { $0 * ofOne - ofZero } ?? -x,
    ]
    func times(_ term: ElementwiseTerm) -> ElementwiseTerm {
      terms[.ofAll].map { term * $0 } ?? term
    }
    return LossTerms(
      value: times(value),
      slopes: slopes.map(times) + weights.map { $0 == .ofAll ? value : times(y * ofOne) })
  }

  /// `y (log(y) - x)` of logarithms x and probabilities y, or of logarithms of both:
  /// `exp(y) (y - x)`. Attributes: `log_target` (false), `reduction` (also `"batchmean"`: the sum
  /// over the number of entries along the first axis).
  ///
  /// Kullback and Leibler, "On Information and Sufficiency", 1951.
  static func klDivergence(
    ofLogarithms: Bool, _ reduction: DivergenceReduction
  ) -> Primitive {
    let (x, y) = (ElementwiseTerm.x, ElementwiseTerm.y)
    let entries: @Sendable ([Tensor<Scalar>]) -> Tensor<Scalar>? = {
      Tensor(Scalar($0[0].shape.extents.first ?? 1))
    }
    let terms =
      ofLogarithms
      ? LossTerms(
        value: y.map(.exp) * (y - x), slopes: [-y.map(.exp), y.map(.exp) * (y - x + 1)])
      : LossTerms(value: .operation(.xLogY, y, y) - y * x, slopes: [-y, y.map(.log) + 1 - x])
    return loss(
      "kl_div", reduction.loss, terms,
      attributes: [
        "log_target": ofLogarithms ? .bool(true) : nil,
        "reduction": reduction == .mean ? nil : .string(reduction.rawValue),
      ],
      divisor: reduction == .batchMean ? entries : nil)
  }
}

/// What a loss's weight multiplies.
private enum LossWeight: Sendable { case ofAll, ofPositive }

/// What becomes of the losses of a divergence.
public enum DivergenceReduction: String, Sendable, CaseIterable {
  /// The mean of the elements, their sum, or all as they are.
  case mean, sum, none
  /// The sum divided by the number of examples.
  case batchMean = "batchmean"

  var loss: LossReduction {
    switch self {
    case .mean, .batchMean: .mean
    case .sum: .sum
    case .none: .none
    }
  }
}

/// What a mean of weighted losses divides by.
enum WeightedMean: Sendable { case count, sum }

// MARK: - By formulas

extension Primitive {
  /// A loss by formulas in x and y; with `weights`, a third input may multiply them.
  fileprivate static func loss(
    _ name: String, _ reduction: LossReduction, _ terms: LossTerms,
    attributes: [String: Attribute?] = [:], weights: WeightedMean? = nil,
    divisor: (@Sendable (_ inputs: [Tensor<Scalar>]) throws -> Tensor<Scalar>?)? = nil
  ) -> Primitive {
    let isMeanOfWeights = weights == .sum && reduction == .mean
    let weighted = LossTerms(
      value: terms.value * .z,
      slopes: terms.slopes.map { $0 * .z } + [isMeanOfWeights ? terms.value - .f : terms.value])
    return loss(
      name, reduction, arity: weights == nil ? 2...2 : 2...3, kernel: divisor == nil ? terms : nil,
      attributes: attributes, formulas: { $0 == 2 ? terms : weighted },
      isMeanOfWeights: isMeanOfWeights, divisor: divisor)
  }

  /// A loss by formulas, for a number of inputs, that broadcast.
  fileprivate static func loss(
    _ name: String, _ reduction: LossReduction, arity: ClosedRange<Int>,
    kernel: LossTerms? = nil, attributes: [String: Attribute?],
    formulas: @escaping @Sendable (_ inputs: Int) -> LossTerms, isMeanOfWeights: Bool = false,
    divisor: (@Sendable (_ inputs: [Tensor<Scalar>]) throws -> Tensor<Scalar>?)? = nil
  ) -> Primitive {
    let whole: @Sendable ([Shape]) throws -> Shape = { shapes in
      try shapes.dropFirst().reduce(shapes[0]) { try Shape.broadcast($0, $1, for: name) }
    }
    let sumOfWeights: @Sendable ([Tensor<Scalar>]) throws -> Tensor<Scalar>? = { inputs in
      guard isMeanOfWeights, inputs.count > 2 else { return try divisor?(inputs) }
      return try inputs[2].broadcast(to: whole(inputs.map(\.shape))).sum()
    }
    let costOfDivisor: @Sendable (CallShapes, Int) -> OperationCount = { call, count in
      .of(0, isMeanOfWeights && call.inputs.count > 2 ? count : 0, 0)
    }
    return loss(
      name, reduction, arity: arity, terms: kernel, attributes: attributes, choices: { _ in [] },
      cost: CostRule(
        value: { call in
          let (count, shape) = formulas(call.inputs.count).value.cost(call.inputs, call.output)
          return count + reduction.cost(of: shape.elementCount)
            + costOfDivisor(call, shape.elementCount)
        },
        cotangent: { call, position in
          let shape = (try? whole(call.inputs)) ?? call.x
          return formulas(call.inputs.count).slopes[position].cost(call.inputs, call.output).count
            + costOfDivisor(call, shape.elementCount)
            + .of(shape.elementCount, OperationCount.additions(shape, to: call.inputs[position]), 0)
        }),
      cells: { shapes in
        let shape = try whole(shapes)
        return (shape, shape)
      },
      divisor: sumOfWeights,
      value: { try formulas($0.count).value($0) },
      slope: { call, position in
        try formulas(call.inputs.count).slope(call, position)
          .broadcast(to: whole(call.inputs.map(\.shape)))
      })
  }
}

extension Tensor {
  /// A number or a list of them, as an operation's attribute.
  var attribute: Attribute {
    shape.isScalar ? .double(elements[0].asDouble) : .doubles(elements.map(\.asDouble))
  }
}
