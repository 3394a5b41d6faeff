import SystemPackage
import VizBP
import VizBase

/// The runs that arguments name, each read once, and what is to be said of the reading.
enum LogInput {
  /// Reads the runs' folders, event files and files of metrics that arguments name; of a folder of
  /// runs, all that are in it. Their names tell them apart; that of a lone one stays its own.
  static func logs(_ paths: [String]) throws -> [MetricLog] {
    var logs: [MetricLog] = []
    for (path, name) in zip(paths, RunNames.telling(paths)) {
      let found = try Self.logs(at: path, isAlone: paths.count == 1)
      for var log in found {
        if !name.isEmpty { log.name = found.count > 1 ? "\(name)/\(log.name)" : name }
        logs.append(log)
      }
    }
    return logs
  }

  /// Reads what one argument names, or says what it is instead of a log; beside others, one that is not
  /// there may have been meant for an option.
  static func logs(at path: String, isAlone: Bool = true) throws -> [MetricLog] {
    let file = Files.inputName(path)
    do {
      let found =
        path == "-"
        ? try MetricLog.tables(Files.read(path), path: file) : try MetricLog.all(at: path)
      return try withoutWords(found)
    } catch {
      let failure = (error as? Failure) ?? foreign(path) ?? Failure(error, about: file)
      guard var failure else { throw error }
      if !isAlone, failure.status == .noInput, !Files.exists(path) {
        failure.hint = failure.hint ?? Vizbp.meaning(of: path)
      }
      throw failure
    }
  }

  /// The logs that have numbers, and what is to be said of the others; all where none has any.
  private static func withoutWords(_ found: [MetricLog]) throws -> [MetricLog] {
    let lacking = found.filter { $0.table != nil && $0.series.isEmpty }
    guard !lacking.isEmpty else { return found }
    var sound = found.filter { $0.table == nil || !$0.series.isEmpty }
    guard !sound.isEmpty else {
      for log in lacking { if let refusal = foreign(log.path) { throw refusal } }
      return found
    }
    // One of many that has nothing does not keep the others from being read.
    sound[0].remarks += lacking.map { log in
      LogRemark(.unreadable, file: log.path, foreign(log.path)?.message ?? noNumbers)
    }
    return sound
  }

  private static let noNumbers = "it has no column of numbers to draw"

  /// What a file is that is no log, and what to do with it; nil where that is not known.
  private static func foreign(_ path: String) -> Failure? {
    guard path != "-", !Files.isFolder(path), let bytes = try? Files.read(path) else { return nil }
    let refusal = ForeignFile.refusal(
      bytes, named: Files.inputName(path), wanted: "a log of metrics")
    // A log whose numbers are not to be read says itself what it is.
    return RunDirectory.isLog(bytes) ? nil : refusal
  }

  /// The histories of the runs that arguments name: what reports and diagnoses are made of.
  static func histories(_ paths: [String]) throws -> [RunHistory] {
    let logs = try logs(paths)
    try check(logs)
    return try histories(logs)
  }

  /// The histories of runs that have been read.
  static func histories(_ logs: [MetricLog]) throws -> [RunHistory] {
    let histories: [RunHistory]
    do { histories = try RunHistory.all(logs) } catch { throw Failure(error) ?? error }
    // A report of what could not be read would say that nothing is wrong.
    if let remark = histories.lazy.flatMap(\.remarks).first(where: { $0.kind == .unreadable }),
      histories.allSatisfy({ $0.isEmpty })
    {
      throw Failure(.badData, Files.inputName(remark.file), remark.what)
    }
    return histories
  }

  /// Refuses tables without a column of numbers.
  static func check(_ logs: [MetricLog]) throws {
    for log in logs where log.table != nil && log.series.isEmpty {
      let names = (log.table?.columns ?? []).prefix(20).map { $0.name.escaped(limit: 40) }
      throw Failure(
        .badData, Files.inputName(log.path), noNumbers,
        hint: names.isEmpty ? nil : "its columns are: \(names.joined(separator: ", "))")
    }
  }

  /// Says on standard error, each once, what is to be said of the reading.
  static func say(_ remarks: [LogRemark], quietly: Bool = false) {
    guard !quietly else { return }
    var said: Set<LogRemark> = []
    for remark in remarks where said.insert(remark).inserted {
      let lead = remark.file.isEmpty ? "" : Files.inputName(remark.file) + ": "
      Files.say("note: \(lead)\(remark.what)\n")
    }
  }

  /// The remarks as JSON has them: under `unreadable`, and where there are any `replaced`,
  /// `not_shown` and `read_as`.
  static func json(_ remarks: [LogRemark]) -> [(key: String, value: JSONValue)] {
    LogRemark.Kind.allCases.compactMap { kind in
      var said: Set<LogRemark> = []
      let ofKind = remarks.filter { $0.kind == kind && said.insert($0).inserted }
      guard !ofKind.isEmpty || kind == .unreadable else { return nil }
      return (
        kind.rawValue,
        .array(
          ofKind.map { .object(["file": .string($0.file), "what": .string($0.what)]) })
      )
    }
  }
}
