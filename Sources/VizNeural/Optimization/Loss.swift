public import VizAutodiff
public import VizTensor

/// What training makes small: a mean over the examples of a batch.
public enum Loss: String, Sendable, Hashable, CaseIterable, Codable {
  /// The mean of squared differences, for regression.
  case mse
  /// `-log softmax(scores)` at the label, for classes.
  case crossEntropy = "cross-entropy"
  /// `-log sigmoid(±score)`, for two classes and one score. Computed as `softplus(z) - y z`.
  case binaryCrossEntropy = "binary-cross-entropy"
  /// `max(0, 1 - y score)` with y = ±1, for two classes and one score.
  case hinge
  /// The sum over the other classes of `max(0, score - own + 1)`.
  ///
  /// Weston and Watkins, "Support Vector Machines for Multi-Class Pattern Recognition", 1999.
  case multiclassHinge = "multiclass-hinge"
  /// ``binaryCrossEntropy`` of many bits, the mean of those that are asked for: where a target is -1,
  /// nothing is.
  case sequenceBits = "sequence-bits"

  /// How targets reach the loss.
  public enum Targets: Sendable {
    /// Numbers of the output's shape.
    case values
    /// A whole number an example, from 0.
    case labels
    /// 0 or 1 in the output's shape.
    case bits
    /// -1 or 1 in the output's shape.
    case signs
  }

  /// The form in which this loss takes its targets.
  public var targets: Targets {
    switch self {
    case .mse, .sequenceBits: .values
    case .crossEntropy, .multiclassHinge: .labels
    case .binaryCrossEntropy: .bits
    case .hinge: .signs
    }
  }

  /// How many outputs a network needs for data with `classes`; nil where the values say.
  public func outputs(classes: Int) -> Int? {
    switch targets {
    case .values: nil
    case .labels: classes
    case .bits, .signs: 1
    }
  }

  /// Records the loss of `output` on its tape; the targets are as ``targets-swift.property`` says.
  public func callAsFunction<Scalar: TensorScalar>(
    _ output: Variable<Scalar>, _ targets: Variable<Scalar>
  ) throws -> Variable<Scalar> {
    try output.tape.scope("loss") {
      switch self {
      case .mse: return try VizAutodiff.mse(output, targets)
      case .crossEntropy: return try VizAutodiff.crossEntropy(output, labels: targets)
      case .multiclassHinge: return try VizAutodiff.hinge(output, labels: targets)
      case .hinge: return try VizAutodiff.hinge(output, targets: targets)
      case .binaryCrossEntropy, .sequenceBits:
        guard output.shape == targets.shape else {
          throw ShapeError(
            op: rawValue, shapes: [output.shape, targets.shape],
            reason: "scores and targets have one shape")
        }
        let losses = try softplus(output) - targets * output
        guard self == .sequenceBits else { return try mean(losses) }
        let isAsked = try step(targets + 0.5)
        return try sum(isAsked * losses) / sum(isAsked)
      }
    }
  }

  /// The share of examples whose label the output gets right; nil for regression.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func accuracy<Scalar: TensorScalar>(
    of output: Tensor<Scalar>, _ targets: Tensor<Scalar>
  ) throws -> Double? {
    if self == .sequenceBits {
      return output.elements.withUnsafeBufferPointer { output in
        targets.elements.withUnsafeBufferPointer { accuracy(of: output, $0) }
      }
    }
    guard let right = try predictions(output, as: targets) else { return nil }
    let count = targets.shape.elementCount
    guard count > 0 else { return nil }
    let hits = zip(right, targets.elements).count { $0 == $1 }
    return Double(hits) / Double(count)
  }

  /// ``accuracy(of:_:)`` of numbers where they lie; nil also where their counts do not fit.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func accuracy<Scalar: TensorScalar>(
    of output: UnsafeBufferPointer<Scalar>, _ targets: UnsafeBufferPointer<Scalar>
  ) -> Double? {
    let count = targets.count
    guard count > 0 else { return nil }
    switch self.targets {
    case .values where self == .sequenceBits:
      var (hits, asked) = (0, 0)
      for (score, target) in zip(output, targets) where target >= 0 {
        asked += 1
        if (score > 0) == (target > 0) { hits += 1 }
      }
      return asked > 0 ? Double(hits) / Double(asked) : nil
    case .values: return nil
    case .bits, .signs:
      guard output.count == count else { return nil }
      let negative: Scalar = self.targets == .bits ? 0 : -1
      let hits = output.agreements(withSigns: targets, negative: negative)
      return Double(hits) / Double(count)
    case .labels:
      guard output.count.isMultiple(of: count), output.count > 0 else { return nil }
      let hits = output.agreements(withClasses: targets, of: output.count / count)
      return Double(hits) / Double(count)
    }
  }

  /// The target that each output comes nearest to, in the form of `targets`; nil for regression.
  private func predictions<Scalar: TensorScalar>(
    _ output: Tensor<Scalar>, as targets: Tensor<Scalar>
  ) throws -> [Scalar]? {
    switch self.targets {
    case .values: return nil
    case .labels: return try classes(output).map { Scalar($0) }
    case .bits: return output.elements.map { $0 > 0 ? 1 : 0 }
    case .signs: return output.elements.map { $0 > 0 ? 1 : -1 }
    }
  }

  /// The class that each example's scores speak for: the greatest score's, or 1 where a single
  /// score is positive. Empty for regression.
  public func classes<Scalar: TensorScalar>(_ output: Tensor<Scalar>) throws -> [Int] {
    switch targets {
    case .values: return []
    case .bits, .signs: return output.elements.map { $0 > 0 ? 1 : 0 }
    case .labels:
      let axis = try output.shape.axis(-1, for: rawValue)
      let extent = max(output.shape.extents[axis], 1)
      return try output.positions(of: .max, to: output.shape.reduced(over: [axis])).map {
        $0 % extent
      }
    }
  }
}
