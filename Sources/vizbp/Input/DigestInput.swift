import SystemPackage
import VizBP
import VizBase

/// The runs and the files of digests that arguments name, for what is made of several runs.
struct DigestInput {
  /// The runs, read up to their metrics.
  private(set) var logs: [MetricLog] = []
  private(set) var digests: [RunDigest] = []

  /// Reads what arguments name: runs, folders of runs, files of metrics, files of digests.
  init(_ paths: [String]) throws {
    for path in paths {
      let file = Files.inputName(path)
      do {
        if path == "-" {
          let bytes = try Files.read(path)
          if RunDigest.isDigest(bytes) {
            digests += try RunDigest.read(bytes, path: file)
          } else {
            logs += try MetricLog.tables(bytes, path: file)
          }
        } else if RunDigest.isDigest(Files.head(path, 80)) {
          digests += try RunDigest.read(Files.read(path), path: path)
        } else {
          logs += try LogInput.logs(at: path, isAlone: paths.count == 1)
        }
      } catch let failure as Failure {
        throw failure
      } catch {
        throw Failure(error, about: file) ?? error
      }
    }
    try LogInput.check(logs)
  }

  /// The one run that there is; nil where there are several, or digests.
  func loneRun() throws -> RunHistory? {
    guard digests.isEmpty, logs.count == 1 else { return nil }
    return try LogInput.histories(logs)[0]
  }

  /// All runs as digests, in no order that means anything, and what is to be said of runs that could
  /// not be read. Runs are read side by side and none is kept, so that there may be thousands.
  func all() async throws -> (digests: [RunDigest], remarks: [LogRemark]) {
    var parts: [String] = []
    var numbers: [String: Int] = [:]
    let counts = Dictionary(logs.map { ($0.path, 1) }, uniquingKeysWith: +)
    for log in logs {
      numbers[log.path, default: 0] += 1
      parts.append(counts[log.path] == 1 ? "" : "(\(numbers[log.path, default: 0]))")
    }
    let workers = max(1, min(logs.count, Self.mostWorkers))
    let (logs, tags) = (logs, parts)
    let read = try await withThrowingTaskGroup(of: [Reading].self) { group in
      for worker in 0..<workers {
        group.addTask {
          try stride(from: worker, to: logs.count, by: workers).map { index in
            try Self.read(logs[index], part: tags[index])
          }
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    let digests = digests + read.compactMap(\.digest)
    let remarks = read.compactMap(\.remark)
    // A report of what could not be read would say that nothing is wrong.
    let unreadable = (digests.flatMap(\.remarks) + remarks).first { $0.kind == .unreadable }
    if let unreadable, digests.allSatisfy(\.isEmpty) {
      throw Failure(.badData, Files.inputName(unreadable.file), unreadable.what)
    }
    return (digests, remarks)
  }

  /// More do not read faster from one disk.
  private static let mostWorkers = 16

  private struct Reading: Sendable {
    var digest: RunDigest?
    var remark: LogRemark?
  }

  private static func read(_ log: MetricLog, part: String) throws -> Reading {
    let history: RunHistory
    var remark: LogRemark?
    do { history = try RunHistory(log) } catch {
      let unread = LogRemark(.unreadable, file: error.path, error.message)
      guard !log.series.isEmpty else { return Reading(digest: nil, remark: unread) }
      if !log.remarks.contains(unread) { remark = unread }
      // What could be read is as good as a foreign log.
      history = RunHistory(name: log.name, metrics: log.series, remarks: log.remarks)
    }
    do {
      return Reading(
        digest: try RunDigest(history, location: log.path, part: part), remark: remark)
    } catch { throw Failure(error) ?? error }
  }
}
