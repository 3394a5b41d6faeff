import VizTensor

// Losses of a label for each example, or of a distribution over the classes. Inputs: scores s, targets
// and, if wanted, a weight for each class, along which nothing moves. Attributes: `axis` of the
// classes, `weight` in the place of the input, `ignore_index` (-100), the label of examples that do not
// count, and `reduction`. A mean divides by the weights of the labels together.
extension Primitive {
  /// `-log softmax(s)` of scores s (logits) at the target. Targets are labels, whole numbers in a
  /// shape without the class axis, or distributions y of the shape of s, for which it is
  /// `-sum(y log softmax(s))` over the classes. Attributes besides: `label_smoothing` (0), the part of
  /// a target that is spread over all classes; `axis` is -1 where it is left out.
  ///
  /// Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", 2016, section 7, on
  /// smoothing.
  static func crossEntropy(_ reader: inout AttributeReader) throws -> Primitive {
    let smoothing = try reader.double("label_smoothing", default: 0)
    guard smoothing >= 0, smoothing <= 1 else {
      throw AutodiffError.attribute(
        op: "cross_entropy", name: "label_smoothing",
        reason: "it must be from 0 to 1, not \(smoothing)")
    }
    let rule = ClassLoss(
      classes: Classes("cross_entropy", axis: try reader.int("axis", default: -1)),
      ignored: try reader.int("ignore_index", default: -100), smoothing: smoothing)
    return try classLoss("cross_entropy", rule, &reader)
  }

  /// As ``crossEntropy(_:)``, of what graphs give it when they are recorded.
  static func crossEntropy(axis: Int, _ reduction: LossReduction) -> Primitive {
    classLoss("cross_entropy", ClassLoss(classes: Classes("cross_entropy", axis: axis)), reduction)
  }

  /// Minus the score at the label, of scores that are log-probabilities. Where `axis` is left out, it
  /// is the second, or the one there is.
  static func nll(_ reader: inout AttributeReader) throws -> Primitive {
    let rule = ClassLoss(
      classes: Classes("nll", axis: try reader.int("axis")),
      ignored: try reader.int("ignore_index", default: -100), areLogarithms: true)
    return try classLoss("nll", rule, &reader)
  }

  private static func classLoss(
    _ name: String, _ rule: ClassLoss, _ reader: inout AttributeReader
  ) throws -> Primitive {
    let weight = try reader.numbers("weight", of: Scalar.self)
    // That there is a weight shows in the number of inputs as well.
    let isWeighted = try reader.bool("weighted")
    let loss = classLoss(
      name, rule, try reader.word("reduction", default: .mean), isWeighted: isWeighted)
    return loss.supplying(weight.map { [$0] } ?? [], attributes: ["weight": weight?.attribute])
  }

