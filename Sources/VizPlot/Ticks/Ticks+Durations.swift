import VizBase

extension Ticks {
  /// Ticks for seconds of elapsed time: `30 s`, `1 h 20 min`, `2 d`; below a minute in decimals.
  public static func durations(_ low: Double, _ high: Double, count: Int = usualCount) -> TickSet {
    let range = range(low, high)
    let largest = max(abs(range.lowerBound), abs(range.upperBound))
    let width = range.upperBound - range.lowerBound
    let wanted = max(2, min(count, 10))
    guard largest >= 60, largest < 1e13,
      let step = durationSteps.first(where: { width / $0 <= Double(wanted) }),
      width / step >= 2.5
    else { return decimalDurations(low, high, largest: largest, count: count) }
    let positions = multiples(of: step, in: range)
    let set = TickSet(
      positions: positions, labels: positions.map(durationLabel),
      minor: minor(of: step, in: range))
    return low > high ? set.reversed() : set
  }

  private static func decimalDurations(
    _ low: Double, _ high: Double, largest: Double, count: Int
  ) -> TickSet {
    let range = range(low, high)
    let unit = durationUnits.first {
      largest >= DecimalNumber(mantissa: 1, exponent: $0.power).value
    }
    guard largest < 1e13, let unit else {
      var set = linear(low, high, count: count)
      set.labels = set.labels.map { $0 == "0" ? $0 : $0 + " s" }
      return set
    }
    let ticks = LinearTickSearch(range, count: count).best()
    let scaled = ticks.numbers.map {
      DecimalNumber(mantissa: $0.mantissa, exponent: $0.exponent - unit.power)
    }
    let labels = TickFormat.automatic.labels(scaled).map { $0 == "0" ? $0 : "\($0) \(unit.name)" }
    let set = TickSet(
      positions: ticks.numbers.map(\.value), labels: labels, minor: ticks.minor(in: range))
    return low > high ? set.reversed() : set
  }

  /// Whole seconds as days, hours, minutes and seconds, without those that are zero.
  static func durationLabel(_ seconds: Double) -> String {
    guard seconds != 0, var rest = Int(exactly: seconds.magnitude.rounded()) else { return "0" }
    var parts: [String] = []
    for (size, name) in [(86_400, "d"), (3600, "h"), (60, "min"), (1, "s")] {
      let whole = rest / size
      if whole > 0 {
        let text = TickFormat.plain.labels([DecimalNumber(mantissa: whole, exponent: 0)])
        parts.append("\(text.first ?? "") \(name)")
      }
      rest %= size
    }
    return (seconds < 0 ? "−" : "") + parts.joined(separator: " ")
  }

  private static let durationUnits: [(power: Int, name: String)] = [
    (0, "s"), (-3, "ms"), (-6, "µs"), (-9, "ns"),
  ]

  private static let durationSteps: [Double] =
    [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200]
    + (0..<9).flatMap { power in
      [1, 2, 5].map { $0 * PowersOfTen.exact[power] * 86_400 }
    }

  /// The integer multiples of a whole step in a range.
  static func multiples(of step: Double, in range: ClosedRange<Double>) -> [Double] {
    let first = (range.lowerBound / step - 1e-9).rounded(.up)
    let last = (range.upperBound / step + 1e-9).rounded(.down)
    guard first <= last, last - first < 1000 else { return [] }
    return (0...Int(last - first)).map { (first + Double($0)) * step }
  }

  private static func minor(of step: Double, in range: ClosedRange<Double>) -> [Double] {
    // The widest finer step that divides this one and leaves room between the marks.
    let finer = durationSteps.reversed().first {
      $0 < step / 1.5 && step.truncatingRemainder(dividingBy: $0) == 0
    }
    guard let finer, step / finer <= 6 else { return [] }
    return multiples(of: finer, in: range).filter { $0.truncatingRemainder(dividingBy: step) != 0 }
  }
}
