extension Ticks {
  /// Ticks at round wall-clock times.
  ///
  /// Labels are as short as keeps them apart: `14:05`, `21 Nov`, `21 Nov 06:00`, `Nov 2026`.
  ///
  /// - Parameters:
  ///   - low: One end of the range, in seconds since 1970 in UTC.
  ///   - high: The other end.
  ///   - count: About how many labels there is room for.
  ///   - utcOffset: What the labels' clock is ahead of UTC, in seconds.
  public static func time(
    _ low: Double, _ high: Double, count: Int = usualCount, utcOffset: Int = 0
  ) -> TickSet {
    let range = range(low, high)
    let wanted = Double(max(2, min(count, 10)))
    let width = range.upperBound - range.lowerBound
    // Beyond some thousand years from now, or within seconds, these are numbers and no times.
    guard max(abs(range.lowerBound), abs(range.upperBound)) < 2e11, abs(utcOffset) <= 86_400,
      width >= 2
    else { return linear(low, high, count: count) }
    let offset = Double(utcOffset)
    let local = (range.lowerBound + offset)...(range.upperBound + offset)
    var positions: [Double] = []
    for step in TimeStep.all where width / step.seconds <= wanted + 1 {
      let found = step.multiples(in: local)
      if found.count <= 12 {
        positions = found
        break
      }
    }
    if positions.count < 2 {
      // Few steps fit: the widest that has two.
      positions =
        TimeStep.all.reversed().lazy
        .filter { width / $0.seconds < 12 }
        .map { $0.multiples(in: local) }.first { 2...12 ~= $0.count } ?? []
    }
    guard positions.count >= 2 else { return linear(low, high, count: count) }
    let set = TickSet(
      positions: positions.map { $0 - offset }, labels: CivilTime.labels(positions))
    return low > high ? set.reversed() : set
  }
}
