import VizNeural
public import VizTensor

/// Critical sharpness: two divided by the learning rate at which the step would have raised the
/// batch's loss. A training is at the edge of stability where it is two divided by its own.
///
/// Along the update u of the step, whatever made it (momentum, Adam, clipping), the loss at θ − ηu is
/// asked for growing and shrinking η; where the valley is quadratic, the rate is 2 (g·u) / (uᵀHu).
/// The search begins at the last rate and at the parabola through the loss and its slope, which are
/// known, so that five or six forward passes suffice. Readings: `sharpness`, and `rate`, the rate at
/// which the loss would have been what it was.
///
/// Kalra, Gagnon-Audet, Gromov and others, "A Scalable Measure of Loss Landscape Curvature for
/// Analyzing the Training Dynamics of LLMs", 2026 (arXiv 2601.16979).
public struct CriticalSharpness: Instrument {
  /// What it is called, what it measures, what that costs, and where it comes from.
  public static let about = InstrumentDescription(
    name: "critical-sharpness",
    summary: "two divided by the learning rate at which a step would raise the loss",
    cost: "5 to 6 forward passes in double precision",
    source: "arXiv 2601.16979")

  /// How many forward passes it takes at most.
  public static let mostPasses = 6
  /// How near to the rate the search ends, as a share of it.
  private static let tolerance = 0.01

  /// The rate that was found last.
  private var rate: Double?

  /// A search that begins at the step's own rate.
  public init() {}

  /// The rate that was found last.
  public var state: [String: [Double]] {
    get { rate.map { ["rate": [$0]] } ?? [:] }
    set { rate = newValue["rate"]?.first.flatMap { $0 > 0 && $0.isFinite ? $0 : nil } }
  }

  /// Searches along the update of the step.
  public mutating func measure<Scalar: TensorScalar>(
    _ moment: InstrumentMoment<Scalar>
  ) throws -> [InstrumentReading] {
    guard let landscape = moment.landscape, moment.step.learningRate > 0 else { return [] }
    let update = moment.moves.flatMap(\.change).map { -$0 / moment.step.learningRate }
    let slope = zip(moment.gradient, update).reduce(0) { $0 + $1.0 * $1.1 }
    var passes = 0
    func loss(_ rate: Double) throws -> Double {
      passes += 1
      return try landscape.loss(movedBy: update.map { -rate * $0 })
    }
    let start = try loss(0)
    // Momentum may carry uphill, where there is no such rate.
    guard slope > 0, start.isFinite else { return [] }
    // The mean slope from here to a rate: it begins at −slope and is 0 where the loss is what it was.
    var below = (rate: 0.0, mean: -slope)
    var above: (rate: Double, mean: Double)?
    var trial = rate ?? moment.step.learningRate
    var found: Double?
    while passes < Self.mostPasses {
      let change = try loss(trial) - start
      // Beyond what the numbers hold, the loss is as high as can be.
      let mean = change.isFinite ? change / trial : .infinity
      if mean < 0 { below = (trial, mean) } else { above = (trial, mean) }
      let last = trial
      if let above, above.mean.isFinite {
        // Where the line through both ends is 0: exact in a quadratic valley.
        trial =
          below.rate
          + (above.rate - below.rate) * -below.mean / (above.mean - below.mean)
        found = trial
      } else if let above {
        trial = (below.rate + above.rate) / 2
      } else {
        let bend = (mean + slope) / last
        // No further than ten times at once, and not back into what is known.
        trial = bend > 0 ? min(max(slope / bend * 1.05, 1.5 * last), 10 * last) : 10 * last
      }
      if let found, abs(found - last) <= Self.tolerance * found { break }
    }
    guard let found, found > 0 else {
      // Next time the search goes on from here.
      rate = trial.isFinite ? trial : nil
      return []
    }
    rate = found
    return [InstrumentReading("sharpness", 2 / found), InstrumentReading("rate", found)]
  }
}
