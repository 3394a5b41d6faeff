public import VizTensor

// What networks are made of, as functions of variables. Images are `[batch, channels, rows,
// columns]`; one number stands for rows and columns alike.

/// Slides every filter of `weight`, `[filters, channels / groups, rows, columns]`, over images.
public func conv2d<S: TensorScalar>(
  _ x: Variable<S>, _ weight: Variable<S>, _ bias: Variable<S>? = nil, strides: Extent2D = 1,
  padding: Extent2D = 0, dilations: Extent2D = 1, groups: Int = 1
) throws -> Variable<S> {
  let window = Window(
    kernel: 1, strides: strides, before: padding, after: padding, dilations: dilations)
  return try x.tape.apply(
    .conv2d(window, groups: groups), [x, weight] + (bias.map { [$0] } ?? []))
}

/// The greatest pixel that each window sees; the window moves by its own size unless `strides` say
/// otherwise.
public func maxPool2d<S: TensorScalar>(
  _ x: Variable<S>, kernel: Extent2D, strides: Extent2D? = nil, padding: Extent2D = 0
) throws -> Variable<S> {
  let window = Window(
    kernel: kernel, strides: strides ?? kernel, before: padding, after: padding)
  return try x.tape.apply(.maxPool2d(window), [x])
}

/// The mean of the pixels that each window sees, padding counted as zeros or not at all.
public func avgPool2d<S: TensorScalar>(
  _ x: Variable<S>, kernel: Extent2D, strides: Extent2D? = nil, padding: Extent2D = 0,
  countIncludePad: Bool = true
) throws -> Variable<S> {
  let window = Window(
    kernel: kernel, strides: strides ?? kernel, before: padding, after: padding)
  return try x.tape.apply(.avgPool2d(window, countsPadding: countIncludePad), [x])
}

/// Normalises each channel, axis 1, by the batch's mean and variance.
public func batchNorm<S: TensorScalar>(
  _ x: Variable<S>, scale: Variable<S>, shift: Variable<S>, epsilon: Double = 1e-5
) throws -> Variable<S> {
  try x.tape.apply(.batchNorm(epsilon: epsilon), [x, scale, shift])
}

/// Normalises each channel, axis 1, by a given mean and variance, as a trained network does.
public func batchNorm<S: TensorScalar>(
  _ x: Variable<S>, scale: Variable<S>, shift: Variable<S>, mean: Variable<S>,
  variance: Variable<S>, epsilon: Double = 1e-5
) throws -> Variable<S> {
  try x.tape.apply(.batchNorm(epsilon: epsilon), [x, scale, shift, mean, variance])
}

/// Normalises each example over the axes from `axis` on.
public func layerNorm<S: TensorScalar>(
  _ x: Variable<S>, scale: Variable<S>, shift: Variable<S>, axis: Int = -1,
  epsilon: Double = 1e-5
) throws -> Variable<S> {
  try x.tape.apply(.layerNorm(axis: axis, epsilon: epsilon), [x, scale, shift])
}

// MARK: - Losses

/// The mean of the squared differences.
///
/// Throws `ShapeError` where the shapes differ: broadcast, each number would be compared with others'
/// targets.
public func mse<S: TensorScalar>(
  _ prediction: Variable<S>, _ target: Variable<S>, reduction: LossReduction = .mean
) throws -> Variable<S> {
  guard prediction.shape == target.shape else {
    throw ShapeError(
      op: "mse", shapes: [prediction.shape, target.shape],
      reason: "prediction and target must have one shape")
  }
  return try prediction.tape.apply(.mse(reduction), [prediction, target])
}

/// `max(0, margin - target * score)` for targets of -1 and 1 in the shape of the scores.
public func hinge<S: TensorScalar>(
  _ scores: Variable<S>, targets: Variable<S>, margin: Double = 1,
  reduction: LossReduction = .mean
) throws -> Variable<S> {
  try scores.tape.apply(.hinge(margin: margin, axis: -1, reduction), [scores, targets])
}

/// The sum over all classes j but the label's of `max(0, score[j] - score[label] + margin)`; the
/// labels are whole numbers from 0, in the shape of the scores without the axis of the classes.
public func hinge<S: TensorScalar>(
  _ scores: Variable<S>, labels: Variable<S>, margin: Double = 1, axis: Int = -1,
  reduction: LossReduction = .mean
) throws -> Variable<S> {
  try scores.tape.apply(.hinge(margin: margin, axis: axis, reduction), [scores, labels])
}

/// `-log(softmax(logits))` at the labels, whole numbers from 0 in the shape of the logits without
/// the axis of the classes.
public func crossEntropy<S: TensorScalar>(
  _ logits: Variable<S>, labels: Variable<S>, axis: Int = -1, reduction: LossReduction = .mean
) throws -> Variable<S> {
  try logits.tape.apply(.crossEntropy(axis: axis, reduction), [logits, labels])
}

/// `-sum(distribution * log(softmax(logits)))` over the classes, for distributions in the shape of
/// the logits.
public func crossEntropy<S: TensorScalar>(
  _ logits: Variable<S>, distributions: Variable<S>, axis: Int = -1,
  reduction: LossReduction = .mean
) throws -> Variable<S> {
  try logits.tape.apply(.crossEntropy(axis: axis, reduction), [logits, distributions])
}
