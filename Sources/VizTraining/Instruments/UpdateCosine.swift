import VizNeural
public import VizTensor

/// The cosine between two updates in a row: near 1 where steps go on in one direction, near −1 where
/// each undoes the last, as across a valley at the edge of stability.
///
/// Readings: `all`, of all parameters together, and each weight's name, of the step after one that is
/// measured.
///
/// Xing, Arpit, Tsirigotis and Bengio, "A Walk with SGD", 2018 (arXiv 1802.08770).
public struct UpdateCosine: Instrument {
  /// What it is called, what it measures, what that costs, and where it comes from.
  public static let about = InstrumentDescription(
    name: "update-cosine",
    summary: "the cosine between two updates in a row",
    cost: "a copy of the parameters, and a pass over them",
    source: "arXiv 1802.08770")

  /// The update before, and its step.
  private var last: (step: Int, changes: [[Double]])?
  /// Whether the next step has to be seen to have a pair.
  public private(set) var wantsNextStep = false

  /// An instrument that has seen no update.
  public init() {}

  /// Compares the step's update with the one before, where that was seen.
  public mutating func measure<Scalar: TensorScalar>(
    _ moment: InstrumentMoment<Scalar>
  ) throws -> [InstrumentReading] {
    let changes = moment.moves.map(\.change)
    let before = last
    last = (moment.step.number, changes)
    guard let before, before.step == moment.step.number - 1 else {
      wantsNextStep = true
      return []
    }
    wantsNextStep = false
    var readings: [InstrumentReading] = []
    var (across, first, second) = (0.0, 0.0, 0.0)
    for (move, earlier) in zip(moment.moves, before.changes) {
      var (xy, xx, yy) = (0.0, 0.0, 0.0)
      for (x, y) in zip(move.change, earlier) {
        xy += x * y
        xx += x * x
        yy += y * y
      }
      across += xy
      first += xx
      second += yy
      if move.isDecayed, let cosine = Self.cosine(xy, xx, yy) {
        readings.append(InstrumentReading(move.name, cosine))
      }
    }
    if let cosine = Self.cosine(across, first, second) {
      readings.append(InstrumentReading("all", cosine))
    }
    return readings
  }

  /// Nil where nothing moved.
  private static func cosine(_ product: Double, _ a: Double, _ b: Double) -> Double? {
    a > 0 && b > 0 ? min(max(product / (a.squareRoot() * b.squareRoot()), -1), 1) : nil
  }
}
