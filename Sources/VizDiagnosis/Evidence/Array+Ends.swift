import VizStatistics

/// Where a curve begins and ends, as rules take it: by medians, which a few odd values do not move.
extension [Double] {
  /// The median of the first tenth.
  var startMedian: Double? { Array(prefix(Swift.max(1, count / 10))).median }
  /// The median of the last tenth.
  var endMedian: Double? { Array(suffix(Swift.max(1, count / 10))).median }
}
