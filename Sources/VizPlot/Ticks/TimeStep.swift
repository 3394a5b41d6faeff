/// A round distance between two times.
enum TimeStep: Equatable {
  case seconds(Double)
  case months(Int)

  static let all: [TimeStep] =
    [
      1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200,
      86_400, 172_800, 604_800,
    ].map(TimeStep.seconds)
    + [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12_000].map(TimeStep.months)

  /// About how long it is.
  var seconds: Double {
    switch self {
    case .seconds(let seconds): seconds
    case .months(let months): Double(months) * 2_629_746
    }
  }

  /// The round times in a range of less than 2¹¹ times this step and of sane dates.
  func multiples(in range: ClosedRange<Double>) -> [Double] {
    switch self {
    case .seconds(604_800):
      // Weeks begin on Mondays; the first of January 1970 was a Thursday.
      let shift = 3.0 * 86_400
      return Ticks.multiples(
        of: 604_800, in: range.lowerBound + shift...range.upperBound + shift
      ).map { $0 - shift }
    case .seconds(let step): return Ticks.multiples(of: step, in: range)
    case .months(let months):
      let first = CivilTime(range.lowerBound).month(roundedDownTo: months)
      let width = range.upperBound - range.lowerBound
      let count = min(1000, Int((width / seconds).rounded(.up)) + 2)
      return (0...count).map { CivilTime.seconds(ofMonth: first + $0 * months) }
        .filter(range.contains)
    }
  }
}
