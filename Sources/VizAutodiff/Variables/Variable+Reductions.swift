public import VizTensor

// Reductions as functions of variables: over all axes, or over those that are named (-1 is the
// last). With `keepdims` the reduced axes stay, with extent 1.

/// The sum of all elements.
public func sum<S: TensorScalar>(_ x: Variable<S>) throws -> Variable<S> {
  try x.tape.unary("sum", x)
}

/// The sum over `axes`, or over all; `keepdims` leaves them with extent 1.
public func sum<S: TensorScalar>(
  _ x: Variable<S>, axes: [Int]?, keepdims: Bool = false
) throws -> Variable<S> {
  try x.tape.apply(.sum(Reduction("sum", axes: axes, keepdims: keepdims)), [x])
}

/// The mean of all elements.
public func mean<S: TensorScalar>(_ x: Variable<S>) throws -> Variable<S> {
  try x.tape.unary("mean", x)
}

/// The mean over `axes`, or over all; `keepdims` leaves them with extent 1.
public func mean<S: TensorScalar>(
  _ x: Variable<S>, axes: [Int]?, keepdims: Bool = false
) throws -> Variable<S> {
  try x.tape.apply(.mean(Reduction("mean", axes: axes, keepdims: keepdims)), [x])
}

/// The greatest element; the first of several takes the gradient.
public func max<S: TensorScalar>(
  _ x: Variable<S>, axes: [Int]? = nil, keepdims: Bool = false
) throws -> Variable<S> {
  try x.tape.apply(.extreme(.max, Reduction("max", axes: axes, keepdims: keepdims)), [x])
}

/// The least element; the first of several takes the gradient.
public func min<S: TensorScalar>(
  _ x: Variable<S>, axes: [Int]? = nil, keepdims: Bool = false
) throws -> Variable<S> {
  try x.tape.apply(.extreme(.min, Reduction("min", axes: axes, keepdims: keepdims)), [x])
}

/// The Euclidean norm.
public func norm<S: TensorScalar>(
  _ x: Variable<S>, axes: [Int]? = nil, keepdims: Bool = false
) throws -> Variable<S> {
  try x.tape.apply(.norm(Reduction("norm", axes: axes, keepdims: keepdims)), [x])
}

/// `log(sum(exp(x)))`, without overflow.
public func logsumexp<S: TensorScalar>(
  _ x: Variable<S>, axes: [Int]? = nil, keepdims: Bool = false
) throws -> Variable<S> {
  try x.tape.apply(.logsumexp(Reduction("logsumexp", axes: axes, keepdims: keepdims)), [x])
}

/// `exp(x)` over its sum along the last axis.
public func softmax<S: TensorScalar>(_ x: Variable<S>) throws -> Variable<S> {
  try x.tape.unary("softmax", x)
}

/// `exp(x)` over its sum along an axis.
public func softmax<S: TensorScalar>(_ x: Variable<S>, axis: Int) throws -> Variable<S> {
  try x.tape.apply(.softmax(axis: axis), [x])
}

/// The logarithm of the softmax along an axis.
public func logSoftmax<S: TensorScalar>(_ x: Variable<S>, axis: Int = -1) throws -> Variable<S> {
  try x.tape.apply(.logSoftmax(axis: axis), [x])
}
