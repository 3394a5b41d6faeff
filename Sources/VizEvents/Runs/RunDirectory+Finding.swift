import SystemPackage
import VizBase
import VizTrace

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension RunDirectory {
  /// What a look through a folder finds.
  struct Found {
    /// In the order of their paths.
    var runs: [RunDirectory] = []
    /// Files of metrics that lie in no run's folder, or are the log of one, in the order of paths.
    var files: [MetricFile] = []
    var remarks: [LogRemark] = []
  }

  /// All runs in a folder and the folders in it, in the order of their paths; the folder itself may
  /// be one. Symbolic links are followed, each folder is looked at once, and folders of one run, as
  /// Keras' `train` and `validation`, are one.
  ///
  /// - Throws: ``EventError`` where the folder cannot be read; those below it that cannot are left
  ///   out.
  public static func all(below folder: String) throws(EventError) -> [RunDirectory] {
    try look(below: folder).runs
  }

  private static let deepest = 16

  static func look(below folder: String) throws(EventError) -> Found {
    var found = Found()
    var seen: Set<FileIdentity> = []
    var names = try EventFiles.names(in: folder)
    var queue = [(path: folder, depth: 0)]
    // Looked at last, so that what they lead to is called by its own name where it lies here, too.
    var links: [(path: String, depth: Int)] = []
    while let (path, depth) = queue.popLast() ?? links.popLast() {
      guard let identity = FileIdentity(path), seen.insert(identity).inserted else { continue }
      if depth > 0 {
        do { names = try EventFiles.names(in: path) } catch {
          found.remarks.append(LogRemark(.unreadable, file: error.path, error.message))
          continue
        }
      }
      names.sort()
      let events = EventFiles.paths(among: names, of: path)
      let parts = LogPart.parts(among: names, of: path, hasEvents: !events.isEmpty)
      let isRun = !events.isEmpty || !parts.isEmpty || names.contains(recordName) && isOurs(path)
      if isRun { found.runs.append(RunDirectory(path)) }
      let files = MetricFile.files(among: names, of: path, isRun: isRun)
      found.files += files
      if !isRun, names.contains(recordName), files.isEmpty {
        found.remarks.append(
          LogRemark(
            .unreadable, file: FilePath(path).appending(recordName).string,
            "it is another program's, and no run record of vizbp"))
      }
      guard depth < deepest else { continue }
      let consumed = Set(parts.map(\.path) + files.map(\.path))
      for name in names.reversed() {
        let below = FilePath(path).appending(name).string
        guard !consumed.contains(below), EventFiles.isFolder(below) else { continue }
        if EventFiles.isLink(below) {
          links.append((below, depth + 1))
        } else {
          queue.append((below, depth + 1))
        }
      }
    }
    found.runs.sort { $0.path < $1.path }
    found.files = MetricFile.withoutEarlierStates(found.files).sorted { $0.path < $1.path }
    return found
  }

  /// Whether a folder's `run.json` is a record of ours, or was to be one.
  private static func isOurs(_ path: String) -> Bool {
    do { return try RunDirectory(path).record() != nil } catch { return true }
  }
}

/// What tells a file or folder from every other, whatever the path to it.
private struct FileIdentity: Hashable {
  var device: UInt64
  var number: UInt64

  init?(_ path: String) {
    var info = stat()
    guard (path.isEmpty ? "." : path).withSystemPath({ stat($0, &info) }) == 0 else { return nil }
    device = UInt64(truncatingIfNeeded: info.st_dev)
    number = UInt64(truncatingIfNeeded: info.st_ino)
  }
}
