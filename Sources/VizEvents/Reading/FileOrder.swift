import VizTrace

/// Several files of one run in their order, and what of each still holds; see ``RunLog``.
struct FileOrder {
  /// The series of one tag in one file.
  struct Part {
    var file: Int
    var series: Int
    /// Values from this step on are replaced by a later file.
    var end: Int?
    /// Whether another file at the same time has the tag, too.
    var isSideBySide = false
  }

  struct Key: Hashable {
    var tag: String
    var kind: SeriesKind
  }

  private(set) var files: [FileIndex]
  private(set) var series: [Key: [Part]] = [:]

  init(_ indices: [FileIndex]) {
    files = indices.enumerated().sorted { a, b in
      let (x, y) = (a.element.firstWallTime, b.element.firstWallTime)
      return x == y ? a.offset < b.offset : (x ?? .infinity) < (y ?? .infinity)
    }.map(\.element)
    for file in files.indices {
      for number in files[file].series.indices {
        let key = Key(tag: files[file].series[number].tag, kind: files[file].series[number].kind)
        series[key, default: []].append(Part(file: file, series: number))
      }
    }
    for key in series.keys { replace(&series[key, default: []]) }
  }

  /// Finds from which step on each part is replaced.
  private func replace(_ parts: inout [Part]) {
    let indices = Dictionary(
      parts.enumerated().map { ($0.element.file, $0.offset) }, uniquingKeysWith: { $1 })
    for index in parts.indices {
      for later in files.indices.dropFirst(parts[index].file + 1) {
        let other = indices[later]
        guard follows(later, parts[index].file) else {
          if let other {
            parts[index].isSideBySide = true
            parts[other].isSideBySide = true
          }
          continue
        }
        let first = other.flatMap { files[later].series[parts[$0].series].steps.first }
        for step in [files[later].sessionStarts.min(), first].compactMap({ $0 }) {
          parts[index].end = min(parts[index].end ?? step, step)
        }
      }
    }
  }

  /// Whether a file was begun after another one had ended.
  private func follows(_ later: Int, _ earlier: Int) -> Bool {
    guard let start = files[later].firstWallTime else { return false }
    return files[earlier].lastWallTime <= start
  }

  /// Where a value stands.
  struct Point {
    var file: Int
    var series: Int
    var index: Int
  }

  /// The values of a tag's parts that hold, in order.
  func points(of parts: [Part]) -> [Point] {
    var points: [Point] = []
    for part in parts {
      let steps = files[part.file].series[part.series].steps
      for index in steps.indices where part.end.map({ steps[index] < $0 }) ?? true {
        points.append(Point(file: part.file, series: part.series, index: index))
      }
    }
    guard parts.contains(where: \.isSideBySide) else { return points }
    // Equal steps stay in the order of the files.
    return points.enumerated().sorted {
      (step($0.element), $0.offset) < (step($1.element), $1.offset)
    }.map(\.element)
  }

  private func step(_ point: Point) -> Int {
    files[point.file].series[point.series].steps[point.index]
  }

  func metric(_ tag: String, _ parts: [Part]) -> MetricSeries {
    var series = MetricSeries(name: tag, steps: [], values: [])
    if parts.count == 1, let part = parts.first, part.end == nil {
      let only = files[part.file].series[part.series]
      series.steps = only.steps.map(Double.init)
      (series.values, series.wallTimes) = (only.values, only.wallTimes)
      return series
    }
    let points = points(of: parts)
    series.steps = points.map { Double(step($0)) }
    series.values = points.map { files[$0.file].series[$0.series].values[$0.index] }
    series.wallTimes = points.map { files[$0.file].series[$0.series].wallTimes[$0.index] }
    return series
  }
}
