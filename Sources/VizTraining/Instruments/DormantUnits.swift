public import VizTensor

/// Dormant units: the share of a layer's units whose activation is next to nothing beside the layer's
/// mean.
///
/// A unit's score is the mean magnitude of what it gives for the batch, divided by the mean of that
/// over the layer; it is dormant where the score is at most 0.025. Unlike a dead ReLU, it need not be
/// 0, and any function may have such units. Of images a unit is a channel, of sequences every step of
/// a sequence is an example. Readings: a layer's function, and `all`, the share of all those units.
///
/// Sokar, Agarwal, Castro and Evci, "The Dormant Neuron Phenomenon in Deep Reinforcement Learning",
/// 2023 (arXiv 2302.12902).
public struct DormantUnits: Instrument {
  /// What it is called, what it measures, what that costs, and where it comes from.
  public static let about = InstrumentDescription(
    name: "dormant",
    summary: "the share of units that give next to nothing, by layer",
    cost: "a pass over the activations",
    source: "arXiv 2302.12902")

  /// τ: up to this score a unit is dormant.
  public static let threshold = 0.025

  /// An instrument without a state.
  public init() {}

  /// Looks at what the layers gave for the step's batch.
  public mutating func measure<Scalar: TensorScalar>(
    _ moment: InstrumentMoment<Scalar>
  ) throws -> [InstrumentReading] {
    var readings: [InstrumentReading] = []
    var (dormant, units) = (0, 0)
    for function in moment.hiddenFunctions {
      guard let rows = moment.rows(of: function, magnitudes: true) else { continue }
      let found = Self.dormant(rows)
      guard found.units > 0 else { continue }
      dormant += found.count
      units += found.units
      readings.append(
        InstrumentReading(function.name, Double(found.count) / Double(found.units)))
    }
    if units > 0 { readings.append(InstrumentReading("all", Double(dormant) / Double(units))) }
    return readings
  }

  /// How many of the units are dormant, of rows of what they gave; all of them where all give nothing.
  static func dormant(_ rows: [[Double]]) -> (count: Int, units: Int) {
    guard let units = rows.first?.count, units > 0 else { return (0, 0) }
    var scores = [Double](repeating: 0, count: units)
    for row in rows { for unit in 0..<units { scores[unit] += row[unit].magnitude } }
    let mean = scores.reduce(0, +) / Double(units)
    return (scores.count { $0 <= threshold * mean }, units)
  }
}
