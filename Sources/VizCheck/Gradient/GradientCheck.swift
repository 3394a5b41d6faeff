public import VizAutodiff
public import VizTensor

/// A comparison of the tape's gradient with differences in Float64, element by element.
///
/// The differences are centred and extrapolated to step 0, each with the step of the least
/// estimated error (Ridders 1982). At a kink the two sides rightly disagree: an element
/// whose gradient lies between the slopes of the two sides has a ``Element/kink`` and counts as no
/// disagreement.
public struct GradientCheck: Sendable {
  /// One element of one input.
  public struct Element: Sendable, Equatable {
    /// The input's name.
    public var input: String
    /// The element's position among the input's row-major elements.
    public var index: Int
    /// The derivative by the tape.
    public var gradient: Double
    /// The derivative by centred differences; NaN where the function throws beside the point.
    public var difference: Double
    /// The smallest step that the difference rests on.
    public var step: Double
    /// How far rounding may have moved the difference.
    public var noise: Double
    /// How far the difference seems to be from the derivative, by those of other steps.
    public var uncertainty: Double
    /// How far they are apart beyond ``noise``, relative to the greater; NaN counts as 1, and
    /// a kink as 0.
    public var relativeError: Double
    /// The slopes of both sides, where the function has a kink at the point or within the step.
    public var kink: Kink?
  }

  /// The slopes below and above a point at which they differ.
  public struct Kink: Sendable, Equatable {
    /// The slope on the side of lesser inputs.
    public var below: Double
    /// The slope on the side of greater inputs.
    public var above: Double
  }

  /// Every element of every input, in order.
  public let elements: [Element]

  /// The element with the greatest error, a kink only where all are; nil for no elements.
  public var worst: Element? {
    let smooth = elements.filter { $0.kink == nil }
    return (smooth.isEmpty ? elements : smooth).max { $0.relativeError < $1.relativeError }
  }
  /// The error of ``worst``; 0 where there are no elements.
  public var relativeError: Double { worst?.relativeError ?? 0 }
  /// The elements at which the function has a kink.
  public var kinks: [Element] { elements.filter { $0.kink != nil } }

  /// Checks `function` at `inputs`; takes some ten evaluations an element.
  ///
  /// An output that is no scalar is contracted with `seed`, by default fixed random numbers.
  /// Throws what the function throws at the inputs; where it throws beside them the difference is
  /// NaN.
  public init(
    at inputs: [(name: String, value: Tensor<Double>)], seed: Tensor<Double>? = nil,
    of function: @escaping (Tape<Double>, [Variable<Double>]) throws -> Variable<Double>
  ) throws {
    let probe = try Probe(at: inputs.map(\.value), seed: seed, of: function)
    var elements: [Element] = []
    for (position, input) in inputs.enumerated() {
      let gradient = probe.gradient[position].elements
      for (index, exact) in gradient.enumerated() {
        elements.append(
          Self.compare(
            exact, with: probe.differences(position, index), input: input.name, index: index))
      }
    }
    self.elements = elements
  }

  /// Checks `function` with respect to all of its inputs.
  public init(
    of function: some DifferentiableFunction, at inputs: [Tensor<Double>],
    seed: Tensor<Double>? = nil
  ) throws {
    let named = inputs.enumerated().map { (name: "input \($0)", value: $1) }
    try self.init(at: named, seed: seed) { _, variables in try function(variables) }
  }

  /// Checks an expression with respect to all of its inputs; throws `ExpressionError` as tracing does.
  public init(
    of expression: Expression, at inputs: [String: Tensor<Double>],
    granularity: Granularity = .asWritten
  ) throws {
    let names = try expression.trace(inputs: inputs).inputNames
    let values = names.compactMap { name in inputs[name].map { (name: name, value: $0) } }
    try self.init(at: values) { tape, variables in
      try expression.trace(
        on: tape, variables: Dictionary(uniqueKeysWithValues: zip(names, variables)),
        granularity: granularity
      ).output
    }
  }

  private static func compare(
    _ exact: Double, with differences: Differences, input: String, index: Int
  ) -> Element {
    let estimate = differences.derivative
    let noise = 4 * estimate.rounding
    var element = Element(
      input: input, index: index, gradient: exact, difference: estimate.value,
      step: estimate.step, noise: noise, uncertainty: estimate.error,
      relativeError: relativeError(exact, estimate.value, noise: noise))
    // Kinks are looked for only where there is something to explain.
    if element.relativeError > kinkThreshold, let kink = differences.kink(around: exact) {
      element.kink = kink
      element.relativeError = 0
    }
    return element
  }

  private static let kinkThreshold = 1e-8

  static func relativeError(_ a: Double, _ b: Double, noise: Double) -> Double {
    guard a.isFinite, b.isFinite else { return 1 }
    let gap = (a - b).magnitude - noise
    return gap <= 0 ? 0 : gap / Swift.max(a.magnitude, b.magnitude)
  }

  /// The kink at element `index` of argument `position` of one use of a rule, in the direction of
  /// the cotangent `g`, if `slope` is a subgradient there; nil where there is none.
  public static func kink(
    of rule: Primitive<Double>, in call: Call<Double>, cotangent g: Tensor<Double>,
    argument position: Int, element index: Int, around slope: Double
  ) -> Kink? {
    guard call.inputs.indices.contains(position) else { return nil }
    let probe = try? Probe(at: call.inputs, seed: g) { tape, variables in
      try tape.apply(rule, variables)
    }
    return probe?.differences(position, index).kink(around: slope)
  }
}
