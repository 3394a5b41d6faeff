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
    /// How far they are apart beyond ``noise``, relative to the greater; 0 at a kink, and where
    /// one of them is not finite (see ``isFinite``).
    public var relativeError: Double
    /// The slopes of both sides, where the function has a kink at the point or within the step.
    public var kink: Kink?
    /// Whether the function, its gradient and the difference are finite numbers: elsewhere there is
    /// nothing to compare.
    public var isFinite: Bool
    /// Whether the point is at the edge of the function's domain: the difference is the slope of the
    /// one side.
    public var isEdge = false
    /// Whether operations on the way to the output have kinks at the point, of which the slopes along
    /// this element alone do not show all: the gradient is made of what their rules choose, and need
    /// not be such a slope. Beside the point it is the difference.
    public var isBehindKinks = false
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
  /// Whether the function has a value at the inputs, of which there could be a gradient.
  public let hasValue: Bool

  /// The element with the greatest error; one at a kink, or that is not finite, only where all are;
  /// nil for no elements.
  public var worst: Element? {
    let smooth = elements.filter { $0.kink == nil && $0.isFinite && !$0.isBehindKinks }
    return (smooth.isEmpty ? elements : smooth).max { $0.relativeError < $1.relativeError }
  }
  /// The error of ``worst``; 0 where there are no elements.
  public var relativeError: Double { worst?.relativeError ?? 0 }
  /// The elements at which the function, its gradient or the difference is not finite.
  public var undefined: [Element] { elements.filter { !$0.isFinite } }
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
    try self.init(at: inputs, seed: seed, claims: [], of: function)
  }

  /// As ``init(at:seed:of:)``, with other gradients of the inputs, one after the other, that are
  /// looked for between the slopes of both sides where they are not the difference.
  init(
    at inputs: [(name: String, value: Tensor<Double>)], seed: Tensor<Double>?, claims: [Double],
    of function: @escaping (Tape<Double>, [Variable<Double>]) throws -> Variable<Double>
  ) throws {
    let probe = try Probe(at: inputs.map(\.value), seed: seed, of: function)
    var elements: [Element] = []
    var claimedKinks: [Int: Kink] = [:]
    for (position, input) in inputs.enumerated() {
      let gradient = probe.gradient[position].elements
      for (index, exact) in gradient.enumerated() {
        let differences = probe.differences(position, index)
        let element = Self.compare(exact, with: differences, input: input.name, index: index)
        if claims.indices.contains(elements.count) {
          let claim = claims[elements.count]
          if Self.relativeError(claim, element.difference, noise: element.noise)
            > Self.kinkThreshold
          {
            claimedKinks[elements.count] = differences.kink(around: claim, within: 1e-5)
          }
        }
        elements.append(element)
      }
    }
    self.elements = Self.lookingBeside(elements, claims, probe, inputs.map(\.name))
    hasValue = probe.hasValue
    self.claimedKinks = claimedKinks
  }

  /// The kinks between whose slopes a claim lies, by the position among all elements.
  let claimedKinks: [Int: Kink]

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
    of expression: MathExpression, at inputs: [String: Tensor<Double>],
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
    let isFinite = exact.isFinite && estimate.value.isFinite
    var element = Element(
      input: input, index: index, gradient: exact, difference: estimate.value,
      step: estimate.step, noise: noise, uncertainty: estimate.error,
      relativeError: isFinite ? relativeError(exact, estimate.value, noise: noise) : 0,
      isFinite: isFinite)
    if !isFinite, exact.isFinite, let edge = differences.edge(towards: exact) {
      element.isFinite = true
      element.isEdge = true
      element.difference = edge.slope
      element.relativeError =
        edge.isApproached ? 0 : relativeError(exact, edge.slope, noise: noise.finite)
      return element
    }
    // Kinks are looked for only where there is something to explain.
    if element.relativeError > kinkThreshold, let kink = differences.kink(around: exact) {
      element.kink = kink
      element.relativeError = 0
    }
    return element
  }

  private static let kinkThreshold = 1e-8

  /// The elements, with those at which a gradient disagrees for several kinks at the point alone told as
  /// such.
  private static func lookingBeside(
    _ elements: [Element], _ claims: [Double], _ probe: Probe, _ names: [String]
  ) -> [Element] {
    let open = elements.indices.filter { number in
      let element = elements[number]
      let claim = claims.indices.contains(number) ? claims[number] : element.gradient
      return element.isFinite && !element.isEdge
        && (element.relativeError > tolerance
          || relativeError(claim, element.difference, noise: element.noise) > tolerance
            && element.kink == nil)
    }
    guard !open.isEmpty, probe.hasManyKinks, let beside = try? probe.beside() else {
      return elements
    }
    let numbers = Set(open)
    var looked = elements
    var start = 0
    for (position, gradient) in beside.gradient.enumerated() {
      for (index, exact) in gradient.elements.enumerated() where numbers.contains(start + index) {
        let other = compare(
          exact, with: beside.differences(position, index), input: names[position], index: index)
        guard other.isFinite, other.relativeError <= tolerance else { continue }
        looked[start + index].isBehindKinks = true
        looked[start + index].relativeError = 0
      }
      start += gradient.elements.count
    }
    return looked
  }

  static func relativeError(_ a: Double, _ b: Double, noise: Double) -> Double {
    guard a.isFinite, b.isFinite else { return 1 }
    let gap = (a - b).magnitude - noise
    return gap <= 0 ? 0 : gap / Swift.max(a.magnitude, b.magnitude)
  }
}
