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

  /// The update before, the elements of all parameters in order, and its step.
  private var last: (step: Int, change: [Double])?
  /// Whether the next step has to be seen to have a pair.
  public private(set) var wantsNextStep = false

  /// An instrument that has seen no update.
  public init() {}

  /// The update before, and whether the next one is waited for.
  public var state: [String: [Double]] {
    get {
      guard let last else { return [:] }
      let state = ["step": [Double(last.step)], "change": last.change]
      return wantsNextStep ? state.merging(["wanted": []]) { first, _ in first } : state
    }
    set {
      last = nil
      wantsNextStep = newValue["wanted"] != nil
      guard let step = newValue["step"]?.first.flatMap({ Int(exactly: $0) }), step >= 0,
        let change = newValue["change"]
      else { return }
      last = (step, change)
    }
  }

  /// Compares the step's update with the one before, where that was seen.
  public mutating func measure<Scalar: TensorScalar>(
    _ moment: InstrumentMoment<Scalar>
  ) throws -> [InstrumentReading] {
    let change = moment.moves.flatMap(\.change)
    let before = last
    last = (moment.step.number, change)
    guard let before, before.step == moment.step.number - 1, before.change.count == change.count
    else {
      wantsNextStep = true
      return []
    }
    wantsNextStep = false
    var readings: [InstrumentReading] = []
    var (across, first, second) = (0.0, 0.0, 0.0)
    var offset = 0
    for move in moment.moves {
      var (xy, xx, yy) = (0.0, 0.0, 0.0)
      let earlier = before.change[offset..<offset + move.change.count]
      offset += move.change.count
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
