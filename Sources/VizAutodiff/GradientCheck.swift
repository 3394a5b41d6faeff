public import VizTensor

/// A comparison of the tape's gradient with centred differences, element by element.
///
/// The difference quotient `(f(x+h) - f(x-h)) / 2h` errs by about `h²` for its method and `ε|f|/h`
/// for rounding; `h = ∛ε max(|x|, 1)` balances the two (Nocedal and Wright, "Numerical
/// Optimization", 2nd edition, 2006, section 8.1).
public struct GradientCheck: Sendable {
  /// One element of one input.
  public struct Element: Sendable, Equatable {
    /// The input's name, and the element's position among its row-major elements.
    public var input: String
    public var index: Int
    public var gradient: Double
    public var difference: Double
    /// How far they are apart beyond rounding noise, relative to the greater; NaN counts as 1.
    public var relativeError: Double
  }

  /// The cube root of the spacing of doubles at 1.
  private static let step = 6.055454452393343e-06

  /// Every element of every input, in order.
  public let elements: [Element]

  /// The element with the greatest error; nil where there are no elements.
  public var worst: Element? { elements.max { $0.relativeError < $1.relativeError } }
  public var relativeError: Double { worst?.relativeError ?? 0 }

  /// Checks `function` at `inputs`; takes two evaluations an element.
  ///
  /// An output that is no scalar is contracted with `seed`, by default fixed random numbers.
  /// Throws what the function throws. At a kink the two sides rightly disagree.
  public init(
    at inputs: [(name: String, value: Tensor<Double>)], seed: Tensor<Double>? = nil,
    of function: (Tape<Double>, [Variable<Double>]) throws -> Variable<Double>
  ) throws {
    func trace(_ values: [Tensor<Double>]) throws -> (Variable<Double>, [Variable<Double>]) {
      let tape = Tape<Double>()
      let variables = values.map { tape.input($0) }
      return (try function(tape, variables), variables)
    }

    let (output, variables) = try trace(inputs.map(\.value))
    var generator = SplitMix64(seed: 0)
    let isScalar = output.shape.isScalar
    let direction =
      seed ?? (isScalar ? 1 : .random(output.shape, in: 0.5...1.5, using: &generator))
    let gradient = try output.tape.gradient(of: output, seed: direction)

    var elements: [Element] = []
    for (position, input) in inputs.enumerated() {
      for index in input.value.elements.indices {
        func value(at x: Double) throws -> (sum: Double, magnitude: Double) {
          var values = inputs.map(\.value)
          var moved = input.value.elements
          moved[index] = x
          values[position] = try Tensor(moved, shape: input.value.shape)
          let terms = try trace(values).0.value * direction
          return (terms.sum().elements[0], terms.map(.abs).sum().elements[0])
        }
        let x = input.value.elements[index]
        let step = Self.step * Swift.max(x.magnitude, 1)
        // The step that the rounded arguments really have.
        let (above, below) = (x + step, x - step)
        let (right, left) = (try value(at: above), try value(at: below))
        let difference = (right.sum - left.sum) / (above - below)
        let noise = 4 * Double.ulpOfOne * (right.magnitude + left.magnitude) / (above - below)
        let exact = gradient[variables[position]].elements[index]
        elements.append(
          Element(
            input: input.name, index: index, gradient: exact, difference: difference,
            relativeError: Self.relativeError(exact, difference, noise: noise)))
      }
    }
    self.elements = elements
  }

  /// Checks a formula with respect to all of its inputs; throws ``FormulaError`` as tracing does.
  public init(
    of formula: Formula, at inputs: [String: Tensor<Double>],
    granularity: Granularity = .asWritten
  ) throws {
    let names = try formula.trace(inputs: inputs).inputNames
    let values = names.compactMap { name in inputs[name].map { (name: name, value: $0) } }
    try self.init(at: values) { tape, variables in
      try formula.trace(
        on: tape, variables: Dictionary(uniqueKeysWithValues: zip(names, variables)),
        granularity: granularity
      ).output
    }
  }

  static func relativeError(_ a: Double, _ b: Double, noise: Double) -> Double {
    guard a.isFinite, b.isFinite else { return 1 }
    let gap = (a - b).magnitude - noise
    return gap <= 0 ? 0 : gap / Swift.max(a.magnitude, b.magnitude)
  }
}
