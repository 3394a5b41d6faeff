/// A net of McCulloch and Pitts: units that fire where the weighted inputs reach a threshold.
///
/// Any Boolean function is such a net of two layers, its disjunctive normal form: a unit for each
/// row of the truth table that is true, which fires on that row alone, and one that fires where any
/// of them does.
///
/// McCulloch and Pitts, "A Logical Calculus of the Ideas Immanent in Nervous Activity", 1943.
public struct ThresholdNetwork: Sendable, Hashable {
  /// Fires where `Σ weights · inputs >= threshold`.
  public struct Unit: Sendable, Hashable {
    /// What each input adds to the sum where it is on; a negative weight holds the unit back.
    public let weights: [Int]
    /// The sum from which on the unit fires.
    public let threshold: Int

    /// A unit with one weight for each input.
    public init(weights: [Int], threshold: Int) {
      self.weights = weights
      self.threshold = threshold
    }

    /// Whether the unit fires where these inputs are on.
    public func callAsFunction(_ inputs: [Bool]) -> Bool {
      zip(weights, inputs).reduce(0) { $0 + ($1.1 ? $1.0 : 0) } >= threshold
    }

    /// Fires where all, or any, of so many inputs do; with none it always, or never, fires.
    public static func and(_ inputs: Int) -> Unit {
      Unit(weights: Array(repeating: 1, count: max(0, inputs)), threshold: inputs)
    }
    /// Fires where any of so many inputs does; with none it never fires.
    public static func or(_ inputs: Int) -> Unit {
      Unit(weights: Array(repeating: 1, count: max(0, inputs)), threshold: 1)
    }
    /// Fires where its one input does not.
    public static let not = Unit(weights: [-1], threshold: 0)
  }

  /// The units of each layer, which all see the layer before.
  public let layers: [[Unit]]

  /// A net of these layers, first the one that sees the inputs.
  public init(layers: [[Unit]]) { self.layers = layers }

  /// What the units of the last layer do.
  public func callAsFunction(_ inputs: [Bool]) -> [Bool] {
    layers.reduce(inputs) { inputs, units in units.map { $0(inputs) } }
  }

  /// The net of a function by its truth table: entry i is the value where the bits of i, the last
  /// input the lowest, are the inputs: `[false, true, true, false]` is XOR.
  ///
  /// Throws ``NeuralError`` unless there are 2ⁿ entries, for at most 16 inputs.
  public init(truthTable table: [Bool]) throws {
    let inputs = table.count.trailingZeroBitCount
    guard !table.isEmpty, table.count == 1 << inputs, inputs <= 16 else {
      throw NeuralError.layer(
        "truth table",
        reason: "it has \(table.count) rows, and a function of n inputs has 2ⁿ, for n up to 16")
    }
    let minterms = table.indices.filter { table[$0] }.map { row in
      let bits = (0..<inputs).map { row >> (inputs - 1 - $0) & 1 == 1 }
      // It reaches the number of inputs that are on where exactly these are.
      return Unit(weights: bits.map { $0 ? 1 : -1 }, threshold: bits.count { $0 })
    }
    layers = [minterms, [.or(minterms.count)]]
  }
}
