import VizTensor

/// The axis of scores along which the classes lie, with labels or distributions as targets.
struct Classes: Sendable {
  private let op: String
  private let given: Int?

  /// Without an axis it is PyTorch's: the second, or the one there is.
  init(_ op: String, axis: Int?) {
    self.op = op
    given = axis
  }

  /// The axis as it was given.
  var attribute: Attribute? { given.map(Attribute.int) }

  /// The axis among those of the scores, counted from the front.
  func axis(of scores: Shape) throws(ShapeError) -> Int {
    try scores.axis(given ?? (scores.rank > 1 ? 1 : 0), for: op)
  }

  /// Whether the targets are labels: they lack the class axis that the scores have.
  func isChoice(_ inputs: [Shape]) -> Bool {
    inputs.count >= 2 && inputs[1].rank + 1 == inputs[0].rank
  }

  /// The shape of the scores with the class axis at extent 1.
  func kept(_ scores: Shape) throws(ShapeError) -> Shape {
    scores.reduced(over: [try axis(of: scores)])
  }

  /// How many scores, examples and additions a sum over the classes has.
  func count(_ call: CallShapes) -> ReductionCount {
    ReductionCount(call.x, to: (try? kept(call.x)) ?? call.x)
  }

  /// The shape of the examples, with the class axis at extent 1 and without it; throws
  /// ``ShapeError`` unless the targets fit, and the weights of the classes.
  func cells(
    _ inputs: [Shape], labelsAlone: Bool = false
  ) throws(ShapeError) -> (kept: Shape, examples: Shape) {
    let examples = inputs[0].removing([try axis(of: inputs[0])])
    guard inputs[1] == examples || (inputs[1] == inputs[0] && !labelsAlone) else {
      throw ShapeError(
        op: op, shapes: inputs,
        reason: "for these scores labels have shape \(examples)"
          + (labelsAlone ? "" : ", and targets \(inputs[0])"))
    }
    let classes = inputs[0].extents[try axis(of: inputs[0])]
    guard inputs.count < 3 || inputs[2] == .vector(classes) else {
      throw ShapeError(
        op: op, shapes: inputs, reason: "the weights must be [\(classes)], a number for each class")
    }
    return (try kept(inputs[0]), examples)
  }

  /// The shape of targets for every score; throws ``ShapeError`` unless it is the scores'.
  func same(_ inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs[0] == inputs[1] else {
      throw ShapeError(
        op: op, shapes: inputs,
        reason: "targets have the shape of the scores, and labels lack the axis of the classes")
    }
    return inputs[0]
  }

  /// The score at each label, with the class axis at extent 1.
  func pick<Scalar>(
    _ labels: Tensor<Scalar>, from scores: Tensor<Scalar>
  ) throws(ShapeError) -> Tensor<Scalar> {
    let positions = try scores.positions(
      ofLabels: labels, axis: axis(of: scores.shape), for: op)
    return scores.taking(positions, shape: try kept(scores.shape))
  }

  /// 1 at each label, and 0 elsewhere.
  func oneHot<Scalar>(
    _ labels: Tensor<Scalar>, like scores: Tensor<Scalar>
  ) throws(ShapeError) -> Tensor<Scalar> {
    try place(.ones(labels.shape), at: labels, like: scores)
  }

  /// A number for each example at its label, and 0 elsewhere.
  func place<Scalar>(
    _ numbers: Tensor<Scalar>, at labels: Tensor<Scalar>, like scores: Tensor<Scalar>
  ) throws(ShapeError) -> Tensor<Scalar> {
    let positions = try scores.positions(
      ofLabels: labels, axis: axis(of: scores.shape), for: op)
    return numbers.placing(at: positions, in: scores.shape)
  }
}
