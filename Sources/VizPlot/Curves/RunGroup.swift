import VizStatistics
import VizTrace

/// Runs of one metric that differ by their seed alone, as their names have it.
struct RunGroup: Sendable {
  /// What the runs have in common.
  var name: String
  var runs: [MetricSeries]

  /// Puts runs together whose names differ by a number at the end; where none do, all of them.
  static func groups(_ series: [MetricSeries]) -> [RunGroup] {
    var groups: [RunGroup] = []
    var indexOfName: [String: Int] = [:]
    for one in series {
      let name = stem(one.run)
      if let index = indexOfName[name] {
        groups[index].runs.append(one)
      } else {
        indexOfName[name] = groups.count
        groups.append(RunGroup(name: name, runs: [one]))
      }
    }
    if groups.allSatisfy({ $0.runs.count == 1 }) { return [RunGroup(name: "", runs: series)] }
    return groups
  }

  /// The name without its seed: `adam` of `adam-seed3`, `adam_3` or `adam/run=3`.
  private static func stem(_ run: String) -> String {
    let marks: Set<Character> = ["-", "_", "/", "=", " ", ".", "#"]
    var stem = run[...]
    while let last = stem.last, last.isNumber { stem.removeLast() }
    while let last = stem.last, marks.contains(last) { stem.removeLast() }
    for word in ["seed", "run", "trial", "rep"] where stem.lowercased().hasSuffix(word) {
      stem.removeLast(word.count)
      break
    }
    while let last = stem.last, marks.contains(last) { stem.removeLast() }
    return String(stem)
  }

  /// What the runs have at each step that any of them has.
  struct Summary: Sendable {
    var steps: [Double] = []
    var means: [Double] = []
    var lows: [Double] = []
    var highs: [Double] = []
  }

  /// The finite numbers of all runs at each step that any of them has, in rising order of steps.
  private func columns() -> [(step: Double, values: [Double])] {
    if let steps = runs.first?.steps, runs.allSatisfy({ $0.steps == steps }),
      zip(steps, steps.dropFirst()).allSatisfy({ $0 < $1 })
    {
      return steps.enumerated().map { index, step in
        (
          step,
          runs.compactMap { $0.values.indices.contains(index) ? $0.values[index] : nil }
            .filter(\.isFinite)
        )
      }
    }
    var values: [Double: [Double]] = [:]
    for run in runs {
      for (step, value) in zip(run.steps, run.values) where step.isFinite {
        values[step, default: []].append(value)
      }
    }
    return values.keys.sorted().map { ($0, (values[$0] ?? []).filter(\.isFinite)) }
  }

  /// The mean of the runs at each step with its band; a step at which a run has no finite number
  /// is that of the others.
  func summary(_ band: CurveOptions.Band) -> Summary {
    var summary = Summary()
    for (step, finite) in columns() {
      summary.steps.append(step)
      guard let low = finite.min(), let high = finite.max() else {
        summary.means.append(.nan)
        summary.lows.append(.nan)
        summary.highs.append(.nan)
        continue
      }
      let count = Double(finite.count)
      let mean = finite.reduce(0) { $0 + $1 / count }
      summary.means.append(mean)
      switch band {
      case .deviation:
        let squares = finite.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let deviation = finite.count > 1 ? (squares / (count - 1)).squareRoot() : 0
        summary.lows.append(mean - deviation)
        summary.highs.append(mean + deviation)
      case .none, .range:
        summary.lows.append(low)
        summary.highs.append(high)
      }
    }
    return summary
  }

  /// The five numbers that stand for many runs at each step.
  struct Quartiles: Sendable {
    var steps: [Double] = []
    var lowest: [Double] = []
    var lower: [Double] = []
    var median: [Double] = []
    var upper: [Double] = []
    var highest: [Double] = []
  }

  func quartiles() -> Quartiles {
    var quartiles = Quartiles()
    for (step, finite) in columns() {
      let all = Quantiles(finite)
      quartiles.steps.append(step)
      quartiles.lowest.append(all[0] ?? .nan)
      quartiles.lower.append(all[0.25] ?? .nan)
      quartiles.median.append(all[0.5] ?? .nan)
      quartiles.upper.append(all[0.75] ?? .nan)
      quartiles.highest.append(all[1] ?? .nan)
    }
    return quartiles
  }
}
