// The elementary functions of tensors by the names that mathematics has for them, so that rules read as
// formulas do: `try exp(x) * (1 - tanh(x))`. Those of numbers are Foundation's; a generic one has
// `Scalar.exp` and its like, as an overload for all of them makes the compiler give up on formulas.

/// eˣ of each element; the shape stays.
public func exp<Scalar: TensorScalar>(_ x: Tensor<Scalar>) -> Tensor<Scalar> { x.map(.exp) }
/// ln x of each element, NaN below 0; the shape stays.
public func log<Scalar: TensorScalar>(_ x: Tensor<Scalar>) -> Tensor<Scalar> { x.map(.log) }
/// sin x of each element, in radians; the shape stays.
public func sin<Scalar: TensorScalar>(_ x: Tensor<Scalar>) -> Tensor<Scalar> { x.map(.sin) }
/// cos x of each element, in radians; the shape stays.
public func cos<Scalar: TensorScalar>(_ x: Tensor<Scalar>) -> Tensor<Scalar> { x.map(.cos) }
/// tan x of each element, in radians; the shape stays.
public func tan<Scalar: TensorScalar>(_ x: Tensor<Scalar>) -> Tensor<Scalar> { x.map(.tan) }
/// tanh x of each element; the shape stays.
public func tanh<Scalar: TensorScalar>(_ x: Tensor<Scalar>) -> Tensor<Scalar> { x.map(.tanh) }
/// √x of each element, NaN below 0; the shape stays.
public func sqrt<Scalar: TensorScalar>(_ x: Tensor<Scalar>) -> Tensor<Scalar> { x.map(.sqrt) }
/// |x| of each element; the shape stays.
public func abs<Scalar: TensorScalar>(_ x: Tensor<Scalar>) -> Tensor<Scalar> { x.map(.abs) }
/// 1 / (1 + e⁻ˣ) of each element, without overflow; the shape stays.
public func sigmoid<Scalar: TensorScalar>(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
  x.map(.sigmoid)
}
/// ln(1 + eˣ) of each element, without overflow; the shape stays.
public func softplus<Scalar: TensorScalar>(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
  x.map(.softplus)
}
/// max(x, 0) of each element; the shape stays.
public func relu<Scalar: TensorScalar>(_ x: Tensor<Scalar>) -> Tensor<Scalar> { x.map(.relu) }
