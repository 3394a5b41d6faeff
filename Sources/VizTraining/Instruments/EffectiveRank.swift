import VizStatistics
public import VizTensor

/// The effective rank of what each layer gives for the batch: how many directions tell its examples
/// apart.
///
/// The exponential of the entropy of the singular values, as shares of their sum, of at most 64
/// examples and 64 units without their means. Readings: a layer's function.
///
/// Roy and Vetterli, "The Effective Rank: A Measure of Effective Dimensionality", 2007; Kumar, Agarwal,
/// Ghosh and Levine, "Implicit Under-Parameterization Inhibits Data-Efficient Deep Reinforcement
/// Learning", 2021 (arXiv 2010.14498).
public struct EffectiveRank: Instrument {
  /// What it is called, what it measures, what that costs, and where it comes from.
  public static let about = InstrumentDescription(
    name: "effective-rank",
    summary: "how many directions each layer's values fill",
    cost: "the eigenvalues of a matrix of at most 64 × 64 for each layer",
    source: "Roy and Vetterli, 2007; arXiv 2010.14498")

  private static let most = 64

  /// An instrument without a state.
  public init() {}

  /// Looks at what the layers gave for the step's batch.
  public mutating func measure<Scalar: TensorScalar>(
    _ moment: InstrumentMoment<Scalar>
  ) throws -> [InstrumentReading] {
    moment.hiddenFunctions.compactMap { function in
      guard let rows = moment.rows(of: function, atMost: Self.most), rows.count > 1,
        let rank = Spectrum.effectiveRank(
          of: rows.map { Array($0.prefix(Self.most)) }, isCentered: true)
      else { return nil }
      return InstrumentReading(function.name, rank)
    }
  }
}
