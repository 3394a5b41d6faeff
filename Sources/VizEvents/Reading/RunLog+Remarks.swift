import SystemPackage
import VizBase
import VizTrace

// What is to be said of how event files were read.
extension FileOrder {
  /// What could not be read, what gave way, and what is not shown, each once with its count.
  var remarks: [LogRemark] {
    files.flatMap(Self.unreadable) + replaced + goingBack + atOnce + notShown
  }

  private static func unreadable(_ file: FileIndex) -> [LogRemark] {
    if let kind = file.foreignContent { return [LogRemark(.unreadable, file: file.path, kind)] }
    var remarks: [LogRemark] = []
    let bytes = file.faults.reduce(0) { $0 + $1.count }
    if let first = file.faults.first {
      let what: String
      if file.faultCount == 1 {
        what =
          switch first.kind {
          case .tornTail: "its last record is incomplete, \(leftOut(bytes))"
          case .corrupt: "damaged at byte \(first.offset), \(leftOut(bytes))"
          case .unreadable: "the record at byte \(first.offset) holds no event, and is left out"
          }
      } else {
        let most = file.faultCount > file.faults.count ? " or more" : ""
        what =
          "damaged in \(counted(file.faultCount, "place")), the first at byte \(first.offset):"
          + " \(counted(bytes, "byte"))\(most) are left out"
      }
      remarks.append(LogRemark(.unreadable, file: file.path, what))
    }
    for series in file.series where series.kind == .scalar && series.leftOut > 0 {
      remarks.append(
        LogRemark(
          .unreadable, file: file.path,
          "\(counted(series.leftOut, "value")) of \(series.tag.quoted()) without a number"))
    }
    return remarks
  }

  private var replaced: [LogRemark] {
    replacements.map { replacement in
      let later = FilePath(files[replacement.by].path).lastComponent?.string ?? ""
      return LogRemark(
        .replaced, file: files[replacement.file].path,
        "\(Self.counted(replacement.count, "value")) from step \(replacement.step) on gave way to"
          + " the session that starts there in \(later.escaped(limit: 200))")
    }
  }

  /// Files that begin again without saying that a session starts, in which case all is kept.
  private var goingBack: [LogRemark] {
    var tags = 0
    var later: Set<Int> = []
    for parts in series.values where parts.count > 1 && !areSideBySide(parts) {
      var last: Int?
      var goesBack = false
      for part in parts {
        let steps = files[part.file].series[part.series].steps
        guard let first = steps.first else { continue }
        if let last, first <= last, files[part.file].sessionStarts.isEmpty {
          later.insert(part.file)
          goesBack = true
        }
        last = steps.last
      }
      if goesBack { tags += 1 }
    }
    guard let first = later.min() else { return [] }
    let more = later.count > 1 ? ", and \(Self.counted(later.count - 1, "file")) after it," : ""
    return [
      LogRemark(
        .readAs, file: files[first].path,
        "this file\(more) begin\(later.count > 1 ? "" : "s") again at steps that an earlier one has"
          + " (\(Self.counted(tags, "tag"))); all values are kept")
    ]
  }

  /// Files of one folder that have values of the same steps, and were written at the same time: two
  /// trainings may have run into it at once, and all is kept.
  private var atOnce: [LogRemark] {
    let involved = shared.values.reduce(into: Set<Int>()) { $0.formUnion($1) }
    guard let first = involved.min() else { return [] }
    return [
      LogRemark(
        .readAs, file: files[first].path,
        "\(Self.counted(involved.count, "file")) of the folder, this one among them, have values at"
          + " the same steps (\(Self.counted(shared.count, "tag"))), written at the same time; all"
          + " are kept, as curves of their own")
    ]
  }

  private var notShown: [LogRemark] {
    var counts: [String: (values: Int, files: Set<Int>)] = [:]
    for (number, file) in files.enumerated() {
      for one in file.series where one.kind == .other && one.leftOut > 0 {
        counts[one.plugin, default: (0, [])].values += one.leftOut
        counts[one.plugin, default: (0, [])].files.insert(number)
      }
    }
    let values = counts.sorted { $0.key < $1.key }.map { plugin, found in
      let first = found.files.min().map { files[$0].path } ?? ""
      return LogRemark(
        .notShown, file: first,
        "\(Self.counted(found.values, "value")) of"
          + " \(plugin.isEmpty ? "no known kind" : plugin.escaped(limit: 60))"
          + Self.notShown(found.values))
    }
    let kinds = Set(files.flatMap(\.passedOver.keys)).sorted()
    return values
      + kinds.map { kind in
        let having = files.filter { $0.passedOver[kind] != nil }
        let count = having.reduce(0) { $0 + ($1.passedOver[kind] ?? 0) }
        return LogRemark(
          .notShown, file: having.first?.path ?? "",
          Self.counted(count, kind) + Self.notShown(count))
      }
  }

  private static func notShown(_ count: Int) -> String {
    " \(count == 1 ? "is" : "are") there, and not shown"
  }

  private static func leftOut(_ bytes: Int) -> String {
    "\(counted(bytes, "byte")) \(bytes == 1 ? "is" : "are") left out"
  }

  private static func counted(_ count: Int, _ noun: String) -> String {
    "\(NumberFormat.grouped(Double(count))) \(noun)\(count == 1 ? "" : "s")"
  }
}

extension FileIndex {
  /// What a file is that has no record at all; nil for one that has, or is being begun.
  fileprivate var foreignContent: String? {
    guard recordCount == 0 else { return nil }
    if size == 0 { return "the file is empty" }
    return Self.foreignContent(of: path) ?? "no record of it can be read (\(size) bytes)"
  }

  private static func foreignContent(of path: String) -> String? {
    guard let start = try? EventFiles.firstBytes(of: path, 64) else { return nil }
    if start.starts(with: "version https://git-lfs".utf8) {
      return "it is a Git LFS pointer, not the log itself; 'git lfs pull' fetches that"
    }
    if start.starts(with: [0x1f, 0x8b]) { return "it is compressed (gzip)" }
    if start.starts(with: [0x50, 0x4b, 3, 4]) { return "it is compressed (zip)" }
    if start.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) { return "it is compressed (zstd)" }
    return nil
  }
}
