#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A function as a sum of sigmoids: a network with one hidden layer.
public struct SigmoidSum: Sendable, Hashable {
  /// `height · σ(weight · x + bias)`.
  public struct Term: Sendable, Hashable {
    /// What x is multiplied by in the sigmoid: how steeply the term climbs.
    public var weight: Double
    /// What is added in the sigmoid: the middle of the climb lies at `-bias / weight`.
    public var bias: Double
    /// What the sigmoid is multiplied by: how far the term climbs in all.
    public var height: Double

    /// A unit of the hidden layer, by its own weight and bias and the weight of its output.
    public init(weight: Double, bias: Double, height: Double) {
      self.weight = weight
      self.bias = bias
      self.height = height
    }

    /// The term's value at x.
    public func callAsFunction(_ x: Double) -> Double {
      height / (1 + exp(-(weight * x + bias)))
    }
  }

  /// What the sum begins with: the bias of the output.
  public var offset: Double
  /// What is added to the offset: a unit of the hidden layer each.
  public var terms: [Term]

  /// A sum of given terms.
  public init(offset: Double = 0, terms: [Term]) {
    self.offset = offset
    self.terms = terms
  }

  /// Steps that climb from one value of a function to the next, as the proof of universal
  /// approximation builds them (George Cybenko, 1989).
  ///
  /// - Parameters:
  ///   - count: How many sigmoids, at even distances.
  ///   - range: Where the function is approximated.
  ///   - steepness: How much of its climb a sigmoid does within its own part of the range; 4 makes
  ///     it smooth, 40 a staircase.
  ///   - function: What is approximated.
  public init(
    approximating count: Int, over range: ClosedRange<Double>, steepness: Double = 6,
    _ function: (Double) -> Double
  ) {
    let count = max(0, min(count, 10_000))
    let width = (range.upperBound - range.lowerBound) / Double(max(count, 1))
    let weight = width > 0 ? steepness / width : 0
    offset = function(range.lowerBound)
    terms = (0..<count).map { index in
      let start = range.lowerBound + Double(index) * width
      let middle = start + width / 2
      return Term(
        weight: weight, bias: -weight * middle, height: function(start + width) - function(start))
    }
  }

  /// The sum's value at x.
  public func callAsFunction(_ x: Double) -> Double { terms.reduce(offset) { $0 + $1(x) } }
}
