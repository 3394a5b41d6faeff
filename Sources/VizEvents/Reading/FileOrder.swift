import VizTrace

/// Several files of one run in their order, and what of each still holds; see ``RunLog``.
struct FileOrder {
  /// The series of one tag in one file.
  struct Part {
    var file: Int
    var series: Int
  }

  struct Key: Hashable {
    var tag: String
    var kind: SeriesKind
  }

  /// Values that gave way to a later session's.
  struct Replacement {
    var file: Int
    var by: Int
    /// From this step on.
    var step: Int
    var count: Int
  }

  let files: [FileIndex]
  let series: [Key: [Part]]
  private(set) var replacements: [Replacement] = []
  /// Of the series of which several files have values of the same steps, written at the same time: which
  /// files these are.
  let shared: [Key: Set<Int>]
  /// Values from this step on gave way, of each file, to those of a later one.
  private let ends: [(step: Int, by: Int)?]

  init(_ indices: [FileIndex]) {
    let files = indices.enumerated().sorted { a, b in
      let (x, y) = (a.element.firstWallTime, b.element.firstWallTime)
      return x == y ? a.offset < b.offset : (x ?? .infinity) < (y ?? .infinity)
    }.map(\.element)
    var series: [Key: [Part]] = [:]
    for (file, index) in files.enumerated() {
      for (number, one) in index.series.enumerated() {
        series[Key(tag: one.tag, kind: one.kind), default: []].append(
          Part(file: file, series: number))
      }
    }
    self.files = files
    self.series = series
    shared = series.compactMapValues { parts in
      guard parts.count > 1, Self.areSideBySide(parts, of: files) else { return nil }
      let found = Self.shared(parts, of: files)
      return found.isEmpty ? nil : found
    }
    ends = Self.ends(files)
    for (file, end) in ends.enumerated() {
      guard let end else { continue }
      let count = files[file].series.reduce(0) { $0 + $1.steps.count { $0 >= end.step } }
      guard count > 0 else { continue }
      replacements.append(Replacement(file: file, by: end.by, step: end.step, count: count))
    }
  }

  /// Where each file's values give way: at the least step at which a session of a later file of the
  /// same folder starts.
  private static func ends(_ files: [FileIndex]) -> [(step: Int, by: Int)?] {
    let sessions = files.indices.compactMap { later in
      files[later].sessionStarts.min().map { (file: later, step: $0) }
    }
    return files.indices.map { file in
      sessions.filter { session in
        session.file > file && files[session.file].group == files[file].group
          && follows(files[session.file], files[file])
      }.min { $0.step < $1.step }.map { ($0.step, $0.file) }
    }
  }

  /// Whether a file was begun after another one had ended.
  private static func follows(_ later: FileIndex, _ earlier: FileIndex) -> Bool {
    guard let start = later.firstWallTime else { return false }
    return earlier.lastWallTime <= start
  }

  /// Whether files at work at one time have the parts.
  func areSideBySide(_ parts: [Part]) -> Bool { Self.areSideBySide(parts, of: files) }

  private static func areSideBySide(_ parts: [Part], of files: [FileIndex]) -> Bool {
    var last = -Double.infinity
    for part in parts {
      if let start = files[part.file].firstWallTime, start < last { return true }
      last = max(last, files[part.file].lastWallTime)
    }
    return false
  }

  /// The files that have a step in common with another one of the same folder.
  private static func shared(_ parts: [Part], of files: [FileIndex]) -> Set<Int> {
    var fileOfStep: [Int: Int] = [:]
    var shared: Set<Int> = []
    for part in parts where files[part.file].group == files[parts[0].file].group {
      for step in files[part.file].series[part.series].steps {
        let other = fileOfStep.updateValue(part.file, forKey: step)
        if let other, other != part.file { shared.formUnion([other, part.file]) }
      }
    }
    return shared
  }

  /// Which of the processes at work side by side each file is of: one that was begun after another had
  /// ended may go on with it, on the same machine before all.
  private func writers(of parts: [Part]) -> [Int: Int] {
    var writers: [Int: Int] = [:]
    var last: [(end: Double, machine: Substring)] = []
    for part in parts where writers[part.file] == nil {
      let file = files[part.file]
      let (start, machine) = (file.firstWallTime ?? .infinity, EventFileName.machine(in: file.path))
      let free = last.indices.filter { last[$0].end <= start }
      let writer = free.first { last[$0].machine == machine } ?? free.first ?? last.count
      if writer == last.count { last.append((0, machine)) }
      last[writer] = (file.lastWallTime, machine)
      writers[part.file] = writer
    }
    return writers
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
      let end = ends[part.file]?.step
      for index in steps.indices where end.map({ steps[index] < $0 }) ?? true {
        points.append(Point(file: part.file, series: part.series, index: index))
      }
    }
    guard areSideBySide(parts) else { return points }
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
    if parts.count == 1, let part = parts.first, ends[part.file] == nil {
      let only = files[part.file].series[part.series]
      series.steps = only.steps.map(Double.init)
      (series.values, series.wallTimes) = (only.values, only.wallTimes)
      return series
    }
    let points = points(of: parts)
    series.steps = points.map { Double(step($0)) }
    series.values = points.map { files[$0.file].series[$0.series].values[$0.index] }
    series.wallTimes = points.map { files[$0.file].series[$0.series].wallTimes[$0.index] }
    if shared[Key(tag: tag, kind: .scalar)] != nil {
      let writers = writers(of: parts)
      series.writers = points.map { writers[$0.file] ?? 0 }
    }
    return series
  }
}
