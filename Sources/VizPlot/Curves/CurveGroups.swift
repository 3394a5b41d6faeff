import VizTrace

/// Which quantities a figure of curves draws, each in a panel of its own, and in what colours.
struct CurveGroups {
  struct Group {
    /// The metrics' name without the words for the data.
    var base: String
    var series: [MetricSeries]
  }

  /// In the order of the metrics.
  private(set) var drawn: [Group] = []
  /// What a figure has no room for.
  private(set) var rest: [Group] = []
  /// The number of each run's colour, the same in all panels.
  let runs: [String: Int]

  /// More quantities than this cannot be told from each other on one figure.
  static let most = 24

  init(_ series: [MetricSeries]) {
    var indexOfBase: [String: Int] = [:]
    var groups: [Group] = []
    var runs: [String: Int] = [:]
    for one in series {
      if runs[one.run] == nil { runs[one.run] = runs.count }
      let base = MetricName(one.name).base
      if let index = indexOfBase[base] {
        groups[index].series.append(one)
      } else {
        indexOfBase[base] = groups.count
        groups.append(Group(base: base, series: [one]))
      }
    }
    self.runs = runs
    guard groups.count > Self.most else {
      drawn = groups
      return
    }
    // What is known to be wanted low or high comes before what only describes the training.
    let known = groups.indices.filter { MetricName(groups[$0].base).better != nil }
    let others = groups.indices.filter { MetricName(groups[$0].base).better == nil }
    let chosen = Set((known + others).prefix(Self.most))
    drawn = groups.indices.filter(chosen.contains).map { groups[$0] }
    rest = groups.indices.filter { !chosen.contains($0) }.map { groups[$0] }
  }

  /// Whether all panels may have one x axis: they count the same, and each takes up a good part of
  /// what all cover together.
  var shareX: Bool {
    guard Set(drawn.flatMap { $0.series.map(\.stepName) }).count == 1 else { return false }
    let ranges = drawn.compactMap(\.range)
    guard let low = ranges.map(\.lowerBound).min(), let high = ranges.map(\.upperBound).max() else {
      return true
    }
    return ranges.allSatisfy { $0.upperBound - $0.lowerBound >= 0.5 * (high - low) }
  }
}

extension CurveGroups.Group {
  /// From the least step to the greatest; nil where none is a number.
  fileprivate var range: ClosedRange<Double>? {
    let steps = series.lazy.flatMap { $0.steps.filter(\.isFinite) }
    guard let low = steps.min(), let high = steps.max() else { return nil }
    return low...high
  }
}
