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

  /// The values of a tag's parts that hold, in order.
  func merged<Value>(
    _ parts: [Part], _ value: (Part, FileIndex.Series, Int) -> Value, step: (Value) -> Int
  ) -> [Value] {
    var values: [Value] = []
    for part in parts {
      let series = files[part.file].series[part.series]
      for index in series.steps.indices where part.end.map({ series.steps[index] < $0 }) ?? true {
        values.append(value(part, series, index))
      }
    }
    guard parts.contains(where: \.isSideBySide) else { return values }
    // Equal steps stay in the order of the files.
    return values.enumerated().sorted {
      (step($0.element), $0.offset) < (step($1.element), $1.offset)
    }.map(\.element)
  }

  func metric(_ tag: String, _ parts: [Part]) -> MetricSeries {
    if parts.count == 1, let part = parts.first, part.end == nil {
      let series = files[part.file].series[part.series]
      return MetricSeries(
        name: tag, steps: series.steps.map(Double.init), values: series.values,
        wallTimes: series.wallTimes)
    }
    let points = merged(parts) { _, series, index in
      (step: series.steps[index], value: series.values[index], wallTime: series.wallTimes[index])
    } step: {
      $0.step
    }
    return MetricSeries(
      name: tag, steps: points.map { Double($0.step) }, values: points.map(\.value),
      wallTimes: points.map(\.wallTime))
  }
}