  private static func classLoss(
    _ name: String, _ rule: ClassLoss, _ reduction: LossReduction, isWeighted: Bool? = nil
  ) -> Primitive {
    let classes = rule.classes
    let arity = isWeighted.map { $0 ? 3...3 : 2...2 } ?? 2...3
    return loss(
      name, reduction, arity: arity,
      attributes: [
        "axis": rule.areLogarithms || classes.attribute != -1 ? classes.attribute : nil,
        "ignore_index": rule.ignored == -100 ? nil : .int(rule.ignored),
        "label_smoothing": rule.smoothing == 0 ? nil : .double(rule.smoothing),
        "weighted": isWeighted.map(Attribute.bool),
      ],
      choices: { shapes in
        Set(shapes.indices.filter { $0 == 2 || ($0 == 1 && classes.isChoice(shapes)) })
      },
      cost: CostRule(
        value: {
          rule.cost(of: $0) + reduction.cost(of: classes.count($0).cells)
            + (reduction == .mean ? rule.costOfDivisor($0) : .of(0, 0, 0))
        },
        cotangent: { call, position in
          rule.cost(of: call, to: position) + .of(call.n, 0, 0)
            + (reduction == .mean ? rule.costOfDivisor(call) : .of(0, 0, 0))
        }),
      cells: { try classes.cells($0, labelsAlone: rule.areLogarithms) },
      divisor: { try rule.targets($0).own?.sum() },
      value: { inputs in
        let kept = try classes.kept(inputs[0].shape)
        let targets = try rule.targets(inputs)
        let logarithms = rule.areLogarithms ? inputs[0] : try inputs[0].logSoftmax(to: kept)
        guard let labels = targets.labels, rule.smoothing == 0 else {
          return
            -(try targets.coefficients(rule, inputs)
            .timesWhereNotZero(logarithms).sum(to: kept))
        }
        // Picked, not multiplied by zeros: a class that is impossible has logarithm -infinity.
        let picked = try classes.pick(labels, from: logarithms)
        return -(try targets.own?.timesWhereNotZero(picked) ?? picked)
      },
      slope: { call, position in
        let inputs = call.inputs
        let kept = try classes.kept(inputs[0].shape)
        let targets = try rule.targets(inputs)
        if position == 1 {
          var slope = try inputs[0].logSoftmax(to: kept)
          if let weight = try rule.aligned(inputs) { slope = try slope * weight }
          if rule.smoothing != 0 { slope = try slope * Tensor(Scalar(1 - rule.smoothing)) }
          return -slope
        }
        let coefficients = try targets.coefficients(rule, inputs)
        if rule.areLogarithms { return -coefficients }
        let probabilities = try inputs[0].softmax(to: kept)
        guard targets.labels != nil, rule.smoothing == 0 else {
          return try probabilities * coefficients.sum(to: kept) - coefficients
        }
        return try (targets.own.map { try probabilities * $0 } ?? probabilities) - coefficients
      })
  }
}

/// What a loss of classes takes its targets for.
struct ClassLoss: Sendable {
  var classes: Classes
  /// The label of examples that do not count.
  var ignored = -100
  /// The part of a target that is spread over all classes.
  var smoothing = 0.0
  /// Whether the scores are log-probabilities as they are, and targets labels alone.
  var areLogarithms = false

  func targets<Scalar>(_ inputs: [Tensor<Scalar>]) throws -> ClassTargets<Scalar> {
    guard classes.isChoice(inputs.map(\.shape)) else { return ClassTargets(own: nil, labels: nil) }
    var labels = inputs[1].elements
    let count = labels.map { $0.wholeNumber == ignored ? 0 : 1 as Scalar }
    for index in labels.indices where count[index] == 0 { labels[index] = 0 }
    let counted = try Tensor(labels, shape: inputs[1].shape)
    // Where all count alike, nothing is multiplied.
    if inputs.count < 3 && !count.contains(0) {
      return ClassTargets(own: nil, labels: counted)
    }
    // Refuses what is no class.
    _ = try classes.pick(counted, from: inputs[0])
    let own = labels.indices.map { index -> Scalar in
      guard count[index] != 0, inputs.count > 2 else { return count[index] }
      return labels[index].wholeNumber.map { inputs[2].elements[$0] } ?? 0
    }
    return ClassTargets(
      own: try Tensor(own, shape: classes.kept(inputs[0].shape)), labels: counted)
  }

  /// The weights of the classes along their axis; nil where there are none.
  func aligned<Scalar>(_ inputs: [Tensor<Scalar>]) throws -> Tensor<Scalar>? {
    guard inputs.count > 2 else { return nil }
    let scores = inputs[0].shape
    let axis = try classes.axis(of: scores)
    return try inputs[2].reshaped(
      to: scores.reduced(over: scores.extents.indices.filter { $0 != axis }))
  }

  // MARK: - Cost

  func costOfDivisor(_ call: CallShapes) -> OperationCount {
    classes.isChoice(call.inputs) && call.inputs.count > 2
      ? .of(0, classes.count(call).cells, 0) : .of(0, 0, 0)
  }

