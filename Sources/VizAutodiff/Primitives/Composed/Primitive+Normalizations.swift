import VizTensor

// Normalisations over groups of channels, and by the root of the mean square alone.
extension Primitive {
  static var composedNormalizations: [PrimitiveEntry<Scalar>] {
    [
      PrimitiveEntry("group_norm") {
        .groupNorm(
          groups: try $0.requiredInt("num_groups"),
          epsilon: try $0.double("epsilon", default: 1e-5))
      },
      PrimitiveEntry("instance_norm") {
        .instanceNorm(epsilon: try $0.double("epsilon", default: 1e-5))
      },
      PrimitiveEntry("rms_norm") {
        .rmsNorm(
          axis: try $0.int("axis", default: -1),
          epsilon: try $0.double("epsilon", default: singleEpsilon))
      },
    ]
  }

  /// What PyTorch takes where nothing is said and numbers are of single precision.
  private static var singleEpsilon: Double { Double(Float.ulpOfOne) }

  /// Normalises each example over the channels of a group and all that follows them. Inputs: x
  /// `[n, c, …]` and, if wanted, scale `[c]` and shift `[c]`. Attributes: `num_groups` (required;
  /// it divides c) and `epsilon` (1e-5).
  ///
  /// Wu and He, "Group Normalization", 2018.
  static func groupNorm(groups: Int, epsilon: Double) -> Primitive {
    composite(
      "group_norm", arity: 1...3,
      attributes: [
        "num_groups": .int(groups), "epsilon": epsilon == 1e-5 ? nil : .double(epsilon),
      ]
    ) { x in try normalized(x, groups: groups, epsilon: epsilon) }
  }

  /// Normalises each channel of each example over all that follows it: a group norm with a group
  /// for each channel. Inputs: x `[n, c, …]` and, if wanted, scale `[c]` and shift `[c]`.
  /// Attribute: `epsilon` (1e-5).
  ///
  /// Ulyanov, Vedaldi and Lempitsky, "Instance Normalization", 2016.
  static func instanceNorm(epsilon: Double) -> Primitive {
    composite(
      "instance_norm", arity: 1...3,
      attributes: ["epsilon": epsilon == 1e-5 ? nil : .double(epsilon)]
    ) { x in
      guard x[0].shape.rank >= 3 else { throw misfit("it takes [batch, channels, …]") }
      return try normalized(x, groups: x[0].extents[1], epsilon: epsilon)
    }
  }

  private static func normalized(
    _ x: [Variable<Scalar>], groups: Int, epsilon: Double
  ) throws -> Variable<Scalar> {
    let extents = x[0].extents
    guard extents.count >= 2 else { throw misfit("it takes [batch, channels, …]") }
    let channels = extents[1]
    guard groups == channels || groups > 0 && channels.isMultiple(of: groups) else {
      throw misfit("\(groups) groups do not divide \(channels) channels evenly")
    }
    guard x.dropFirst().allSatisfy({ $0.extents == [channels] }) else {
      throw misfit("scale and shift must be [\(channels)], a number for each channel")
    }
    let group = groups == 0 ? 0 : channels / groups * extents[2...].reduce(1, *)
    var y = try x[0].tape.apply(
      .layerNorm(axis: -1, epsilon: epsilon), [x[0].reshaped(to: [extents[0], groups, group])]
    ).reshaped(to: extents)
    let perChannel = [channels] + extents[2...].map { _ in 1 }
    if x.count > 1 { y = try y * x[1].reshaped(to: perChannel) }
    if x.count > 2 { y = try y + x[2].reshaped(to: perChannel) }
    return y
  }

  /// Divides each example by the root of its mean square over the last axes. Inputs: x and, if
  /// wanted, a scale, whose shape is that of the normalised axes. Attributes: `axis`, the first
  /// normalised (-1), and `epsilon` (2⁻²³).
  ///
  /// Zhang and Sennrich, "Root Mean Square Layer Normalization", 2019.
  static func rmsNorm(axis: Int, epsilon: Double) -> Primitive {
    composite(
      "rms_norm", arity: 1...2,
      attributes: [
        "axis": axis == -1 ? nil : .int(axis),
        "epsilon": epsilon == singleEpsilon ? nil : .double(epsilon),
      ]
    ) { x in
      let shape = x[0].shape
      let first = try shape.axis(axis, for: "rms_norm")
      let tail = try Shape(Array(shape.extents[first...]))
      guard x.dropFirst().allSatisfy({ $0.shape == tail }) else {
        throw misfit("the scale must be \(tail)")
      }
      let squares = try VizAutodiff.mean(
        x[0] * x[0], axes: Array(first..<shape.rank), keepdims: true)
      let y = try x[0] / sqrt(squares + Scalar(epsilon))
      return x.count > 1 ? try y * x[1] : y
    }
  }
}
