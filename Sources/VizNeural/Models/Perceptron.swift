/// Rosenblatt's perceptron: a unit that fires where `w · x + b > 0`, and learns from its mistakes.
///
/// Each example that it gets wrong is added to the weights, or taken away: `w += (t - y) x`. Where
/// a line separates the classes it stops making mistakes after finitely many (Novikoff, 1962);
/// where none does, as for XOR, it comes back to weights that it had before and goes round for
/// ever.
///
/// Rosenblatt, "The Perceptron: A Probabilistic Model for Information Storage and Organization in
/// the Brain", 1958; Minsky and Papert, "Perceptrons", 1969.
public struct Perceptron: Sendable, Hashable {
  /// w, one number an input.
  public var weights: [Double]
  /// b, which is added to the weighted sum.
  public var bias: Double

  /// A unit that has learnt nothing yet: its weights and bias are 0.
  public init(inputs: Int) {
    weights = Array(repeating: 0, count: max(0, inputs))
    bias = 0
  }

  /// 1 or 0.
  public func callAsFunction(_ x: [Double]) -> Int {
    zip(weights, x).reduce(bias) { $0 + $1.0 * $1.1 } > 0 ? 1 : 0
  }

  /// An example and whether the unit should fire, 1 or 0.
  public struct Example: Sendable, Hashable {
    /// What the unit sees, one number a weight.
    public let x: [Double]
    /// 1 where the unit should fire, 0 where not.
    public let label: Int

    /// An example of inputs and the right answer to them, 1 or 0.
    public init(_ x: [Double], _ label: Int) {
      self.x = x
      self.label = label
    }
  }

  /// How learning ended.
  public enum Outcome: Sendable, Hashable, CustomStringConvertible {
    /// The last of `epochs` made no mistake; there were `updates` before.
    case converged(epochs: Int, updates: Int)
    /// After `epochs` the weights were those from `period` epochs before: no line separates the
    /// classes.
    case cycles(epochs: Int, period: Int)
    /// Neither came about in as many epochs as were allowed.
    case undecided(epochs: Int)

    /// The outcome in words, without a period at the end.
    public var description: String {
      switch self {
      case .converged(let epochs, let updates):
        "converged after \(updates) updates: epoch \(epochs) makes no mistake"
      case .cycles(let epochs, let period):
        "never converges: after epoch \(epochs) the weights are those from \(period) "
          + "epoch\(period == 1 ? "" : "s") before, so no line separates the classes"
      case .undecided(let epochs): "still makes mistakes after \(epochs) epochs"
      }
    }
  }

  /// Learns by Rosenblatt's rule, going through the examples in order again and again.
  ///
  /// Weights repeat exactly where the inputs are whole numbers or few bits; whoever learns from
  /// other numbers that no line separates ends undecided.
  public mutating func learn(_ examples: [Example], epochs limit: Int = 1000) -> Outcome {
    var updates = 0
    var epochByState = [self: 0]
    var epoch = 0
    while epoch < limit {
      epoch += 1
      let before = updates
      for example in examples {
        let error = Double(example.label - self(example.x))
        guard error != 0 else { continue }
        updates += 1
        bias += error
        for (i, x) in zip(weights.indices, example.x) { weights[i] += error * x }
      }
      if updates == before { return .converged(epochs: epoch, updates: updates) }
      if let earlier = epochByState.updateValue(epoch, forKey: self) {
        return .cycles(epochs: epoch, period: epoch - earlier)
      }
    }
    return .undecided(epochs: epoch)
  }
}