  func cost(of call: CallShapes) -> OperationCount {
    let (n, count) = (call.n, classes.count(call))
    let logarithms: OperationCount = areLogarithms ? .of(0, 0, 0) : count.logSoftmax
    if classes.isChoice(call.inputs) && smoothing == 0 {
      return logarithms + .of(call.inputs.count > 2 ? count.cells : 0, 0, 0)
    }
    return logarithms + costOfCoefficients(call) + .of(n, count.additions, 0)
  }

  /// Of the slope in the input at a position.
  func cost(of call: CallShapes, to position: Int) -> OperationCount {
    let (n, count) = (call.n, classes.count(call))
    if position == 1 {
      return count.logSoftmax
        + .of((call.inputs.count > 2 ? n : 0) + (smoothing == 0 ? 0 : n), 0, 0)
    }
    if areLogarithms { return costOfCoefficients(call) }
    if classes.isChoice(call.inputs) && smoothing == 0 {
      return count.softmax + costOfCoefficients(call)
        + .of(call.inputs.count > 2 ? n : 0, n, 0)
    }
    return count.softmax + costOfCoefficients(call) + .of(n, n + count.additions, 0)
  }

  private func costOfCoefficients(_ call: CallShapes) -> OperationCount {
    let (n, count, isWeighted) = (call.n, classes.count(call), call.inputs.count > 2)
    let classCount = count.cells == 0 ? n : n / count.cells
    if classes.isChoice(call.inputs) {
      let spread = OperationCount.of(count.cells + (isWeighted ? classCount : 0) + n, n, 0)
      return .of(0, count.cells, 0) + (smoothing == 0 ? .of(0, 0, 0) : spread)
    }
    return .of((smoothing == 0 ? 0 : n) + (isWeighted ? n : 0), smoothing == 0 ? 0 : n, 0)
  }
}

/// The targets of one use of a loss of classes.
struct ClassTargets<Scalar: TensorScalar> {
  /// What each example counts, with the class axis at extent 1: its label's weight, or 0; nil where all
  /// count alike.
  let own: Tensor<Scalar>?
  /// The labels, with a class in the place of what is ignored; nil for distributions.
  let labels: Tensor<Scalar>?

  /// How much each class's log-probability counts: the loss is minus the sum of the products.
  func coefficients(_ rule: ClassLoss, _ inputs: [Tensor<Scalar>]) throws -> Tensor<Scalar> {
    let scores = inputs[0]
    let kept = try rule.classes.kept(scores.shape)
    let classCount = kept.elementCount == 0 ? 0 : scores.shape.elementCount / kept.elementCount
    let (rest, share) = (1 - rule.smoothing, rule.smoothing / Double(Swift.max(classCount, 1)))
    let weight = try rule.aligned(inputs)
    guard let labels else {
      var targets = inputs[1]
      if rule.smoothing != 0 {
        targets = try targets * Tensor(Scalar(rest)) + Tensor(Scalar(share))
      }
      return try weight.map { try targets * $0 } ?? targets
    }
    let own = own ?? .ones(kept)
    guard rule.smoothing != 0 else {
      return try rule.classes.place(own, at: labels, like: scores)
    }
    let placed = try rule.classes.place(own * Tensor(Scalar(rest)), at: labels, like: scores)
    // 1 for each example that counts.
    let counted = own.map { $0 == 0 ? 0 : 1 }
    let spread = try weight.map { try $0 * Tensor(Scalar(share)) } ?? Tensor(Scalar(share))
    return try placed + counted * spread.broadcast(to: scores.shape)
  }
}

extension Tensor {
  /// The products, and 0 where this is 0, whatever the other is.
  fileprivate func timesWhereNotZero(_ other: Tensor) throws -> Tensor {
    try Tensor.zip(self, other, for: "mul") { $0 == 0 ? 0 : $0 * $1 }
  }
}
