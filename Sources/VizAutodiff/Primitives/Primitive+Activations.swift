import VizTensor

// More activations, and dropout. Their slope says both rules, as for all elementwise primitives.
//
// At kinks:
//
//   leaky_relu at 0         slope, the negative side's
//   elu at 0                alpha, the negative side's
//   hardtanh at its ends    0, the flat side
//   hardswish at -3 and 3   0 and 1, the straight sides
extension Primitive {
  static var activations: [PrimitiveEntry<Scalar>] {
    [
      PrimitiveEntry("leaky_relu") { .leakyReLU(slope: try $0.double("slope", default: 0.01)) },
      PrimitiveEntry("elu") { .elu(alpha: try $0.double("alpha", default: 1)) },
      PrimitiveEntry("gelu") { .gelu(try $0.word("approximate", default: .none)) },
      PrimitiveEntry(.silu), PrimitiveEntry(.mish),
      PrimitiveEntry("hardtanh") {
        .hardtanh(
          from: try $0.double("min_val", default: -1), to: try $0.double("max_val", default: 1))
      },
      PrimitiveEntry(.hardswish),
      PrimitiveEntry("dropout") {
        try .dropout(p: $0.double("p", default: 0.5), seed: $0.int("seed", default: 0))
      },
    ]
  }

  /// x where it is positive, `slope * x` elsewhere. Attribute: `slope` (0.01).
  static func leakyReLU(slope: Double) -> Primitive {
    elementwise(
      "leaky_relu", attributes: ["slope": slope == 0.01 ? nil : .double(slope)],
      value: .operation(.leakyReLU, .x, .constant(slope)),
      cotangents: [.g * .operation(.leakyReLUSlope, .x, .constant(slope))])
  }

  /// x where it is positive, `alpha (exp(x) - 1)` elsewhere. Attribute: `alpha` (1).
  static func elu(alpha: Double) -> Primitive {
    elementwise(
      "elu", attributes: ["alpha": alpha == 1 ? nil : .double(alpha)],
      value: .operation(.elu, .x, .constant(alpha)),
      cotangents: [.g * .operation(.eluSlope, .x, .constant(alpha))])
  }

  /// `x Φ(x)` with the normal distribution function Φ. Attribute: `approximate` (`"none"`, or
  /// `"tanh"` for `x/2 (1 + tanh(√(2/π) (x + 0.044715 x³)))`).
  static func gelu(_ approximation: GELUApproximation) -> Primitive {
    let isExact = approximation == .none
    return elementwise(
      "gelu", attributes: ["approximate": isExact ? nil : .string(approximation.rawValue)],
      value: .x.map(isExact ? .gelu : .tanhGelu),
      cotangents: [.g * .x.map(isExact ? .geluSlope : .tanhGeluSlope)])
  }

  /// `x sigmoid(x)`.
  ///
  /// Elfwing, Uchibe and Doya, "Sigmoid-Weighted Linear Units for Neural Network Function
  /// Approximation in Reinforcement Learning", 2017.
  static var silu: Primitive {
    // sigmoid(u) (1 + u (1 - sigmoid(u)))
    elementwise(
      "silu", value: .x * .x.map(.sigmoid),
      cotangents: [.g * (.x.map(.sigmoid) + .x * .x.map(.sigmoidSlope))],
      written: .slope(nodes: 8, copies: 3), functions: ["silu"],
      definition: { try $0[0] * sigmoid($0[0]) })
  }

  /// `x tanh(softplus(x))`.
  ///
  /// Misra, "Mish: A Self Regularized Non-Monotonic Activation Function", 2019.
  static var mish: Primitive {
    let plus = ElementwiseTerm.x.map(.softplus)
    // tanh(p) + u sigmoid(u) (1 - tanh(p)^2), with p = softplus(u)
    return elementwise(
      "mish", value: .x * plus.map(.tanh),
      cotangents: [.g * (plus.map(.tanh) + .x * .x.map(.sigmoid) * plus.map(.tanhSlope))],
      written: .slope(nodes: 13, copies: 4), functions: ["mish"],
      definition: { try $0[0] * tanh(softplus($0[0])) })
  }

  /// x, cut off at both ends. Attributes: `min_val` (-1) and `max_val` (1).
  static func hardtanh(from least: Double, to most: Double) -> Primitive {
    let (low, high) = (ElementwiseTerm.constant(least), ElementwiseTerm.constant(most))
    let isInside: ElementwiseTerm =
      (1 - .operation(.isAtMost, .x, low)) * (1 - .operation(.isAtMost, high, .x))
    return elementwise(
      "hardtanh",
      attributes: [
        "min_val": least == -1 ? nil : .double(least), "max_val": most == 1 ? nil : .double(most),
      ],
      value: .operation(.minimum, .operation(.maximum, .x, low), high),
      cotangents: [.operation(.whereIsPositive, .g, isInside)], functions: ["hardtanh"])
  }

  /// `x min(max(x + 3, 0), 6) / 6`.
  static var hardswish: Primitive {
    elementwise(
      "hardswish", value: .x.map(.hardswish), cotangents: [.g * .x.map(.hardswishSlope)],
      written: .slope(nodes: 5, copies: 1), functions: ["hardswish"],
      definition: { x in
        let zero = x[0].tape.constant(0)
        return try x[0] * minimum(maximum(x[0] + 3, zero), x[0].tape.constant(6)) / 6
      })
  }

  /// Zero with probability `p`, and `x / (1 - p)` elsewhere; the same elements for the same seed.
  /// Attributes: `p` (0.5, from 0 to 1) and `seed` (0).
  ///
  /// When a program runs it again, each step has a seed of its own.
  ///
  /// Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", 2014.
  static func dropout(p: Double, seed: Int) throws -> Primitive {
    guard p >= 0, p <= 1 else {
      throw AutodiffError.attribute(
        op: "dropout", name: "p", reason: "it must be a probability from 0 to 1, not \(p)")
    }
    let mask: @Sendable (Tensor<Scalar>) -> Tensor<Scalar> = {
      .dropoutMask($0.shape, p: p, seed: UInt64(bitPattern: Int64(seed)))
    }
    return Primitive(
      "dropout", arity: 1...1,
      attributes: ["p": p == 0.5 ? nil : .double(p), "seed": seed == 0 ? nil : .int(seed)],
      kernel: nil,
      cost: CostRule(value: { .of($0.n, 0, 0) }, cotangent: { call, _ in .of(call.n, 0, 0) }),
      atStep: { try .dropout(p: p, seed: Self.seed(seed, at: $0)) },
      value: { try $0[0] * mask($0[0]) }, vjp: { g, _, _ in try g * mask(g) },
      jvp: { t, _ in try t[0].map { try $0 * mask($0) } })
  }
}

extension Primitive {
  /// The seed that takes the place of `seed` in a later step: as good as drawn, and `seed` itself at
  /// step 0.
  static func seed(_ seed: Int, at step: Int) -> Int {
    if step == 0 { return seed }
    var generator = SplitMix64(seed: UInt64(bitPattern: Int64(step)))
    return seed ^ Int(truncatingIfNeeded: generator.next())
  }
}

/// How ``gelu(_:approximate:)`` computes.
public enum GELUApproximation: String, Sendable, CaseIterable {
  /// The normal distribution function itself, or its approximation by tanh.
  case none, tanh
}
