import VizBase

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The search for the best step, by simplicity, coverage, density and legibility (Talbot, Lin and
/// Hanrahan 2010, with their weights and their order of steps).
struct LinearTickSearch {
  private let range: ClosedRange<Double>
  /// The power of ten that `range` is a multiple of: steps near the smallest doubles have no
  /// precision left to divide by.
  private let shift: Int
  private let wanted: Double
  private let format: TickFormat
  private let isWhole: Bool

  private static let tenths = [10, 50, 20, 25, 40, 30]

  init(
    _ range: ClosedRange<Double>, count: Int, format: TickFormat = .automatic, isWhole: Bool = false
  ) {
    // Where there are no two whole numbers, others are better than none.
    self.isWhole = isWhole && range.upperBound.rounded(.down) > range.lowerBound.rounded(.up)
    let isTiny = max(abs(range.lowerBound), abs(range.upperBound)) < 1e-250
    shift = isTiny ? -200 : 0
    self.range = isTiny ? range.lowerBound * 1e200...range.upperBound * 1e200 : range
    wanted = Double(max(2, min(count, 10)))
    self.format = format
  }

  func best() -> LinearTicks {
    var best = LinearTicks(step: TickStep(tenths: 10, power: 0), first: 0, last: 1)
    var bestScore = -Double.infinity
    // Halves, because the width of the widest range is no double.
    let halfWidth = range.upperBound / 2 - range.lowerBound / 2
    let usual = Int(log10(halfWidth / wanted * 2).rounded(.down))
    for power in usual - 2...usual + 2 {
      for (index, tenths) in Self.tenths.enumerated() {
        guard let ticks = ticks(TickStep(tenths: tenths, power: power)) else { continue }
        let ideal = simplicityCoverageDensity(ticks, rank: index)
        // Labels cost the most to judge, and cannot better the score by more than this.
        guard ideal + 0.05 > bestScore else { continue }
        let score = ideal + 0.05 * legibility(ticks)
        if score > bestScore { (best, bestScore) = (ticks, score) }
      }
    }
    return shifted(best)
  }

  private func shifted(_ ticks: LinearTicks) -> LinearTicks {
    var ticks = ticks
    ticks.step.power += shift
    return ticks
  }

  /// The multiples of a step in the range; nil where there are fewer than 2 or more than 12.
  private func ticks(_ step: TickStep) -> LinearTicks? {
    let size = step.value
    guard size > 0, size.isFinite, !isWhole || size == size.rounded() else { return nil }
    // An end that misses a tick by rounding alone has it.
    let first = (range.lowerBound / size - 1e-9).rounded(.up)
    let last = (range.upperBound / size + 1e-9).rounded(.down)
    guard last - first >= 1, last - first <= 11, max(abs(first), abs(last)) < 1e15 else {
      return nil
    }
    let ticks = LinearTicks(step: step, first: first, last: last)
    guard step.multiple(first).value.isFinite, step.multiple(last).value.isFinite else {
      return nil
    }
    return ticks
  }

  private func simplicityCoverageDensity(_ ticks: LinearTicks, rank: Int) -> Double {
    let size = ticks.step.value
    let hasZero = ticks.first <= 0 && ticks.last >= 0
    let simplicity = (hasZero ? 1 : 0) - Double(rank) / Double(Self.tenths.count - 1)
    let (low, high) = (range.lowerBound / size, range.upperBound / size)
    let width = high - low
    func square(_ x: Double) -> Double { x * x }
    let coverage =
      1 - 0.5 * (square(high - ticks.last) + square(ticks.first - low)) / square(0.1 * width)
    let ratio = Double(ticks.count) / wanted * (width / max(width, ticks.last - ticks.first))
    let density = 2 - max(ratio, 1 / ratio)
    return 0.25 * simplicity + 0.2 * max(coverage, -2) + 0.5 * density
  }

  /// 1 for labels of up to four characters, less for longer ones.
  private func legibility(_ ticks: LinearTicks) -> Double {
    let longest = format.labels(shifted(ticks).numbers).map(\.count).max() ?? 0
    return 1 - 0.1 * Double(max(0, longest - 4))
  }
}
