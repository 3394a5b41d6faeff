import VizTensor

/// One use of a normalisation: what its value and its rules are made of.
struct Normalization<Scalar: TensorScalar> {
  /// The shape of the statistics, with extent 1 at the axes over which they are taken.
  private let kept: Shape
  /// The shape in which the parameters broadcast to x.
  private let parameters: Shape
  /// `(x - mean) / deviation`, and `1 / deviation`.
  private let normalized, inverse: Tensor<Scalar>
  private let scale: Tensor<Scalar>?
  private let shift: Tensor<Scalar>?
  /// Whether mean and variance are x's own, and move with it.
  private let isOwn: Bool

  /// Inputs: x, scale, shift, mean and variance; all but x may be missing, from the last on.
  init(_ inputs: [Tensor<Scalar>], over kept: Shape, parameters: Shape, epsilon: Scalar) throws {
    self.kept = kept
    self.parameters = parameters
    scale = inputs.count > 1 ? try inputs[1].reshaped(to: parameters) : nil
    shift = inputs.count > 2 ? try inputs[2].reshaped(to: parameters) : nil
    isOwn = inputs.count < 5
    let mean = isOwn ? try inputs[0].mean(to: kept) : try inputs[3].reshaped(to: kept)
    let centred = try inputs[0] - mean
    let variance =
      isOwn ? try (centred * centred).mean(to: kept) : try inputs[4].reshaped(to: kept)
    inverse = try 1 / (variance + Tensor(epsilon)).map(.sqrt)
    normalized = try centred * inverse
  }

  func value() throws -> Tensor<Scalar> {
    let scaled = try self.scaled(normalized)
    return try shift.map { try scaled + $0 } ?? scaled
  }

  private func scaled(_ x: Tensor<Scalar>) throws -> Tensor<Scalar> {
    try scale.map { try x * $0 } ?? x
  }

  /// The Jacobian of x̂ in x, which is symmetric. With the statistics x's own, it takes away the
  /// mean and the part along x̂, along which x̂ cannot move.
  private func project(_ t: Tensor<Scalar>) throws -> Tensor<Scalar> {
    guard isOwn else { return try t * inverse }
    return try inverse
      * (t - t.mean(to: kept) - normalized * (t * normalized).mean(to: kept))
  }

  /// The slope of x̂ in the variance, `-x̂ / (2 deviation²)`.
  private var slopeInVariance: Tensor<Scalar> {
    get throws { try normalized * inverse * inverse * -0.5 }
  }

  func vjp(_ g: Tensor<Scalar>, _ position: Int) throws -> Tensor<Scalar> {
    switch position {
    case 0: try project(scaled(g))
    case 1: try (g * normalized).sum(to: parameters)
    case 2: try g.sum(to: parameters)
    case 3: try -(scaled(g) * inverse).sum(to: kept)
    default: try (scaled(g) * slopeInVariance).sum(to: kept)
    }
  }

  /// What the tangent of the input at `position` adds to the output's; it may have fewer axes.
  func jvp(_ t: Tensor<Scalar>, _ position: Int) throws -> Tensor<Scalar> {
    switch position {
    case 0: try scaled(project(t))
    case 1: try normalized * t.reshaped(to: parameters)
    case 2: try t.reshaped(to: parameters)
    case 3: try -scaled(t.reshaped(to: kept) * inverse)
    default: try scaled(t.reshaped(to: kept) * slopeInVariance)
    }
  }
}
