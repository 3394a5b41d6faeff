import SystemPackage
import VizBase

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The right to write a run: one process has it at a time, and its death gives it back.
package final class RunLock: Sendable {
  private let folder: FileDescriptor

  /// - Throws: ``EventError`` where someone else writes the run, or its folder cannot be opened.
  fileprivate init(_ path: String) throws(EventError) {
    do {
      // The folder itself is locked, so that nothing is left in it.
      folder = try FileDescriptor.open(
        FilePath(named: path.isEmpty ? "." : path), .readOnly, options: [.closeOnExec, .directory])
    } catch Errno.notDirectory {
      throw EventError(.unwritable, path: path, message: "it is not a directory")
    } catch {
      throw EventError.writing(path, error as? Errno ?? .ioError)
    }
    // A file system without locks has none to tell by.
    guard flock(folder.rawValue, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK else { return }
    try? folder.close()
    throw EventError(
      .unwritable, path: path, message: "another training is writing this run",
      hint: "wait for its end, or take another folder")
  }

  deinit { try? folder.close() }
}

extension RunDirectory {
  /// Makes the folder where it is not there, and takes the right to write the run.
  ///
  /// - Throws: ``EventError`` where someone else has it, or the folder cannot be made.
  package func lock() throws(EventError) -> RunLock {
    do {
      try EventFile.makeFolder(FilePath(path))
    } catch {
      throw EventError.writing(path, error as? Errno ?? .ioError)
    }
    return try RunLock(path)
  }

  /// Whether a path names one of the files that a run's folder keeps.
  package static func isOwnFile(_ path: String) -> Bool {
    guard let name = FilePath(path).lastComponent?.string else { return false }
    let folder = RunDirectory(FilePath(path).removingLastComponent().string)
    guard EventFileName.isEventFile(name) || folder.isOfOurs else { return false }
    return EventFileName.isEventFile(name)
      || ["run.json", "graph.json", "boundary.jsonl", "checkpoint.json"].contains(name)
      || name.contains(/^(autopsy|tensors)-[0-9]+\.json$/)
  }

  /// Whether the folder has a `run.json`.
  private var isOfOurs: Bool {
    FilePath(path).appending("run.json").string.withSystemPath { access($0, F_OK) } == 0
  }
}
