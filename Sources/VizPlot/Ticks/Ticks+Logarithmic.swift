import VizBase

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension Ticks {
  /// The positive range that a logarithmic axis from `low` to `high` shows.
  ///
  /// An end that is not positive is put three decades from the other.
  public static func logRange(_ low: Double, _ high: Double) -> ClosedRange<Double> {
    let ends = [low, high].filter { $0.isFinite && $0 > 0 }
    let tiny = Double.leastNonzeroMagnitude
    guard var a = ends.min(), var b = ends.max() else { return 1...10 }
    if a == b, [low, high].contains(where: { $0 <= 0 }) {
      a = b / 1000
    } else if a >= b * (1 - 1e-12) {
      // Nearly equal ends have no ticks of their own to tell apart.
      (a, b) = (a / 3, min(b * 3, .greatestFiniteMagnitude))
    }
    a = max(a, tiny)
    return a...max(b, a + 2000 * tiny)
  }

  /// Ticks at powers of ten and, within few decades, at 2 and 5 times those.
  ///
  /// Minor ticks stand at 2…9 times a power or, where powers are left out, at those. A range
  /// within a decade gets the ticks of a linear axis.
  public static func log(
    _ low: Double, _ high: Double, count: Int = usualCount, format: TickFormat = .automatic
  ) -> TickSet {
    let range = logRange(low, high)
    let wanted = max(2, min(count, 10))
    let powers = decades(in: range)
    var set: TickSet
    if powers.count < 2 || (powers.count < 4 && powers.count * 2 <= wanted) {
      let fine = multiples([1, 2, 5], of: powers, in: range)
      if fine.count >= 3, fine.count <= max(wanted + 2, 3) {
        set = TickSet(positions: fine.map(\.value), labels: labels(fine, format: format))
        set.minor = multiples([3, 4, 6, 7, 8, 9], of: powers, in: range).map(\.value)
        return low > high ? set.reversed() : set
      }
      if powers.count < 2 {
        set = linear(range.lowerBound, range.upperBound, count: count, format: format)
        return low > high ? set.reversed() : set
      }
    }
    let chosen = thinned(powers, to: wanted + 1)
    let numbers = chosen.map { DecimalNumber(mantissa: 1, exponent: $0) }
    set = TickSet(positions: numbers.map(\.value), labels: labels(numbers, format: format))
    if chosen.count == powers.count {
      set.minor = multiples(Array(2...9), of: powers, in: range).map(\.value)
    } else {
      set.minor = powers.filter { !chosen.contains($0) }
        .map { DecimalNumber(mantissa: 1, exponent: $0).value }
    }
    return low > high ? set.reversed() : set
  }

  /// Ticks of an axis that is linear within `threshold` of zero and logarithmic beyond.
  ///
  /// - Parameters:
  ///   - low: One end of the range.
  ///   - high: The other end.
  ///   - threshold: The magnitude where the axis turns logarithmic; positive.
  ///   - count: About how many labels there is room for.
  ///   - format: How the labels are written.
  public static func symlog(
    _ low: Double, _ high: Double, threshold: Double = 1, count: Int = usualCount,
    format: TickFormat = .automatic
  ) -> TickSet {
    let range = range(low, high)
    let (a, b) = (range.lowerBound, range.upperBound)
    let wanted = max(3, min(count, 10))
    guard threshold > 0, threshold.isFinite, max(-a, b) > threshold else {
      return linear(low, high, count: count, format: format)
    }
    var set: TickSet
    if a >= threshold {
      set = log(a, b, count: count, format: format)
    } else if b <= -threshold {
      set = log(-b, -a, count: count, format: format)
      set = TickSet(
        positions: set.positions.map { -$0 }, labels: set.labels.map { "−" + $0 },
        minor: set.minor.map { -$0 }
      ).reversed()
    } else {
      let up = b > threshold ? decades(in: threshold...b) : []
      let down = -a > threshold ? decades(in: threshold...(-a)) : []
      // Both sides leave out the same powers, so that they mirror each other.
      let all = Array(Set(up + down)).sorted()
      let isTwoSided = !up.isEmpty && !down.isEmpty
      let chosen = thinned(all, to: max(1, isTwoSided ? wanted / 2 : wanted))
      var numbers = chosen.reversed().filter(down.contains).map {
        DecimalNumber(mantissa: -1, exponent: $0)
      }
      if a <= 0, b >= 0 { numbers.append(DecimalNumber(mantissa: 0, exponent: 0)) }
      numbers += chosen.filter(up.contains).map { DecimalNumber(mantissa: 1, exponent: $0) }
      guard numbers.count >= 2 else { return linear(low, high, count: count, format: format) }
      set = TickSet(positions: numbers.map(\.value), labels: labels(numbers, format: format))
      let steps = chosen.count == all.count ? Array(2...9) : [1]
      let positions = Set(set.positions)
      let above = b > threshold ? multiples(steps, of: all, in: threshold...b) : []
      let below = -a > threshold ? multiples(steps, of: all, in: threshold...(-a)) : []
      set.minor = (below.map { -$0.value }.reversed() + above.map(\.value))
        .filter { !positions.contains($0) }
    }
    return low > high ? set.reversed() : set
  }

  /// The exponents of the powers of ten in a positive range.
  private static func decades(in range: ClosedRange<Double>) -> [Int] {
    let first = Int(log10(range.lowerBound).rounded(.down))
    let last = Int(log10(range.upperBound).rounded(.up))
    guard first <= last else { return [] }
    // Logarithms are rounded; the powers themselves decide.
    return (first...last).filter {
      range.contains(DecimalNumber(mantissa: 1, exponent: $0).value)
    }
  }

  private static func multiples(
    _ factors: [Int], of powers: [Int], in range: ClosedRange<Double>
  ) -> [DecimalNumber] {
    let first = powers.first.map { $0 - 1 } ?? Int(log10(range.lowerBound).rounded(.down))
    return (first...(powers.last ?? first)).flatMap { power in
      factors.map { DecimalNumber(mantissa: $0, exponent: power) }
    }.filter { range.contains($0.value) }
  }

  /// Every power, every second, third, fifth …: the first choice of at most `count`.
  private static func thinned(_ powers: [Int], to count: Int) -> [Int] {
    for stride in [1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300] {
      let chosen = powers.filter { $0.isMultiple(of: stride) }
      if chosen.count <= count, chosen.count >= 2 || powers.count < 2 { return chosen }
      // A wide stride may miss all but one of few powers: those at the ends then speak for all.
      if chosen.count < 2 { break }
    }
    return [powers.first, powers.last].compactMap { $0 }
  }

  /// Powers are written in full where all are short, else as powers.
  private static func labels(_ numbers: [DecimalNumber], format: TickFormat) -> [String] {
    switch format {
    case .plain: return TickFormat.full(numbers)
    case .si:
      // Ticks of a logarithm share neither decimals nor a prefix.
      return numbers.map { format.labels([$0]).first ?? "" }
    case .scientific: return numbers.map(\.asPower)
    case .automatic:
      let plain = TickFormat.full(numbers)
      return plain.allSatisfy { $0.count <= 6 } ? plain : numbers.map(\.asPower)
    }
  }
}
