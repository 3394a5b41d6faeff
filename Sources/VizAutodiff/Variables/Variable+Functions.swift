public import VizTensor

// The primitives as functions of variables, for formulas written in Swift: `try exp(-x)`. All of
// them throw `ShapeError` where shapes do not fit and ``AutodiffError`` where tapes differ.

/// eˣ, element by element; the shape stays.
public func exp<S: TensorScalar>(_ x: Variable<S>) throws -> Variable<S> {
  try x.tape.unary("exp", x)
}

/// ln x, element by element; NaN below 0. The shape stays.
public func log<S: TensorScalar>(_ x: Variable<S>) throws -> Variable<S> {
  try x.tape.unary("log", x)
}

/// sin x of radians, element by element; the shape stays.
public func sin<S: TensorScalar>(_ x: Variable<S>) throws -> Variable<S> {
  try x.tape.unary("sin", x)
}

/// cos x of radians, element by element; the shape stays.
public func cos<S: TensorScalar>(_ x: Variable<S>) throws -> Variable<S> {
  try x.tape.unary("cos", x)
}

/// tan x of radians, element by element; the shape stays.
public func tan<S: TensorScalar>(_ x: Variable<S>) throws -> Variable<S> {
  try x.tape.unary("tan", x)
}

/// √x, element by element; NaN below 0. The shape stays.
public func sqrt<S: TensorScalar>(_ x: Variable<S>) throws -> Variable<S> {
  try x.tape.unary("sqrt", x)
}

/// |x|, element by element; the slope at 0 is 0. The shape stays.
public func abs<S: TensorScalar>(_ x: Variable<S>) throws -> Variable<S> {
  try x.tape.unary("abs", x)
}

/// tanh x, element by element; the shape stays.
public func tanh<S: TensorScalar>(_ x: Variable<S>) throws -> Variable<S> {
  try x.tape.unary("tanh", x)
}

/// 1 / (1 + e⁻ˣ), element by element, without overflow; the shape stays.
public func sigmoid<S: TensorScalar>(_ x: Variable<S>) throws -> Variable<S> {
  try x.tape.unary("sigmoid", x)
}

/// ln(1 + eˣ), element by element, without overflow; the shape stays.
public func softplus<S: TensorScalar>(_ x: Variable<S>) throws -> Variable<S> {
  try x.tape.unary("softplus", x)
}

/// max(0, x), element by element; the slope at 0 is 0. The shape stays.
public func relu<S: TensorScalar>(_ x: Variable<S>) throws -> Variable<S> {
  try x.tape.unary("relu", x)
}

/// 1 where x is positive, 0 elsewhere; its derivative is 0 everywhere.
public func step<S: TensorScalar>(_ x: Variable<S>) throws -> Variable<S> {
  try x.tape.unary("step", x)
}

/// x where it is positive, `slope * x` elsewhere.
public func leakyReLU<S: TensorScalar>(
  _ x: Variable<S>, slope: Double = 0.01
) throws -> Variable<S> {
  try x.tape.apply(.leakyReLU(slope: slope), [x])
}

/// x where it is positive, `alpha (exp(x) - 1)` elsewhere.
public func elu<S: TensorScalar>(_ x: Variable<S>, alpha: Double = 1) throws -> Variable<S> {
  try x.tape.apply(.elu(alpha: alpha), [x])
}

/// `x Φ(x)` with the normal distribution function Φ, or its approximation by tanh.
public func gelu<S: TensorScalar>(
  _ x: Variable<S>, approximate: GELUApproximation = .none
) throws -> Variable<S> {
  try x.tape.apply(.gelu(approximate), [x])
}

/// Zero with probability `p`, and `x / (1 - p)` elsewhere; the same elements for the same seed and
/// the same step of training.
public func dropout<S: TensorScalar>(
  _ x: Variable<S>, p: Double = 0.5, seed: Int, step: Int = 0
) throws -> Variable<S> {
  try x.tape.apply(.dropout(p: p, seed: Primitive<S>.seed(seed, at: step)), [x])
}

/// The greater of each pair of elements; in a tie the first takes the gradient.
public func maximum<S: TensorScalar>(_ a: Variable<S>, _ b: Variable<S>) throws -> Variable<S> {
  try a.tape.binary("maximum", a, b)
}

/// The lesser of each pair of elements; in a tie the first takes the gradient.
public func minimum<S: TensorScalar>(_ a: Variable<S>, _ b: Variable<S>) throws -> Variable<S> {
  try a.tape.binary("minimum", a, b)
}

/// The matrix product, as NumPy's `@`.
public func matmul<S: TensorScalar>(_ a: Variable<S>, _ b: Variable<S>) throws -> Variable<S> {
  try a.tape.binary("matmul", a, b)
}

/// The sum of the products of two vectors' elements.
public func dot<S: TensorScalar>(_ a: Variable<S>, _ b: Variable<S>) throws -> Variable<S> {
  try a.tape.binary("dot", a, b)
}
