public import VizTensor

// The primitives as functions of variables, for formulas written in Swift: `try exp(-x)`.

public func exp<S: TensorScalar>(_ x: Variable<S>) throws -> Variable<S> {
  try x.tape.apply("exp", x)
}

public func log<S: TensorScalar>(_ x: Variable<S>) throws -> Variable<S> {
  try x.tape.apply("log", x)
}

public func sin<S: TensorScalar>(_ x: Variable<S>) throws -> Variable<S> {
  try x.tape.apply("sin", x)
}

public func cos<S: TensorScalar>(_ x: Variable<S>) throws -> Variable<S> {
  try x.tape.apply("cos", x)
}

public func sqrt<S: TensorScalar>(_ x: Variable<S>) throws -> Variable<S> {
  try x.tape.apply("sqrt", x)
}

public func tanh<S: TensorScalar>(_ x: Variable<S>) throws -> Variable<S> {
  try x.tape.apply("tanh", x)
}

public func sigmoid<S: TensorScalar>(_ x: Variable<S>) throws -> Variable<S> {
  try x.tape.apply("sigmoid", x)
}

public func relu<S: TensorScalar>(_ x: Variable<S>) throws -> Variable<S> {
  try x.tape.apply("relu", x)
}

public func softmax<S: TensorScalar>(_ x: Variable<S>) throws -> Variable<S> {
  try x.tape.apply("softmax", x)
}

/// The sum of all elements.
public func sum<S: TensorScalar>(_ x: Variable<S>) throws -> Variable<S> {
  try x.tape.apply("sum", x)
}

/// The mean of all elements.
public func mean<S: TensorScalar>(_ x: Variable<S>) throws -> Variable<S> {
  try x.tape.apply("mean", x)
}

/// The matrix product, as NumPy's `@`.
public func matmul<S: TensorScalar>(_ a: Variable<S>, _ b: Variable<S>) throws -> Variable<S> {
  try a.tape.apply("matmul", a, b)
}

/// The greater of each pair of elements; in a tie the first takes the gradient.
public func maximum<S: TensorScalar>(_ a: Variable<S>, _ b: Variable<S>) throws -> Variable<S> {
  try a.tape.apply("maximum", a, b)
}
