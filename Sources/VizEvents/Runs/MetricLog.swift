import SystemPackage
import VizBase
public import VizTrace

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The metrics of one run, read once, whoever wrote them and in whatever format: what every command
/// that reads logs begins with.
///
/// ```swift
/// for log in try MetricLog.all(at: "out") { print(log.name, log.series.map(\.name)) }
/// ```
public struct MetricLog: Sendable {
  /// What tells the run from the others that were found with it; that of a lone one is the name of
  /// its folder or file.
  public var name: String
  /// The run's folder, or the file of its metrics.
  public let path: String
  /// The run's folder; nil for a file of metrics.
  public let directory: RunDirectory?
  /// What event files hold; nil for a file of metrics.
  public let log: RunLog?
  /// The columns of a file of metrics; nil where there are none.
  public let table: MetricTable?
  /// The metrics, over their steps.
  public let series: [MetricSeries]
  /// What is to be said of the reading.
  public var remarks: [LogRemark]

  /// Reads a run's folder.
  ///
  /// - Throws: ``EventError`` where none of its event files can be read.
  public init(_ directory: RunDirectory) throws(EventError) {
    let log = try directory.log()
    name = directory.name
    path = directory.path
    self.directory = directory
    self.log = log
    table = nil
    series = log.metrics
    let lost: LogRemark?
    do {
      lost = try directory.record()?.lost.map {
        LogRemark(.unreadable, file: directory.path, "not all of the run was written (\($0))")
      }
    } catch {
      // Who needs more than the metrics refuses the run by the same words.
      lost = LogRemark(.unreadable, file: error.path, error.message)
    }
    remarks = log.remarks + [lost].compactMap { $0 }
  }

  /// Reads one event file.
  init(eventFile path: String) throws(EventError) {
    let log = try RunLog(file: path)
    name = (FilePath(path).stem ?? path).withoutStrayBytes
    self.path = path
    directory = nil
    self.log = log
    table = nil
    series = log.metrics
    remarks = log.remarks
  }

  /// The metrics of a table that has been read.
  ///
  /// - Parameters:
  ///   - table: The columns.
  ///   - path: The file that they were read from.
  public init(_ table: MetricTable, path: String) {
    name = (FilePath(path).stem ?? path).withoutStrayBytes
    self.path = path
    directory = nil
    log = nil
    self.table = table
    series = table.allSeries
    remarks = table.remarks.named(path)
  }

  private init(name: String, path: String, series: [MetricSeries], remarks: [LogRemark]) {
    self.name = name
    self.path = path
    directory = nil
    log = nil
    table = nil
    self.series = series
    self.remarks = remarks
  }

  // MARK: - Finding

  /// The runs that a path names: a run's folder, an event file, a file of metrics, or a folder in
  /// which there are any of these, however deep. Their names tell them apart.
  ///
  /// - Throws: `EventError` where nothing is there or nothing can be read, `MetricError` where a
  ///   file is no table of metrics. Of several runs in a folder, one that cannot be read is a remark
  ///   on the first of the others.
  public static func all(at path: String) throws -> [MetricLog] {
    if EventFiles.isFolder(path) { return try all(below: path) }
    if EventFileName.isEventFile(FilePath(path).lastComponent?.string ?? "")
      || EventFiles.beginsWithRecord(path)
    {
      return [try MetricLog(eventFile: path)]
    }
    return try tables(WholeFile.read(run: path), path: path)
  }

  /// The runs that a text of metrics holds: several where one was appended to another.
  ///
  /// - Throws: `MetricError` that names `path` where it is no table of metrics.
  public static func tables(_ bytes: [UInt8], path: String) throws(MetricError) -> [MetricLog] {
    let parts: [MetricTable]
    do throws(MetricError) {
      parts = try MetricTable(data: bytes).runs
    } catch {
      var error = error
      error.location = error.location ?? ProblemLocation()
      error.location?.file = path
      throw error
    }
    return parts.enumerated().map { number, table in
      var log = MetricLog(table, path: path)
      if parts.count > 1 { log.name += " (\(number + 1))" }
      return log
    }
  }

  /// What is said of a folder without any run.
  package static let noRun = "no run is in it"

  private static func all(below folder: String) throws -> [MetricLog] {
    let found = try RunDirectory.look(below: folder)
    var remarks = found.remarks
    var logs: [MetricLog] = []
    var locations: [String] = []
    var firstError: (any Error)?
    func add(_ location: String, _ read: () throws -> [MetricLog]) {
      do {
        let read = try read()
        logs += read
        locations += read.map { _ in location }
      } catch {
        firstError = firstError ?? error
        let problem = error as? any Problem
        let file = problem?.location?.file ?? location
        remarks.append(LogRemark(.unreadable, file: file, problem?.message ?? "\(error)"))
      }
    }
    for directory in found.runs { add(directory.path) { [try MetricLog(directory)] } }
    let counts = Dictionary(found.files.map { ($0.runFolder, 1) }, uniquingKeysWith: +)
    for file in found.files {
      let isAlone = counts[file.runFolder] == 1
      add(isAlone ? file.runFolder : file.path) {
        switch file.kind {
        case .table: return try tables(WholeFile.read(run: file.path), path: file.path)
        case .folderOfMLflow, .folderOfCatBoost:
          let read =
            file.kind == .folderOfMLflow
            ? try MetricFile.seriesOfMLflow(in: file.path)
            : try MetricFile.seriesOfCatBoost(in: file.path)
          return [
            MetricLog(name: "", path: file.runFolder, series: read.series, remarks: read.remarks)
          ]
        }
      }
    }
    guard !logs.isEmpty else {
      if let firstError { throw firstError }
      throw EventError(
        .missing, path: folder, message: noRun,
        hint: "a run's folder has event files, a run.json or a file of metrics")
    }
    let names = RunNames.telling(locations, below: folder)
    for (index, name) in names.enumerated() { logs[index].name = name }
    logs[0].remarks += remarks
    let order = logs.indices.sorted { (logs[$0].path, $0) < (logs[$1].path, $1) }
    return order.map { logs[$0] }
  }
}
