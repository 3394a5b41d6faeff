import SystemPackage
import VizBase
import VizTrace

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A folder that a run was logged into: event files, and, where the run is vizbp's, `run.json` and
/// `graph.json`.
public struct RunDirectory: Sendable, Hashable {
  /// How a run stands.
  public enum State: Sendable, Hashable {
    /// Someone writes it.
    case running
    /// It came to its end.
    case finished
    /// Someone ended it early.
    case stopped
    /// It ended with an error.
    case failed
    /// It says that it runs, but nobody writes it any more.
    case killed
    /// It says nothing, and nobody seems to write it.
    case unknown
  }

  /// The folder's path, as it was given.
  public let path: String

  /// Names the folder of a run; nothing is read, and the folder need not exist.
  public init(_ path: String) { self.path = path }

  /// The folder's own name.
  public var name: String { (FilePath(path).lastComponent?.string ?? path).withoutStrayBytes }

  static let recordName = "run.json"
  private static let graphName = "graph.json"

  // MARK: Reading

  /// What the run's event files hold, those of its parts included: Keras' `train` and `validation`
  /// are folders of one run, whose metrics are called `train/loss` and `validation/loss`.
  public func log() throws(EventError) -> RunLog {
    let names = try EventFiles.names(in: path)
    let paths = EventFiles.paths(among: names, of: path)
    let parts = LogPart.parts(among: names, of: path, hasEvents: !paths.isEmpty)
    return try RunLog(folder: path, paths: paths, parts: parts)
  }

  /// What the run says of itself; nil where it says nothing, as foreign runs do not, whose
  /// `run.json` may be another program's.
  public func record() throws(EventError) -> RunRecord? {
    let file = file(Self.recordName)
    do {
      let bytes = try WholeFile.read(run: file)
      // Beside a graph of ours it is ours, and damaged.
      let isForeign = !hasGraph && RunRecord.isForeign(bytes)
      return isForeign ? nil : try RunRecord(jsonData: bytes, path: file)
    } catch  where error.kind == .missing {
      return nil
    }
  }

  /// Whether there is a `graph.json`.
  package var hasGraph: Bool {
    file(Self.graphName).withSystemPath { access($0, F_OK) } == 0
  }

  /// The run's graph with the values that it was last written with: that of `graph.json`, or else
  /// that of the event files, which has none.
  public func graph() throws(EventError) -> ComputationGraph? {
    try graph { () throws(EventError) in try log() }
  }

  /// The run's graph, where `log` has been read already.
  public func graph(_ log: RunLog) throws(EventError) -> ComputationGraph? { try graph { log } }

  private func graph(
    _ log: () throws(EventError) -> RunLog
  ) throws(EventError) -> ComputationGraph? {
    let file = file(Self.graphName)
    let bytes: [UInt8]
    do {
      bytes = try WholeFile.read(run: file)
    } catch  where error.kind == .missing {
      return try log().graph()
    }
    do {
      return try ComputationGraph(jsonData: bytes)
    } catch {
      throw EventError(.badData, path: file, message: error.description, hint: error.hint)
    }
  }

  /// Whether the run still goes on, and how it ended if not.
  public func state() throws(EventError) -> State {
    let record = try record()
    switch record?.status {
    case .finished: return .finished
    case .stopped: return .stopped
    case .failed: return .failed
    case .running, nil: break
    }
    let names = try EventFiles.names(in: path)
    var files = EventFiles.paths(among: names, of: path)
    for part in LogPart.parts(among: names, of: path, hasEvents: !files.isEmpty) {
      files += try EventFiles.paths(in: part.path)
    }
    // Who writes a log of ours holds a lock.
    if files.contains(where: { EventFile.isBeingWritten($0) == true }) { return .running }
    if let record, record.host == EventFileName(wallTime: 0, number: 0).host {
      return record.isOfLivingProcess ? .running : .killed
    }
    if files.contains(where: LogWriter.isAtWork) { return .running }
    return record == nil ? .unknown : .killed
  }

  // MARK: Writing

  /// Writes `run.json`, whole or not at all; where the disk is full, over what it has.
  public func write(_ record: RunRecord) throws(EventError) {
    let (bytes, path) = (record.jsonData(), file(Self.recordName))
    do throws(EventError) {
      try WholeFile.write(bytes, run: path)
    } catch  where error.kind == .full {
      // How a run ended has to be said on a full disk, too.
      do { try WholeFile.overwrite(bytes, in: path) } catch { throw .writing(path, error.reason) }
    }
  }

  /// Writes `graph.json`, whole or not at all.
  public func write(_ graph: ComputationGraph) throws(EventError) {
    try WholeFile.write(graph.jsonData(), run: file(Self.graphName))
  }

  /// Writes another graph beside it, whole or not at all.
  ///
  /// - Parameters:
  ///   - graph: The graph.
  ///   - name: The file's name, such as `autopsy-12.json`.
  public func write(_ graph: ComputationGraph, named name: String) throws(EventError) {
    try write(graph.jsonData(), named: name)
  }

  /// Writes a file of the run, whole or not at all; only the last component of `name` counts.
  package func write(_ bytes: [UInt8], named name: String) throws(EventError) {
    guard let component = FilePath(name).lastComponent, component.kind == .regular else {
      throw EventError(.unwritable, path: name, message: "it is no name of a file")
    }
    try WholeFile.write(bytes, run: file(component.string))
  }

  /// Reads a file of the run; nil where there is none.
  package func read(named name: String) throws(EventError) -> [UInt8]? {
    do {
      return try WholeFile.read(run: file(name))
    } catch  where error.kind == .missing {
      return nil
    }
  }

  private func file(_ name: String) -> String { FilePath(path).appending(name).string }
}

extension RunRecord {
  /// Whether the process that runs it is there, on this host.
  fileprivate var isOfLivingProcess: Bool {
    guard let process = process.flatMap({ pid_t(exactly: $0) }), process > 0 else { return false }
    guard kill(process, 0) == 0 || errno == EPERM else { return false }
    return !Self.isZombie(process)
  }

  /// Whether a process has ended, and only its parent has not noticed.
  private static func isZombie(_ process: pid_t) -> Bool {
    guard let file = fopen("/proc/\(process)/stat", "r") else { return false }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 512)
    let count = fread(&bytes, 1, bytes.count, file)
    // The name stands in parentheses, and may have some of its own.
    guard let end = bytes[..<count].lastIndex(of: UInt8(ascii: ")")), end + 2 < count else {
      return false
    }
    return bytes[end + 2] == UInt8(ascii: "Z")
  }
}
